// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BridgeVault} from "../src/BridgeVault.sol";
import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {GroupSigner} from "./support/GroupSigner.sol";

contract KeyTest is BridgeFixture {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    GroupSigner.Key private next;
    bytes private invalid = abi.encodeWithSelector(IVaultErrors.InvalidSignature.selector);

    function setUp() public override {
        super.setUp();
        next = GroupSigner.key(uint256(keccak256("next group secret")) >> 8);
    }

    function rotation(uint32 epoch, uint16 chain, uint32 newEpoch, GroupSigner.Key memory to) private pure returns (bytes32) {
        bytes memory body = abi.encodePacked(chain, newEpoch, to.x, to.parity());
        return keccak256(abi.encodePacked(keccak256("bridge/rotate/v1"), BRIDGE, epoch, body));
    }

    function rotateReverts(uint32 newEpoch, GroupSigner.Key memory to, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vault.rotate(newEpoch, bytes32(to.x), to.parity(), signature);
    }

    function test_Constructor_RevertWhen_AnythingIsMissing() public {
        bytes32 x = bytes32(group.x);
        uint8 parity = group.parity();
        vm.expectRevert(IVaultErrors.ZeroValue.selector);
        newVault(0, HERE, governor, x, parity);
        vm.expectRevert(IVaultErrors.ZeroValue.selector);
        newVault(BRIDGE, 0, governor, x, parity);
        vm.expectRevert(IVaultErrors.ZeroValue.selector);
        newVault(BRIDGE, HERE, address(0), x, parity);
        vm.expectRevert(IVaultErrors.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, 0, 0);
        vm.expectRevert(IVaultErrors.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, x, 2);
        vm.expectRevert(IVaultErrors.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, bytes32(uint256(5)), 0);
        vm.expectRevert(IVaultErrors.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, bytes32(GroupSigner.N), 0);
    }

    function test_Rotate_RevertWhen_NotSignedByTheKeyInForce() public {
        rotateReverts(2, next, next.sign(rotation(1, HERE, 2, next)), invalid);
        rotateReverts(2, next, new bytes(96), invalid);
        rotateReverts(2, next, "", invalid);
        rotateReverts(2, next, abi.encodePacked(group.sign(rotation(1, HERE, 2, next)), uint8(0)), invalid);
    }

    function test_Rotate_RevertWhen_AnyFieldDiffersFromTheSigned() public {
        rotateReverts(2, next, group.sign(rotation(1, 9, 2, next)), invalid);
        rotateReverts(2, next, group.sign(rotation(2, HERE, 2, next)), invalid);
        rotateReverts(2, next, group.sign(rotation(1, HERE, 3, next)), invalid);
        rotateReverts(2, next, group.sign(rotation(1, HERE, 2, group)), invalid);
        bytes memory signature = group.sign(rotation(1, HERE, 2, next));
        vm.expectRevert(invalid);
        vault.rotate(2, bytes32(next.x), next.parity() ^ 1, signature);
    }

    function test_Rotate_RevertWhen_TheEpochIsNotTheNext() public {
        uint32[4] memory others = [uint32(0), 1, 3, type(uint32).max];
        for (uint256 i; i < others.length; ++i) {
            bytes memory signature = group.sign(rotation(1, HERE, others[i], next));
            rotateReverts(others[i], next, signature, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 2, others[i]));
        }
    }

    function test_Rotate_RevertWhen_TheNewKeyIsNoPoint() public {
        GroupSigner.Key[3] memory bad = [GroupSigner.Key(0, 0, 0), GroupSigner.Key(0, 5, 0), GroupSigner.Key(0, GroupSigner.N, 0)];
        for (uint256 i; i < bad.length; ++i) {
            bytes memory signature = group.sign(rotation(1, HERE, 2, bad[i]));
            rotateReverts(2, bad[i], signature, abi.encodeWithSelector(IVaultErrors.InvalidKey.selector));
        }
    }

    function schedule() private returns (bytes memory signature) {
        signature = group.sign(rotation(1, HERE, 2, next));
        vault.rotate(2, bytes32(next.x), next.parity(), signature);
    }

    function notReady(uint64 at) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVaultErrors.NotReady.selector, at);
    }

    function test_Rotate_ChangesNothingYet() public {
        bytes32 digest = rotation(1, HERE, 2, next);
        bytes memory signature = group.sign(digest);
        vm.expectEmit(address(vault));
        emit IBridgeVault.RotationScheduled(2, bytes32(next.x), next.parity(), digest, uint64(block.timestamp) + ROTATION);
        vault.rotate(2, bytes32(next.x), next.parity(), signature);
        (bytes32 x, uint8 parity, bytes32 pendingDigest, uint64 readyAt) = vault.pendingKey();
        assertEq(x, bytes32(next.x));
        assertEq(parity, next.parity());
        assertEq(pendingDigest, digest);
        assertEq(readyAt, block.timestamp + ROTATION);
        assertEq(vault.epoch(), 1);
        (x,) = vault.groupKey();
        assertEq(x, bytes32(group.x));
    }

    function test_Rotate_RevertWhen_OneWaitsAlready() public {
        bytes memory signature = schedule();
        rotateReverts(2, next, signature, abi.encodeWithSelector(IVaultErrors.RotationPending.selector));
        GroupSigner.Key memory third = GroupSigner.key(uint256(keccak256("third")) >> 8);
        bytes memory another = group.sign(rotation(1, HERE, 2, third));
        rotateReverts(2, third, another, abi.encodeWithSelector(IVaultErrors.RotationPending.selector));
    }

    function test_Activate_RevertWhen_NothingWaitsOrTooEarly() public {
        vm.expectRevert(notReady(0));
        vault.activate();
        schedule();
        uint64 readyAt = uint64(block.timestamp) + ROTATION;
        vm.warp(readyAt - 1);
        vm.expectRevert(notReady(readyAt));
        vault.activate();
        vm.warp(readyAt);
        vault.activate();
        vm.expectRevert(notReady(0));
        vault.activate();
    }

    function test_Veto_EndsARotationForGood() public {
        bytes memory signature = schedule();
        bytes32 digest = rotation(1, HERE, 2, next);
        vm.startPrank(address(control));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NothingToVeto.selector, bytes32(0)));
        vault.vetoRotation(0);
        vm.expectEmit(address(vault));
        emit IBridgeVault.RotationVetoed(digest);
        vault.vetoRotation(digest);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NothingToVeto.selector, digest));
        vault.vetoRotation(digest);
        vm.stopPrank();
        vm.warp(block.timestamp + ROTATION);
        vm.expectRevert(notReady(0));
        vault.activate();
        rotateReverts(2, next, signature, abi.encodeWithSelector(IVaultErrors.Vetoed.selector, digest));
        // Another key may follow.
        GroupSigner.Key memory third = GroupSigner.key(uint256(keccak256("third")) >> 8);
        vault.rotate(2, bytes32(third.x), third.parity(), group.sign(rotation(1, HERE, 2, third)));
    }

    function test_Activate_HandsOver() public {
        lockAs(alice, 1_000e6);
        bytes memory signature = schedule();
        bytes memory first = signed(batchOf(1, 1, 100e6, bob));
        bytes memory second = signed(batchOf(2, 1, 100e6, bob));
        vm.warp(block.timestamp + ROTATION);
        uint64 until = uint64(block.timestamp) + OVERLAP;
        vm.expectEmit(address(vault));
        emit IBridgeVault.KeyRotated(2, bytes32(next.x), next.parity(), until);
        vault.activate();
        (bytes32 x, uint8 parity) = vault.groupKey();
        assertEq(vault.epoch(), 2);
        assertEq(x, bytes32(next.x));
        assertEq(parity, next.parity());
        (x, parity, until) = vault.previousKey();
        assertEq(x, bytes32(group.x));
        assertEq(parity, group.parity());

        // What was attested before still arrives for a while.
        vm.warp(until - 1);
        vault.release(first);
        vm.warp(until);
        releaseReverts(second, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 2, 1));

        Batches.Batch memory b = batchOf(2, 1, 100e6, bob);
        b.epoch = 2;
        releaseReverts(b, invalid); // the old key, calling itself the new epoch
        vault.release(b.encode(next.sign(b.digest())));
        assertEq(token.balanceOf(bob), 200e6);
        rotateReverts(2, next, signature, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 3, 2));
        rotateReverts(3, group, group.sign(rotation(2, HERE, 3, group)), invalid); // the old key rotates no more
    }

    function test_Release_RevertWhen_TheEpochIsAheadOrTwoBehind() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.epoch = 2;
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 1, 2));
        b.epoch = 0;
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 1, 0));
        schedule();
        vm.warp(block.timestamp + ROTATION);
        vault.activate();
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 2, 0));
        b.epoch = 3;
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 2, 3));
    }

    function test_Constructor_RevertWhen_ADelayIsMissingOrTooLong() public {
        for (uint256 i; i < 6; ++i) {
            for (uint256 k; k < 2; ++k) {
                uint32[6] memory d = [LOOSEN, EXECUTE, HOLD_AGE, REFUND, ROTATION, OVERLAP];
                d[i] = k == 0 ? 0 : 365 days + 1;
                vm.expectRevert(abi.encodeWithSelector(IVaultErrors.BadDelay.selector, d[i]));
                newVault(
                    BRIDGE, HERE, governor, bytes32(group.x), group.parity(), IBridgeVault.Delays(d[0], d[1], d[2], d[3], d[4], d[5])
                );
            }
        }
        (uint32 a, uint32 b, uint32 c, uint32 e, uint32 f, uint32 g) = vault.delays();
        assertEq(abi.encode(a, b, c, e, f, g), abi.encode(LOOSEN, EXECUTE, HOLD_AGE, REFUND, ROTATION, OVERLAP));
    }
}
