// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVaultErrors} from "../src/IVaultErrors.sol";
import {Batches} from "./support/Batches.sol";
import {GroupSigner} from "./support/GroupSigner.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice Every level × every scope × every action, as the table of the design says.
contract LevelsTest is RiskFixture {
    using Batches for Batches.Batch;
    using GroupSigner for GroupSigner.Key;

    uint64 private constant AMOUNT = 1_000e6;
    uint64 private lockedAtStart;

    function setUp() public override {
        super.setUp();
        fund(4_000_000e6);
        lockedAtStart = lockAs(alice, AMOUNT);
        vm.warp(block.timestamp + REFUND);
    }

    /// @dev Slow divides the bucket; the largest lock and the largest release stay as they were set.
    function test_Lock_OfTheLargestRelease_WhenSlow() public {
        raise(ASSET, asset, 2);
        lockAs(alice, MAX_RELEASE);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, lockedAtStart + 2, type(uint64).max));
        lockAs(alice, uint256(MAX_RELEASE) + 1);
    }

    function scopeOf(uint8 kind) private view returns (bytes32) {
        return kind == EVERYTHING ? bytes32(0) : kind == LANE ? LANE_SCOPE : asset;
    }

    function tooHigh(uint8 level) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVaultErrors.LevelTooHigh.selector, level);
    }

    function outgoing() private view returns (Batches.Batch memory b) {
        b = batchOf(lockedAtStart, 1, AMOUNT, address(0));
        (b.source, b.destination) = (HERE, SOLANA);
        b.items[0].sender = bytes32(uint256(uint160(alice)));
    }

    /// @dev Lock's recipient is 32 bytes that are no address, so its transfer is written out here.
    function outgoingBytes() private view returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(1), BRIDGE, HERE, SOLANA, lockedAtStart, WALLET, asset, AMOUNT);
        return bytes.concat(head, bytes32(uint256(uint160(alice))), RECIPIENT);
    }

    function ending(string memory tag, bytes memory transfer, uint16 from, uint16 to, uint64 sequence) private returns (bytes memory) {
        bytes32 leaf = keccak256(bytes.concat(keccak256(transfer)));
        return group.sign(keccak256(abi.encodePacked(keccak256(bytes(tag)), BRIDGE, EPOCH, from, to, sequence, leaf)));
    }

    function testFuzz_EveryLevel_EveryScope_EveryAction(uint8 kind, uint8 level) public {
        kind = uint8(bound(kind, 1, 3));
        level = uint8(bound(level, 1, 5));
        check(kind, level);
    }

    function test_EveryLevel_EveryScope_EveryAction() public {
        for (uint8 kind = 1; kind <= 3; ++kind) {
            for (uint8 level = 1; level <= 5; ++level) {
                uint256 snapshot = vm.snapshotState();
                check(kind, level);
                vm.revertToState(snapshot);
            }
        }
    }

    function check(uint8 kind, uint8 level) private {
        Batches.Batch memory b = batchOf(1, 1, AMOUNT, bob);
        // A hold and a claimable balance from before the alarm.
        Batches.Batch memory before = batchOf(50, 1, AMOUNT, bob);
        raise(EVERYTHING, 0, 3);
        release(before);
        loosen(LOWER, levelWords(EVERYTHING, 0, 0));
        release(batchOf(60, 1, AMOUNT, address(0)));
        raise(kind, scopeOf(kind), level);

        bool cursed = level == 5;
        // lock
        if (level >= 4) vm.expectRevert(tooHigh(level));
        vm.prank(alice);
        vault.lock(address(token), SOLANA, WALLET, AMOUNT, RECIPIENT);

        // release
        bytes memory data = signed(b);
        if (cursed) vm.expectRevert(tooHigh(5));
        vault.release(data);
        if (!cursed) assertEq(vault.transferState(SOLANA, 1), level >= 3 ? 2 : 1);

        // approve and execute
        bytes memory words = holdWords(50, before.leaf(0));
        if (cursed) return cursedRest(words, before);
        act(ANNA, APPROVE, words);
        act(BEN, APPROVE, holdWords(50, before.leaf(0)));
        vm.warp(block.timestamp + HOLD_AGE);
        vault.executeHold(before.bytesOf(0));

        // claim
        vm.prank(address(0));
        vault.claim(address(token), bob);

        // refund: asked for up to 4, paid below 3
        bytes memory transfer = outgoingBytes();
        vm.prank(alice);
        vault.requestRefund(transfer);
        bytes memory signature = ending("bridge/refund/v1", transfer, HERE, SOLANA, lockedAtStart);
        if (level >= 3) vm.expectRevert(tooHigh(level));
        vault.refund(transfer, EPOCH, signature);

        // void
        b = batchOf(70, 1, AMOUNT, bob);
        vault.voidTransfer(b.bytesOf(0), EPOCH, ending("bridge/void/v1", b.bytesOf(0), SOLANA, HERE, 70));
    }

    function cursedRest(bytes memory words, Batches.Batch memory before) private {
        actReverts(ANNA, APPROVE, words, tooHigh(5));
        bytes memory transfer = outgoingBytes();
        vm.expectRevert(tooHigh(5));
        vm.prank(alice);
        vault.requestRefund(transfer);
        bytes memory signature = ending("bridge/refund/v1", transfer, HERE, SOLANA, lockedAtStart);
        vm.expectRevert(tooHigh(5));
        vault.refund(transfer, EPOCH, signature);
        Batches.Batch memory b = batchOf(70, 1, AMOUNT, bob);
        transfer = b.bytesOf(0);
        signature = ending("bridge/void/v1", transfer, SOLANA, HERE, 70);
        vm.expectRevert(tooHigh(5));
        vault.voidTransfer(transfer, EPOCH, signature);
        if (vault.levelOf(0, asset) == 5) {
            vm.expectRevert(tooHigh(5));
            vm.prank(address(0));
            vault.claim(address(token), bob);
        }
        // To say no is always allowed.
        act(ANNA, REJECT, holdWords(50, before.leaf(0)));
    }

    function test_ExecuteHold_RevertWhen_CursedAfterTheApproval() public {
        raise(EVERYTHING, 0, 3);
        Batches.Batch memory b = batchOf(1, 1, AMOUNT, bob);
        release(b);
        act(ANNA, APPROVE, holdWords(1, b.leaf(0)));
        act(BEN, APPROVE, holdWords(1, b.leaf(0)));
        vm.warp(block.timestamp + HOLD_AGE);
        for (uint8 kind = 1; kind <= 3; ++kind) {
            uint256 snapshot = vm.snapshotState();
            raise(kind, scopeOf(kind), 5);
            bytes memory transfer = b.bytesOf(0);
            vm.expectRevert(tooHigh(5));
            vault.executeHold(transfer);
            vm.revertToState(snapshot);
        }
    }

    function test_Slow_QuartersBucketRefillAndThreshold() public {
        loosen(SET_LIMITS, limitWords(asset, 400e6, 400e6, 4e6, 200e6));
        uint256 before = vault.available(address(token));
        assertEq(before, 400e6);
        raise(ASSET, asset, 2);
        assertEq(vault.available(address(token)), 100e6);
        // Held from a quarter of the threshold on.
        release(batchOf(1, 1, 50e6, bob));
        assertEq(vault.transferState(SOLANA, 1), 2);
        release(batchOf(2, 2, 49e6, bob));
        // 2 left, refill 1 a second.
        releaseReverts(
            batchOf(4, 1, 49e6, bob), abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 4, block.timestamp + 47)
        );
        vm.warp(block.timestamp + 1000);
        assertEq(vault.available(address(token)), 100e6);
        loosen(LOWER, levelWords(ASSET, asset, 0));
        assertLe(vault.available(address(token)), 400e6);
    }

    function test_Slow_SaysNeverWhenNothingRefills() public {
        loosen(SET_LIMITS, limitWords(asset, 400e6, 400e6, 3, NO_HOLD));
        raise(LANE, LANE_SCOPE, 2);
        bytes memory never = abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, type(uint64).max);
        releaseReverts(batchOf(1, 1, 101e6, bob), never); // above a quarter of the capacity
        release(batchOf(2, 1, 100e6, bob));
        releaseReverts(batchOf(1, 1, 1e6, bob), never); // a refill of 3 / 4
    }

    function test_Strictest_Wins() public {
        raise(LANE, LANE_SCOPE, 2);
        raise(ASSET, asset, 3);
        release(batchOf(1, 1, AMOUNT, bob));
        assertEq(vault.transferState(SOLANA, 1), 2);
        raise(EVERYTHING, 0, 4);
        vm.expectRevert(tooHigh(4));
        vm.prank(alice);
        vault.lock(address(token), SOLANA, WALLET, AMOUNT, RECIPIENT);
        raise(LANE, LANE_SCOPE, 5);
        releaseReverts(batchOf(2, 1, AMOUNT, bob), tooHigh(5));
        // The other asset is cursed with its lane.
        Batches.Batch memory b = batchOf(2, 1, AMOUNT, bob);
        b.items[0].asset = wrappedAsset;
        releaseReverts(b, tooHigh(5));
    }

    function test_Release_RevertWhen_CursedEvenIfAllOfItWasReleased() public {
        Batches.Batch memory b = batchOf(1, 1, AMOUNT, bob);
        release(b);
        raise(LANE, LANE_SCOPE, 5);
        releaseReverts(b, tooHigh(5));
    }

    /// @dev The level of the lane that was opened first rides in the slot that every release reads; others have their own.
    function test_Release_RevertWhen_ALaterLaneIsCursed() public {
        loosen(OPEN, abi.encode(HERE, 9, 2, nextNonce(), until()));
        Batches.Batch memory b = batchOf(1, 1, AMOUNT, bob);
        b.source = 9;
        release(b);
        raise(LANE, bytes32(uint256(9)), 5);
        b = batchOf(2, 1, AMOUNT, bob);
        b.source = 9;
        releaseReverts(b, tooHigh(5));
        release(batchOf(1, 1, AMOUNT, bob));
    }
}
