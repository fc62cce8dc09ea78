// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarginAccounts} from "../src/IMarginAccounts.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {Batches} from "./support/Batches.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice What a breaker level does to margin accounts: from 3 on an asset only leaves (M78), and whoever wants to leave can (G25).
contract ReduceOnlyTest is RiskFixture {
    using Batches for Batches.Batch;

    uint64 private constant AMOUNT = 100e6;

    function setUp() public override {
        super.setUp();
        lockAs(alice, 1_000e6);
        vm.startPrank(alice);
        token.approve(address(margin), type(uint256).max);
        margin.deposit(address(token), AMOUNT);
        vm.stopPrank();
        release(toMargin(1, alice));
    }

    function toMargin(uint64 sequence, address to) private view returns (Batches.Batch memory b) {
        b = batchOf(sequence, 1, AMOUNT, to);
        b.items[0].kind = MARGIN;
    }

    function approve(Batches.Batch memory b) private {
        act(ANNA, APPROVE, holdWords(b.first, b.leaf(0)));
        act(BEN, APPROVE, holdWords(b.first, b.leaf(0)));
        vm.warp(block.timestamp + HOLD_AGE);
    }

    /// @dev M78: within the block of the alarm.
    function test_Museum_M78_NoNewRiskFromLevel3On() public {
        for (uint8 kind = EVERYTHING; kind <= ASSET; kind += 2) {
            for (uint8 level = 1; level <= 5; ++level) {
                uint256 snapshot = vm.snapshotState();
                raise(kind, kind == ASSET ? asset : bytes32(0), level);
                if (level >= 3) vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.ReduceOnly.selector, address(token), level));
                vm.prank(alice);
                margin.deposit(address(token), AMOUNT);
                vm.revertToState(snapshot);
            }
        }
    }

    function test_Museum_M78_OtherAssetsGoOn() public {
        raise(ASSET, wrappedAsset, 5);
        vm.prank(alice);
        margin.deposit(address(token), AMOUNT);
        assertEq(margin.balanceOf(alice, address(token)), 3 * AMOUNT);
    }

    /// @dev M78: what two officers let through becomes no collateral while the asset is looked at; it is its recipient's all the same.
    function test_Museum_M78_AnApprovedHoldBecomesClaimable() public {
        for (uint8 kind = EVERYTHING; kind <= ASSET; kind += 2) {
            uint256 snapshot = vm.snapshotState();
            raise(kind, kind == ASSET ? asset : bytes32(0), 3);
            Batches.Batch memory b = toMargin(2, bob);
            release(b);
            assertEq(margin.balanceOf(bob, address(token)), 0);
            approve(b);
            vault.executeHold(b.bytesOf(0));
            assertEq(margin.balanceOf(bob, address(token)), 0);
            assertEq(vault.claimable(address(token), bob), AMOUNT);
            vm.prank(bob);
            vault.claim(address(token), bob);
            assertEq(token.balanceOf(bob), AMOUNT);
            vm.revertToState(snapshot);
        }
    }

    function test_ExecuteHold_CreditsAgain_WhenTheAssetIsCalm() public {
        raise(LANE, LANE_SCOPE, 3); // the lane is looked at, the asset is not
        Batches.Batch memory b = toMargin(2, bob);
        release(b);
        approve(b);
        vault.executeHold(b.bytesOf(0));
        assertEq(margin.balanceOf(bob, address(token)), AMOUNT);
    }

    /// @dev G25: level × scope × way out. To a wallet at every level, to another chain as long as locks are taken.
    function test_Margin_G25_NoLevelTrapsAnOwner() public {
        for (uint8 kind = EVERYTHING; kind <= ASSET; ++kind) {
            for (uint8 level = 1; level <= 5; ++level) {
                uint256 snapshot = vm.snapshotState();
                raise(kind, kind == EVERYTHING ? bytes32(0) : kind == LANE ? LANE_SCOPE : asset, level);
                vm.startPrank(alice);
                // More than the margin contract has at hand: what the vault owes is fetched.
                margin.withdraw(address(token), 2 * AMOUNT - 1e6, bob);
                if (level >= 4) vm.expectRevert(abi.encodeWithSelector(IVaultErrors.LevelTooHigh.selector, level));
                margin.withdrawToChain(address(token), SOLANA, WALLET, 1e6, RECIPIENT);
                vm.stopPrank();
                assertEq(token.balanceOf(bob), 2 * AMOUNT - 1e6);
                assertEq(margin.balanceOf(alice, address(token)), level >= 4 ? 1e6 : 0);
                vm.revertToState(snapshot);
            }
        }
    }
}
