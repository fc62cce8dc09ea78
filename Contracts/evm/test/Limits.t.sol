// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVaultErrors} from "../src/IVaultErrors.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";

contract LimitsTest is BridgeFixture {
    using Batches for Batches.Batch;

    function setUp() public override {
        super.setUp();
        fund(9_000_000e6);
        setLimits(1_000e6, 3_000e6, 10e6);
    }

    function setLimits(uint64 maxRelease, uint64 capacity, uint64 refill) private {
        vm.prank(governor);
        control.setLimits(address(token), maxRelease, capacity, refill, NO_HOLD);
    }

    function above(uint64 sequence, uint64 availableAt) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, sequence, availableAt);
    }

    function test_Release_RevertWhen_AboveTheLargestRelease() public {
        Batches.Batch memory b = batchOf(5, 2, 1_000e6, bob);
        b.items[1].amount = 1_000e6 + 1;
        releaseReverts(b, above(6, type(uint64).max));
    }

    function test_Release_RevertWhen_BucketIsEmpty_SaysWhenItFits() public {
        // 3 × 1,000 empty a bucket of 3,000; the fourth needs 100 s at 10 a second.
        releaseReverts(batchOf(1, 4, 1_000e6, bob), above(4, uint64(block.timestamp + 100)));
        release(batchOf(1, 3, 1_000e6, bob));
        assertEq(vault.available(address(token)), 0);
        vm.warp(block.timestamp + 99);
        releaseReverts(batchOf(4, 1, 1_000e6, bob), above(4, uint64(block.timestamp + 1)));
        vm.warp(block.timestamp + 1);
        release(batchOf(4, 1, 1_000e6, bob));
        assertEq(token.balanceOf(bob), 4_000e6);
    }

    function test_Release_RevertWhen_BucketIsEmpty_RoundsTheTimeUp() public {
        release(batchOf(1, 3, 1_000e6, bob));
        releaseReverts(batchOf(4, 1, 10e6 + 1, bob), above(4, uint64(block.timestamp + 2)));
    }

    function test_Release_LeavesOutWhatDoesNotFit() public {
        bytes memory data = signed(batchOf(1, 4, 1_000e6, bob), Batches.all(3));
        vault.release(data);
        assertEq(token.balanceOf(bob), 3_000e6);
        assertFalse(vault.consumed(SOLANA, 4));
    }

    function test_Release_RevertWhen_TokenIsClosedAgain() public {
        setLimits(0, 0, 0);
        releaseReverts(batchOf(1, 1, 1, bob), above(1, type(uint64).max));
    }

    function test_Release_RevertWhen_OneAssetStandsTwice() public {
        // Two entries of one asset would be two buckets: 6 × 1,000 against a capacity of 3,000.
        Batches.Batch memory b = batchOf(1, 6, 1_000e6, bob);
        bytes memory transfers;
        for (uint256 i; i < 6; ++i) {
            transfers = abi.encodePacked(transfers, WALLET, uint8(i / 3), uint64(1_000e6), SENDER, bob);
        }
        bytes memory head = abi.encodePacked(b.epoch, b.source, b.first, uint32(6), sign(b));
        bytes memory data = abi.encodePacked(head, uint8(2), asset, asset, Batches.all(6), transfers);
        releaseReverts(data, abi.encodeWithSelector(IVaultErrors.DuplicateAsset.selector, asset));
    }

    function test_SetLimits_RevertWhen_NotBounded() public {
        uint64[3][4] memory bad = [[uint64(0), 10, 1], [uint64(11), 10, 1], [uint64(10), 10, 0], [uint64(0), 0, 1]];
        for (uint256 i; i < bad.length; ++i) {
            vm.expectRevert(IVaultErrors.BadLimits.selector);
            vm.prank(governor);
            control.setLimits(address(token), bad[i][0], bad[i][1], bad[i][2], NO_HOLD);
        }
    }

    function test_SetLimits_IsNoRefill() public {
        release(batchOf(1, 3, 1_000e6, bob));
        setLimits(2_000e6, 8_000e6, 10e6);
        assertEq(vault.available(address(token)), 0);
        setLimits(0, 0, 0);
        setLimits(1_000e6, 3_000e6, 10e6);
        assertEq(vault.available(address(token)), 0);
        vm.warp(block.timestamp + 5);
        assertEq(vault.available(address(token)), 50e6);
    }

    function test_SetLimits_LowerCapacityCutsTheLevel() public {
        setLimits(100e6, 100e6, 1e6);
        assertEq(vault.available(address(token)), 100e6);
    }

    function test_Limits_AreShownInCanonicalUnits() public view {
        (uint64 maxRelease, uint64 capacity, uint64 refill, uint64 hold) = vault.limits(address(token));
        assertEq(maxRelease, 1_000e6);
        assertEq(capacity, 3_000e6);
        assertEq(refill, 10e6);
        assertEq(hold, NO_HOLD);
    }

    /// @dev Every value comes back whole from the two slots, and the slots keep apart what is not theirs.
    function testFuzz_Limits_AreStoredWhole(uint64 maxRelease, uint64 capacity, uint64 refill, uint64 hold) public {
        maxRelease = uint64(bound(maxRelease, 1, type(uint64).max));
        capacity = uint64(bound(capacity, maxRelease, type(uint64).max));
        refill = uint64(bound(refill, 1, (1 << 48) - 1));
        vm.prank(governor);
        control.setLimits(address(token), maxRelease, capacity, refill, hold);
        (uint64 a, uint64 b, uint64 c, uint64 d) = vault.limits(address(token));
        assertEq(a, maxRelease);
        assertEq(b, capacity);
        assertEq(c, refill);
        assertEq(d, hold);
        assertEq(vault.tokenOf(asset), address(token));
        assertLe(vault.available(address(token)), capacity);
        vm.prank(governor);
        vm.expectRevert(IVaultErrors.BadLimits.selector);
        control.setLimits(address(token), maxRelease, capacity, 1 << 48, hold);
    }

    /// @dev M20, M76: whatever is tried, over every window that ends now no more than capacity + refill · T is paid.
    function testFuzz_Museum_M76_NoWindowPaysMoreThanCapacityAndRefill(uint256 seed) public {
        uint256 count = 24;
        uint256[] memory times = new uint256[](count);
        uint256[] memory totals = new uint256[](count + 1);
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.warp(block.timestamp + (seed % 4 == 0 ? seed % 400 : seed % 3));
            times[i] = block.timestamp;
            bytes memory data = signed(batchOf(uint64(i + 1), 1, uint64(1 + (seed >> 64) % 1_000e6), bob));
            (bool ok,) = address(vault).call(abi.encodeCall(vault.release, (data)));
            ok;
            totals[i + 1] = token.balanceOf(bob);
            for (uint256 from; from <= i; ++from) {
                uint256 paid = totals[i + 1] - totals[from];
                assertLe(paid, 3_000e6 + 10e6 * (block.timestamp - times[from]));
            }
        }
        assertGt(totals[count], 0);
    }

    /// @dev Whatever is signed and whenever it is sent: in any window no more than capacity + refill · T, held transfers not at all. `Thief.t.sol` is the long form.
    function testFuzz_Museum_M20_StolenKey_TakesNoMoreThanTheLimits(uint256 seed) public {
        vm.prank(governor);
        control.setLimits(address(token), 1_000e6, 3_000e6, 10e6, 900e6);
        uint256 start = block.timestamp;
        uint64 next = 1;
        for (uint256 i; i < 40; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            Batches.Batch memory b = batchOf(next, 1 + seed % 5, uint64(1 + (seed >> 8) % 1_100e6), bob);
            (bool ok,) = address(vault).call(abi.encodeCall(vault.release, (signed(b))));
            if (ok) next += uint64(b.items.length);
            vm.warp(block.timestamp + (seed >> 80) % 60);
            assertLe(token.balanceOf(bob), 3_000e6 + 10e6 * (block.timestamp - start));
        }
        assertGt(next, 1);
        assertEq(vault.claimableTotal(address(token)), 0);
    }
}
