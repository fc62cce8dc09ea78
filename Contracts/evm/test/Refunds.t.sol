// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {Transfers} from "../src/libraries/Transfers.sol";
import {FreezableToken} from "./support/HostileTokens.sol";
import {Batches} from "./support/Batches.sol";
import {GroupSigner} from "./support/GroupSigner.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

contract RefundsTest is RiskFixture {
    using Batches for Batches.Batch;
    using GroupSigner for GroupSigner.Key;

    uint256 private constant AMOUNT = 1_000e6;
    bytes private invalid = abi.encodeWithSelector(IVaultErrors.InvalidSignature.selector);
    bytes private notLocked = abi.encodeWithSelector(IVaultErrors.NotLocked.selector, SOLANA, 1);

    /// @dev What alice locks, as its 150 bytes.
    function lockOne() private returns (bytes memory) {
        return outgoing(lockAs(alice, AMOUNT), asset, alice, uint64(AMOUNT));
    }

    function outgoing(uint64 sequence, bytes32 id, address sender, uint64 amount) private pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(1), BRIDGE, HERE, SOLANA, sequence, WALLET, id, amount);
        return bytes.concat(head, bytes32(uint256(uint160(sender))), RECIPIENT);
    }

    function leafOf(bytes memory transfer) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(transfer)));
    }

    function message(string memory tag, bytes memory transfer) private pure returns (bytes32) {
        return messageOf(tag, transfer, EPOCH);
    }

    function messageOf(string memory tag, bytes memory transfer, uint32 epoch) private pure returns (bytes32) {
        bytes memory lane = new bytes(12); // source ‖ destination ‖ sequence stand together in the transfer
        for (uint256 i; i < 12; ++i) lane[i] = transfer[33 + i];
        return keccak256(bytes.concat(abi.encodePacked(keccak256(bytes(tag)), BRIDGE, epoch), lane, leafOf(transfer)));
    }

    function refund(bytes memory transfer) private {
        bytes memory signature = group.sign(message("bridge/refund/v1", transfer));
        vm.prank(relayer);
        vault.refund(transfer, EPOCH, signature);
    }

    function refundReverts(bytes memory transfer, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vault.refund(transfer, EPOCH, signature);
    }

    function voidIt(bytes memory transfer) private {
        bytes memory signature = group.sign(message("bridge/void/v1", transfer));
        vm.prank(relayer);
        vault.voidTransfer(transfer, EPOCH, signature);
    }

    function voidReverts(bytes memory transfer, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vault.voidTransfer(transfer, EPOCH, signature);
    }

    // ---- requestRefund

    function test_RequestRefund_SaysSoOnce() public {
        bytes memory transfer = lockOne();
        uint64 at = uint64(block.timestamp) + REFUND;
        assertEq(vault.lockedAt(SOLANA, 1), block.timestamp);
        vm.warp(at - 1);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.RefundTooEarly.selector, at));
        vm.prank(alice);
        vault.requestRefund(transfer);
        vm.warp(at);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NotSender.selector, bob));
        vm.prank(bob);
        vault.requestRefund(transfer);
        vm.expectEmit(address(vault));
        emit IBridgeVault.RefundRequested(SOLANA, 1, leafOf(transfer));
        vm.prank(alice);
        vault.requestRefund(transfer);
        vm.expectRevert(IVaultErrors.RefundRequestedAlready.selector);
        vm.prank(alice);
        vault.requestRefund(transfer);
        assertEq(vault.lockedAt(SOLANA, 1), at - REFUND);
    }

    function test_RequestRefund_RevertWhen_NoSuchLock() public {
        lockOne();
        vm.warp(block.timestamp + REFUND);
        bytes[3] memory others =
            [outgoing(1, asset, alice, uint64(AMOUNT) + 1), outgoing(1, wrappedAsset, alice, uint64(AMOUNT)), outgoing(1, asset, bob, uint64(AMOUNT))];
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(notLocked);
            vm.prank(i == 2 ? bob : alice);
            vault.requestRefund(others[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NotLocked.selector, SOLANA, 2));
        vm.prank(alice);
        vault.requestRefund(outgoing(2, asset, alice, uint64(AMOUNT)));
        // A transfer toward here is none from here.
        bytes memory incoming = batchOf(1, 1, 1, bob).bytesOf(0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.WrongChain.selector, SOLANA));
        vault.requestRefund(incoming);
        vm.expectRevert(Transfers.MalformedTransfer.selector);
        vault.requestRefund("");
    }

    // ---- refund

    function test_Refund_PaysTheSenderOnce() public {
        bytes memory transfer = lockOne();
        uint256 before = token.balanceOf(alice);
        bytes memory signature = group.sign(message("bridge/refund/v1", transfer));
        vm.expectEmit(address(vault));
        emit IBridgeVault.Refunded(SOLANA, 1, asset, uint64(AMOUNT), leafOf(transfer), true);
        vault.refund(transfer, EPOCH, signature);
        assertEq(token.balanceOf(alice), before + AMOUNT);
        assertEq(vault.lockedAt(SOLANA, 1), 0);
        assertEq(vault.available(address(token)), CAPACITY - AMOUNT);
        refundReverts(transfer, signature, notLocked);
        vm.warp(block.timestamp + REFUND);
        vm.expectRevert(notLocked);
        vm.prank(alice);
        vault.requestRefund(transfer);
    }

    function test_Refund_RevertWhen_NotSignedByTheKeyInForce() public {
        bytes memory transfer = lockOne();
        refundReverts(transfer, group.sign(message("bridge/void/v1", transfer)), invalid); // M04
        refundReverts(transfer, group.sign(message("bridge/attestation/v1", transfer)), invalid);
        refundReverts(transfer, new bytes(96), invalid);
        refundReverts(transfer, "", invalid);
        bytes memory wrongEpoch = group.sign(messageOf("bridge/refund/v1", transfer, 2));
        refundReverts(transfer, wrongEpoch, invalid);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 1, 2));
        vault.refund(transfer, 2, wrongEpoch);
    }

    /// @dev The overlap of a rotation is for releases on their way: the old key ends nothing any more.
    function test_VoidAndRefund_RevertWhen_SignedByTheKeyBefore() public {
        bytes memory transfer = lockOne();
        GroupSigner.Key memory next = GroupSigner.key(uint256(keccak256("next group secret")) >> 8);
        bytes memory body = abi.encodePacked(HERE, uint32(2), next.x, next.parity());
        bytes memory rotation = group.sign(keccak256(abi.encodePacked(keccak256("bridge/rotate/v1"), BRIDGE, uint32(1), body)));
        vault.rotate(2, bytes32(next.x), next.parity(), rotation);
        vm.warp(block.timestamp + ROTATION);
        vault.activate();
        bytes memory old = group.sign(message("bridge/refund/v1", transfer));
        refundReverts(transfer, old, abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 2, 1));
        vault.refund(transfer, 2, next.sign(messageOf("bridge/refund/v1", transfer, 2)));
    }

    function test_Refund_RevertWhen_NotLockedHere() public {
        bytes memory transfer = outgoing(1, asset, alice, uint64(AMOUNT));
        refundReverts(transfer, group.sign(message("bridge/refund/v1", transfer)), notLocked);
        lockOne();
        bytes memory more = outgoing(1, asset, alice, uint64(AMOUNT) + 1);
        refundReverts(more, group.sign(message("bridge/refund/v1", more)), notLocked);
        bytes memory incoming = batchOf(1, 1, 1, bob).bytesOf(0);
        refundReverts(incoming, group.sign(message("bridge/refund/v1", incoming)), abi.encodeWithSelector(IVaultErrors.WrongChain.selector, SOLANA));
    }

    /// @dev M20: a stolen key refunds no more than the limits let out, whatever was locked.
    function test_Refund_RevertWhen_AboveTheLimits() public {
        bytes memory transfer = lockOne();
        bytes memory second = lockOne();
        act(GUARD, LOWER_LIMITS, limitWords(asset, uint64(AMOUNT), uint64(AMOUNT), 1e6, NO_HOLD));
        refund(transfer);
        bytes memory reason = abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 2, block.timestamp + AMOUNT / 1e6);
        refundReverts(second, group.sign(message("bridge/refund/v1", second)), reason);
        vm.warp(block.timestamp + AMOUNT / 1e6);
        refund(second);
    }

    function test_Refund_AboveTheHoldThreshold_IsPaid() public {
        act(GUARD, LOWER_LIMITS, limitWords(asset, MAX_RELEASE, CAPACITY, REFILL, 1));
        bytes memory transfer = lockOne();
        uint256 before = token.balanceOf(alice);
        refund(transfer);
        assertEq(token.balanceOf(alice), before + AMOUNT);
    }

    function test_Refund_Wrapped_MintsBack() public {
        Batches.Batch memory b = batchOf(1, 1, 500, alice);
        b.items[0].asset = wrappedAsset;
        release(b);
        vm.prank(alice);
        uint64 sequence = vault.lock(address(wrapped), SOLANA, WALLET, 500, RECIPIENT);
        assertEq(wrapped.totalSupply(), 0);
        refund(outgoing(sequence, wrappedAsset, alice, 500));
        assertEq(wrapped.balanceOf(alice), 500);
    }

    function test_Refund_ThatCannotBePushed_IsClaimable() public {
        FreezableToken frozen = new FreezableToken();
        bytes32 word = bytes32(uint256(uint160(address(frozen))));
        loosen(LIST, abi.encode(HERE, word, 1, 6, HERE, word, nextNonce(), until()));
        bytes32 id = vault.assetOf(address(frozen));
        loosen(SET_LIMITS, limitWords(id, MAX_RELEASE, CAPACITY, REFILL, NO_HOLD));
        frozen.mint(alice, AMOUNT);
        vm.startPrank(alice);
        frozen.approve(address(vault), AMOUNT);
        uint64 sequence = vault.lock(address(frozen), SOLANA, WALLET, AMOUNT, RECIPIENT);
        vm.stopPrank();
        bytes memory transfer = outgoing(sequence, id, alice, uint64(AMOUNT));
        frozen.freeze(alice, 1);
        bytes memory signature = group.sign(message("bridge/refund/v1", transfer));
        vm.expectEmit(address(vault));
        emit IBridgeVault.Refunded(SOLANA, sequence, id, uint64(AMOUNT), leafOf(transfer), false);
        vault.refund(transfer, EPOCH, signature);
        assertEq(vault.claimable(address(frozen), alice), AMOUNT);
        frozen.freeze(alice, 0);
        vm.prank(alice);
        vault.claim(address(frozen), alice);
        assertEq(frozen.balanceOf(alice), AMOUNT);
    }

    // ---- void

    function test_Void_EndsTheTransfer() public {
        lockAs(alice, 1_000_000e6);
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        bytes memory transfer = b.bytesOf(0);
        bytes memory signature = group.sign(message("bridge/void/v1", transfer));
        vm.expectEmit(address(vault));
        emit IBridgeVault.Voided(SOLANA, 1, b.leaf(0));
        vault.voidTransfer(transfer, EPOCH, signature);
        assertTrue(vault.consumed(SOLANA, 1));
        assertEq(vault.transferState(SOLANA, 1), 3);
        voidReverts(transfer, signature, abi.encodeWithSelector(IVaultErrors.AlreadyVoided.selector, SOLANA, 1));
        // The rest of its batch is paid.
        release(b);
        assertEq(token.balanceOf(bob), 100e6);
        assertEq(vault.transferState(SOLANA, 1), 3);
    }

    function test_Void_RevertWhen_PaidAlready() public {
        lockAs(alice, 1_000_000e6);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        release(b);
        bytes memory signature = group.sign(message("bridge/void/v1", b.bytesOf(0)));
        voidReverts(b.bytesOf(0), signature, abi.encodeWithSelector(IVaultErrors.AlreadyReleased.selector, SOLANA, 1));
    }

    function test_Void_EndsAHold() public {
        raise(EVERYTHING, 0, 3);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        release(b);
        voidIt(b.bytesOf(0));
        assertEq(vault.transferState(SOLANA, 1), 3);
        assertEq(vault.holdCount(), 0);
        bytes memory words = holdWords(1, b.leaf(0));
        actReverts(ANNA, APPROVE, words, abi.encodeWithSelector(IVaultErrors.NotHeld.selector, SOLANA, 1));
        bytes memory signature = group.sign(message("bridge/void/v1", b.bytesOf(0)));
        voidReverts(b.bytesOf(0), signature, abi.encodeWithSelector(IVaultErrors.AlreadyVoided.selector, SOLANA, 1));
    }

    function test_Void_OfAPaidHold_RevertWhen_Asked() public {
        lockAs(alice, 1_000_000e6);
        raise(EVERYTHING, 0, 3);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        release(b);
        act(ANNA, APPROVE, holdWords(1, b.leaf(0)));
        act(BEN, APPROVE, holdWords(1, b.leaf(0)));
        vm.warp(block.timestamp + HOLD_AGE);
        vault.executeHold(b.bytesOf(0));
        bytes memory signature = group.sign(message("bridge/void/v1", b.bytesOf(0)));
        voidReverts(b.bytesOf(0), signature, abi.encodeWithSelector(IVaultErrors.AlreadyReleased.selector, SOLANA, 1));
    }

    function test_Void_RevertWhen_NotSignedOrElsewhere() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        voidReverts(b.bytesOf(0), group.sign(message("bridge/refund/v1", b.bytesOf(0))), invalid); // M04
        voidReverts(b.bytesOf(0), sign(b), invalid);
        voidReverts(b.bytesOf(0), new bytes(96), invalid);
        bytes memory transfer = outgoing(1, asset, alice, 5);
        voidReverts(transfer, group.sign(message("bridge/void/v1", transfer)), abi.encodeWithSelector(IVaultErrors.WrongChain.selector, SOLANA));
        b.source = 9;
        bytes memory signature = group.sign(message("bridge/void/v1", b.bytesOf(0)));
        voidReverts(b.bytesOf(0), signature, abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 9));
    }
}
