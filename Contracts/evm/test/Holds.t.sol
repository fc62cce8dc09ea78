// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {Transfers} from "../src/libraries/Transfers.sol";
import {Batches} from "./support/Batches.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

contract HoldsTest is RiskFixture {
    using Batches for Batches.Batch;

    uint64 private constant LARGE = 10_000e6;

    function setUp() public override {
        super.setUp();
        fund(4_000_000e6);
        loosen(SET_LIMITS, limitWords(asset, MAX_RELEASE, CAPACITY, REFILL, LARGE));
    }

    function hold() private returns (Batches.Batch memory b) {
        b = batchOf(1, 1, LARGE, bob);
        release(b);
    }

    function approve(Batches.Batch memory b) private {
        act(ANNA, APPROVE, holdWords(b.first, b.leaf(0)));
        act(BEN, APPROVE, holdWords(b.first, b.leaf(0)));
        vm.warp(block.timestamp + HOLD_AGE);
    }

    function executeHoldReverts(Batches.Batch memory b, bytes memory reason) private {
        bytes memory transfer = b.bytesOf(0);
        vm.expectRevert(reason);
        vault.executeHold(transfer);
    }

    function notHeld() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVaultErrors.NotHeld.selector, SOLANA, 1);
    }

    function test_Release_AtTheThreshold_IsHeldAndTheRestPaid() public {
        Batches.Batch memory b = batchOf(1, 3, LARGE - 1, bob);
        b.items[1].amount = LARGE;
        bytes memory data = signed(b);
        vm.expectEmit(address(vault));
        emit IBridgeVault.Held(SOLANA, 2, asset, LARGE, b.leaf(1));
        vault.release(data);
        assertEq(token.balanceOf(bob), 2 * (LARGE - 1));
        assertEq(vault.available(address(token)), CAPACITY - 2 * (LARGE - 1)); // a hold is charged when it is paid
        assertTrue(vault.consumed(SOLANA, 2));
        assertEq(vault.transferState(SOLANA, 1), 1);
        assertEq(vault.transferState(SOLANA, 2), 2);
        assertEq(vault.transferState(SOLANA, 4), 0);
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.NothingToRelease.selector));

        IBridgeVault.Hold[] memory page = vault.holds(0, 10);
        assertEq(vault.holdCount(), 1);
        assertEq(page.length, 1);
        assertEq(
            abi.encode(page[0]),
            abi.encode(b.leaf(1), SOLANA, 2, asset, WALLET, LARGE, bob, block.timestamp, 0, 2)
        );
    }

    function test_Release_ShowsHeldTransfersInTheEvent() public {
        Batches.Batch memory b = batchOf(1, 1, LARGE, bob);
        bytes memory data = signed(b);
        vm.recordLogs();
        vault.release(data);
        bytes memory last = vm.getRecordedLogs()[1].data;
        (, uint256[] memory payments) = abi.decode(last, (bytes32[], uint256[]));
        assertEq(payments[0], payment(0, 3, 0, WALLET, LARGE, bob));
    }

    function test_ExecuteHold_PaysWithinTheLimits() public {
        Batches.Batch memory b = hold();
        approve(b);
        bytes memory transfer = b.bytesOf(0);
        vm.prank(relayer);
        vault.executeHold(transfer);
        assertEq(token.balanceOf(bob), LARGE);
        assertEq(vault.available(address(token)), CAPACITY - LARGE);
        assertEq(vault.transferState(SOLANA, 1), 1);
        assertEq(vault.holdCount(), 0);
        executeHoldReverts(b, notHeld());
    }

    function test_ExecuteHold_RevertWhen_NotApprovedByTwo() public {
        Batches.Batch memory b = hold();
        vm.warp(block.timestamp + 300 days);
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.HoldNotApproved.selector, 0));
        act(ANNA, APPROVE, holdWords(1, b.leaf(0)));
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.HoldNotApproved.selector, 1));
        bytes memory again = holdWords(1, b.leaf(0));
        actReverts(ANNA, APPROVE, again, abi.encodeWithSelector(IVaultErrors.SameOfficer.selector, vm.addr(ANNA)));
        act(CLEO, APPROVE, holdWords(1, b.leaf(0)));
        again = holdWords(1, b.leaf(0));
        actReverts(BEN, APPROVE, again, abi.encodeWithSelector(IVaultErrors.AlreadyApproved.selector));
        vault.executeHold(b.bytesOf(0));
        assertEq(token.balanceOf(bob), LARGE);
    }

    function test_ExecuteHold_RevertWhen_TooYoung() public {
        Batches.Batch memory b = hold();
        uint64 payableAt = uint64(block.timestamp) + HOLD_AGE;
        approve(b);
        vm.warp(payableAt - 1);
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.HoldTooYoung.selector, payableAt));
        vm.warp(payableAt);
        vault.executeHold(b.bytesOf(0));
    }

    function test_ExecuteHold_RevertWhen_AnApproverIsNoOfficerAnyMore() public {
        Batches.Batch memory b = hold();
        approve(b);
        uint256[2] memory approvers = [ANNA, BEN];
        for (uint256 i; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            loosen(REVOKE, roleWords(vm.addr(approvers[i]), 1));
            executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.NotOfficer.selector, vm.addr(approvers[i])));
            vm.revertToState(snapshot);
        }
        vault.executeHold(b.bytesOf(0));
    }

    /// @dev Whoever is no officer any more gives up the place: nothing that two officers want paid is dead.
    function test_Approve_TakesThePlaceOfWhoIsNoOfficerAnyMore() public {
        Batches.Batch memory b = hold();
        approve(b);
        uint256[2] memory gone = [ANNA, BEN];
        uint256[2] memory left = [BEN, ANNA];
        for (uint256 i; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            loosen(REVOKE, roleWords(vm.addr(gone[i]), 1));
            assertEq(vault.holds(0, 1)[0].approvals, 1);
            // Who has approved already does not count twice.
            bytes memory again = holdWords(1, b.leaf(0));
            actReverts(left[i], APPROVE, again, abi.encodeWithSelector(IVaultErrors.SameOfficer.selector, vm.addr(left[i])));
            act(CLEO, APPROVE, holdWords(1, b.leaf(0)));
            assertEq(vault.holds(0, 1)[0].approvals, 2);
            vault.executeHold(b.bytesOf(0));
            assertEq(token.balanceOf(bob), LARGE);
            vm.revertToState(snapshot);
        }
    }

    function test_Approve_AfterTheOnlyApproverLeft_StillTakesTwo() public {
        Batches.Batch memory b = hold();
        act(ANNA, APPROVE, holdWords(1, b.leaf(0)));
        loosen(REVOKE, roleWords(vm.addr(ANNA), 1));
        act(BEN, APPROVE, holdWords(1, b.leaf(0)));
        assertEq(vault.holds(0, 1)[0].approvals, 1);
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.HoldNotApproved.selector, 1));
        bytes memory again = holdWords(1, b.leaf(0));
        actReverts(BEN, APPROVE, again, abi.encodeWithSelector(IVaultErrors.SameOfficer.selector, vm.addr(BEN)));
        act(CLEO, APPROVE, holdWords(1, b.leaf(0)));
        vault.executeHold(b.bytesOf(0));
        assertEq(token.balanceOf(bob), LARGE);
    }

    function test_ExecuteHold_RevertWhen_ItDoesNotFit() public {
        Batches.Batch memory b = hold();
        approve(b);
        act(GUARD, LOWER_LIMITS, limitWords(asset, LARGE - 1, CAPACITY, REFILL, LARGE));
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, type(uint64).max));
        loosen(SET_LIMITS, limitWords(asset, LARGE, LARGE, 1e6, LARGE));
        release(batchOf(2, 2, LARGE / 2, alice));
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, block.timestamp + LARGE / 1e6));
        vm.warp(block.timestamp + LARGE / 1e6);
        vault.executeHold(b.bytesOf(0));
    }

    function test_ExecuteHold_RevertWhen_AnyFieldDiffers() public {
        Batches.Batch memory b = hold();
        approve(b);
        b.items[0].recipient = alice;
        executeHoldReverts(b, notHeld());
        b = batchOf(1, 1, LARGE + 1, bob);
        executeHoldReverts(b, notHeld());
        b = batchOf(1, 1, LARGE, bob);
        b.destination = 7;
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.WrongChain.selector, 7));
        b = batchOf(1, 1, LARGE, bob);
        b.bridgeId = keccak256("another");
        executeHoldReverts(b, abi.encodeWithSelector(Transfers.MalformedTransfer.selector));
        bytes memory longer = bytes.concat(batchOf(1, 1, LARGE, bob).bytesOf(0), hex"00");
        vm.expectRevert(Transfers.MalformedTransfer.selector);
        vault.executeHold(longer);
    }

    function test_Approve_RevertWhen_TheLeafIsAnother() public {
        hold();
        actReverts(ANNA, APPROVE, holdWords(1, keccak256("another")), notHeld());
        actReverts(ANNA, REJECT, holdWords(1, keccak256("another")), notHeld());
        actReverts(ANNA, APPROVE, holdWords(9, 0), abi.encodeWithSelector(IVaultErrors.NotHeld.selector, SOLANA, 9));
    }

    function test_Reject_VoidsAtOnce_WhoeverApproved() public {
        Batches.Batch memory b = hold();
        approve(b);
        vm.expectEmit(address(vault));
        emit IBridgeVault.HoldRejected(SOLANA, 1, vm.addr(CLEO));
        vm.expectEmit(address(vault));
        emit IBridgeVault.Voided(SOLANA, 1, b.leaf(0));
        act(CLEO, REJECT, holdWords(1, b.leaf(0)));
        assertEq(vault.transferState(SOLANA, 1), 3);
        assertEq(vault.holdCount(), 0);
        executeHoldReverts(b, notHeld());
        actReverts(ANNA, APPROVE, holdWords(1, b.leaf(0)), notHeld());
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.NothingToRelease.selector));
    }

    /// @dev M75: a hold that nobody decides stays closed, however long.
    function test_Museum_M75_AHoldNeverPaysByItself() public {
        Batches.Batch memory b = hold();
        vm.warp(block.timestamp + 3650 days);
        executeHoldReverts(b, abi.encodeWithSelector(IVaultErrors.HoldNotApproved.selector, 0));
        assertEq(vault.transferState(SOLANA, 1), 2);
    }

    function test_ExecuteHold_ToAMarginAccountAndAFailingPush() public {
        Batches.Batch memory b = batchOf(1, 1, LARGE, bob);
        b.items[0].kind = MARGIN;
        release(b);
        approve(b);
        vault.executeHold(b.bytesOf(0));
        assertEq(margin.balanceOf(bob, address(token)), LARGE);

        b = batchOf(2, 1, LARGE, address(0));
        b.items[0].recipient = address(0); // an ERC-20 of OpenZeppelin refuses it
        release(b);
        act(ANNA, APPROVE, holdWords(2, b.leaf(0)));
        act(BEN, APPROVE, holdWords(2, b.leaf(0)));
        vm.warp(block.timestamp + HOLD_AGE);
        vault.executeHold(b.bytesOf(0));
        assertEq(vault.claimable(address(token), address(0)), LARGE);
        assertEq(vault.transferState(SOLANA, 2), 1);
    }

    function test_Holds_PagesShowEachOnce() public {
        release(batchOf(1, 5, LARGE, bob));
        assertEq(vault.holdCount(), 5);
        assertEq(vault.holds(0, 2).length, 2);
        assertEq(vault.holds(2, 2)[0].sequence, 3);
        assertEq(vault.holds(4, 9).length, 1);
        assertEq(vault.holds(5, 1).length, 0);
        assertEq(vault.holds(1, type(uint256).max).length, 4);
        // One in the middle ends: the last takes its place, and ends well too.
        Batches.Batch memory b = batchOf(1, 5, LARGE, bob);
        act(ANNA, REJECT, holdWords(2, b.leaf(1)));
        act(ANNA, REJECT, holdWords(5, b.leaf(4)));
        IBridgeVault.Hold[] memory page = vault.holds(0, 9);
        assertEq(page.length, 3);
        for (uint256 i; i < 3; ++i) assertEq(vault.transferState(SOLANA, page[i].sequence), 2);
    }

    function test_Release_HoldsInTwoAssets_ChargesOnlyThePaid() public {
        Batches.Batch memory b = batchOf(1, 4, 50e6, bob);
        b.items[1].amount = LARGE;
        b.items[2].asset = wrappedAsset;
        b.items[3].asset = wrappedAsset;
        b.items[3].amount = LARGE; // the wrapped token has no threshold
        release(b);
        assertEq(vault.holdCount(), 1);
        assertEq(token.balanceOf(bob), 50e6);
        assertEq(wrapped.balanceOf(bob), LARGE + 50e6);
        assertEq(vault.available(address(wrapped)), CAPACITY - LARGE - 50e6);
    }
}
