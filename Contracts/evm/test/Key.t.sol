// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BridgeVault} from "../src/BridgeVault.sol";
import {IBridgeVault} from "../src/IBridgeVault.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {GroupSigner} from "./support/GroupSigner.sol";

contract KeyTest is BridgeFixture {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    GroupSigner.Key private next;
    bytes private invalid = abi.encodeWithSelector(IBridgeVault.InvalidSignature.selector);

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
        vm.expectRevert(IBridgeVault.ZeroValue.selector);
        newVault(0, HERE, governor, x, parity);
        vm.expectRevert(IBridgeVault.ZeroValue.selector);
        newVault(BRIDGE, 0, governor, x, parity);
        vm.expectRevert(IBridgeVault.ZeroValue.selector);
        newVault(BRIDGE, HERE, address(0), x, parity);
        vm.expectRevert(IBridgeVault.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, 0, 0);
        vm.expectRevert(IBridgeVault.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, x, 2);
        vm.expectRevert(IBridgeVault.InvalidKey.selector);
        newVault(BRIDGE, HERE, governor, bytes32(uint256(5)), 0);
        vm.expectRevert(IBridgeVault.InvalidKey.selector);
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
            rotateReverts(others[i], next, signature, abi.encodeWithSelector(IBridgeVault.WrongEpoch.selector, 2, others[i]));
        }
    }

    function test_Rotate_RevertWhen_TheNewKeyIsNoPoint() public {
        GroupSigner.Key[3] memory bad = [GroupSigner.Key(0, 0, 0), GroupSigner.Key(0, 5, 0), GroupSigner.Key(0, GroupSigner.N, 0)];
        for (uint256 i; i < bad.length; ++i) {
            bytes memory signature = group.sign(rotation(1, HERE, 2, bad[i]));
            rotateReverts(2, bad[i], signature, abi.encodeWithSelector(IBridgeVault.InvalidKey.selector));
        }
    }

    function test_Rotate_HandsOver() public {
        lockAs(alice, 1_000e6);
        bytes memory old = signed(batchOf(1, 1, 100e6, bob));
        bytes memory signature = group.sign(rotation(1, HERE, 2, next));
        vm.expectEmit(address(vault));
        emit IBridgeVault.KeyRotated(2, bytes32(next.x), next.parity());
        vault.rotate(2, bytes32(next.x), next.parity(), signature);
        (bytes32 x, uint8 parity) = vault.groupKey();
        assertEq(vault.epoch(), 2);
        assertEq(x, bytes32(next.x));
        assertEq(parity, next.parity());

        releaseReverts(old, abi.encodeWithSelector(IBridgeVault.WrongEpoch.selector, 2, 1));
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.epoch = 2;
        releaseReverts(b, invalid); // the old key, calling itself the new epoch
        vault.release(b.encode(next.sign(b.digest())));
        assertEq(token.balanceOf(bob), 100e6);
        rotateReverts(2, next, signature, abi.encodeWithSelector(IBridgeVault.WrongEpoch.selector, 3, 2));
    }
}
