// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRiskControl} from "../src/IRiskControl.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {GroupSigner} from "./support/GroupSigner.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice One stolen key of a person may say no to much, and never for ever: neither to its own end nor, a sentinel's, to the end of any other key.
contract VetoTest is RiskFixture {
    using GroupSigner for GroupSigner.Key;

    function vetoReverts(uint256 key, bytes32 digest, bytes memory reason) private {
        actReverts(key, VETO, vetoWords(digest), reason);
    }

    function notOfficer(uint256 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRiskControl.NotOfficer.selector, vm.addr(key));
    }

    // ---- revocations

    function test_Veto_RevertWhen_ASentinelStopsARevocation() public {
        bytes memory words = roleWords(vm.addr(GUARD), 2);
        bytes memory other = roleWords(vm.addr(CLEO), 1);
        schedule(REVOKE, words);
        schedule(REVOKE, other);
        vetoReverts(GUARD, digestOf(REVOKE, words), notOfficer(GUARD));
        vetoReverts(GUARD, digestOf(REVOKE, other), notOfficer(GUARD));
        vm.warp(block.timestamp + LOOSEN);
        execute(REVOKE, words);
        execute(REVOKE, other);
        assertEq(control.role(vm.addr(GUARD)), 0);
        assertEq(control.role(vm.addr(CLEO)), 0);
    }

    function test_Veto_RevertWhen_AnOfficerStopsItsOwnRevocation() public {
        bytes memory words = roleWords(vm.addr(CLEO), 1);
        schedule(REVOKE, words);
        vetoReverts(CLEO, digestOf(REVOKE, words), abi.encodeWithSelector(IRiskControl.OwnRevocation.selector));
        vm.warp(block.timestamp + LOOSEN);
        execute(REVOKE, words);
        assertEq(control.role(vm.addr(CLEO)), 0);
    }

    function test_Veto_OfAnotherRevocation_ByAnyOtherOfficer() public {
        bytes memory words = roleWords(vm.addr(GUARD), 2);
        bytes32 digest = digestOf(REVOKE, words);
        schedule(REVOKE, words);
        act(CLEO, VETO, vetoWords(digest));
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(REVOKE, words, abi.encodeWithSelector(IRiskControl.WasVetoed.selector, digest));
        assertEq(control.role(vm.addr(GUARD)), 2);
    }

    /// @dev A role that is given is stopped like everything else, also by a sentinel.
    function test_Veto_OfAGrant_ByASentinel() public {
        bytes memory words = roleWords(vm.addr(STRANGER), 1);
        bytes32 digest = digestOf(GRANT, words);
        schedule(GRANT, words);
        act(GUARD, VETO, vetoWords(digest));
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(GRANT, words, abi.encodeWithSelector(IRiskControl.WasVetoed.selector, digest));
    }

    /// @dev The worst of one stolen sentinel: everything cursed, and a no to whatever ends that. It lasts as long as a revocation.
    function test_AStolenSentinel_StopsEverythingUntilItIsRevoked() public {
        raise(EVERYTHING, 0, 5);
        bytes memory calm = levelWords(EVERYTHING, 0, 0);
        schedule(LOWER, calm);
        act(GUARD, VETO, vetoWords(digestOf(LOWER, calm)));
        bytes memory words = roleWords(vm.addr(GUARD), 2);
        schedule(REVOKE, words);
        vetoReverts(GUARD, digestOf(REVOKE, words), notOfficer(GUARD));
        vm.warp(block.timestamp + LOOSEN);
        execute(REVOKE, words);
        calm = levelWords(EVERYTHING, 0, 0);
        schedule(LOWER, calm);
        vetoReverts(GUARD, digestOf(LOWER, calm), abi.encodeWithSelector(IRiskControl.NotSentinel.selector, vm.addr(GUARD)));
        vm.warp(block.timestamp + LOOSEN);
        execute(LOWER, calm);
        assertEq(vault.level(1, 0), 0);
    }

    // ---- key rotations

    function rotate() private returns (bytes32 digest) {
        GroupSigner.Key memory next = GroupSigner.key(uint256(keccak256("next group secret")) >> 8);
        digest = keccak256(
            abi.encodePacked(keccak256("bridge/rotate/v1"), BRIDGE, EPOCH, abi.encodePacked(HERE, EPOCH + 1, next.x, next.parity()))
        );
        vault.rotate(EPOCH + 1, bytes32(next.x), next.parity(), group.sign(digest));
    }

    function test_Veto_RevertWhen_ASentinelStopsARotation() public {
        bytes32 digest = rotate();
        vetoReverts(GUARD, digest, notOfficer(GUARD));
        (,, bytes32 pending,) = vault.pendingKey();
        assertEq(pending, digest);
        vm.warp(block.timestamp + ROTATION);
        vault.activate();
        assertEq(vault.epoch(), EPOCH + 1);
    }

    function test_Veto_OfARotation_ByAnyOfficer() public {
        bytes32 digest = rotate();
        act(CLEO, VETO, vetoWords(digest));
        (,, bytes32 pending,) = vault.pendingKey();
        assertEq(pending, 0);
        vetoReverts(CLEO, digest, abi.encodeWithSelector(IVaultErrors.NothingToVeto.selector, digest));
    }
}
