// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {BatchReader} from "../src/libraries/BatchReader.sol";
import {Payment} from "../src/libraries/Payment.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";

contract ReleaseTest is BridgeFixture {
    using Batches for Batches.Batch;

    bytes private malformed = abi.encodeWithSelector(BatchReader.MalformedBatch.selector);
    bytes private invalid = abi.encodeWithSelector(IVaultErrors.InvalidSignature.selector);
    bytes private nothing = abi.encodeWithSelector(IVaultErrors.NothingToRelease.selector);

    function setUp() public override {
        super.setUp();
        fund(4_000_000e6);
    }

    function test_Release_RevertWhen_AnyFieldDiffersFromTheSigned() public {
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        bytes memory signature = sign(b);
        b.items[0].amount = 101e6;
        releaseReverts(b.encode(signature), invalid);
        b = batchOf(1, 2, 100e6, alice);
        releaseReverts(b.encode(signature), invalid);
        b = batchOf(2, 2, 100e6, bob);
        releaseReverts(b.encode(signature), invalid);
        b = batchOf(1, 3, 100e6, bob);
        releaseReverts(b.encode(signature), invalid);
        b = batchOf(1, 2, 100e6, bob);
        b.items[1].kind = MARGIN;
        releaseReverts(b.encode(signature), invalid);
        b.items[1].kind = WALLET;
        b.items[1].asset = wrappedAsset;
        releaseReverts(b.encode(signature), invalid);
        b.items[1].asset = asset;
        b.items[1].sender = bytes32(uint256(1));
        releaseReverts(b.encode(signature), invalid);
    }

    function test_Release_RevertWhen_TheSourceLaneIsClosed() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.source = 9;
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 9));
    }

    function test_Release_RevertWhen_TheBatchIsForAnotherChain() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.destination = 3;
        releaseReverts(b, invalid);
    }

    function test_Release_RevertWhen_Repeated() public {
        Batches.Batch memory b = batchOf(1, 3, 100e6, bob);
        release(b);
        releaseReverts(b, nothing);
        assertEq(token.balanceOf(bob), 300e6);
    }

    function test_Release_RevertWhen_NothingIsChosen() public {
        releaseReverts(signed(batchOf(1, 3, 100e6, bob), 0), nothing);
    }

    function test_Release_RevertWhen_AssetIsUnlisted() public {
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        b.items[1].asset = keccak256("unknown");
        releaseReverts(b, abi.encodeWithSelector(IVaultErrors.AssetUnlisted.selector, keccak256("unknown")));
        // The other transfer does not have to wait for it.
        bytes memory data = signed(b, Batches.only(0));
        vault.release(data);
        assertEq(token.balanceOf(bob), 100e6);
    }

    function test_Release_RevertWhen_KindIsUnknown() public {
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        b.items[1].kind = 0;
        releaseReverts(b, malformed);
        b.items[1].kind = 3;
        releaseReverts(b, malformed);
    }

    function test_Release_RevertWhen_AmountIsZero() public {
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        b.items[1].amount = 0;
        releaseReverts(b, malformed);
    }

    function test_Release_RevertWhen_BytesAreNoBatch() public {
        bytes memory data = signed(batchOf(1, 2, 100e6, bob));
        releaseReverts("", malformed);
        releaseReverts(new bytes(115), malformed);
        releaseReverts(abi.encodePacked(data, uint8(0)), malformed);
        bytes memory shorter = data;
        assembly ("memory-safe") {
            mstore(shorter, sub(mload(shorter), 1))
        }
        releaseReverts(shorter, malformed);
    }

    function test_Release_RevertWhen_SequenceIsZeroOrWraps() public {
        releaseReverts(batchOf(0, 1, 100e6, bob), malformed);
        releaseReverts(batchOf(type(uint64).max, 1, 100e6, bob), malformed);
        releaseReverts(batchOf(type(uint64).max - 127, 128, 100e6, bob), malformed);
        release(batchOf(type(uint64).max - 128, 128, 1e6, bob));
        assertEq(token.balanceOf(bob), 128e6);
    }

    function test_Release_One_PaysAndLogs() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        expectReleased(b, 1, 1);
        release(b);
        assertEq(token.balanceOf(bob), 100e6);
        assertTrue(vault.consumed(SOLANA, 1));
        assertEq(vault.consumedWord(SOLANA, 0), 1 << 254);
        assertEq(vault.available(address(token)), CAPACITY - 100e6);
    }

    function test_Release_Part_PaysTheRestLater() public {
        Batches.Batch memory b = batchOf(1, 3, 100e6, bob);
        bytes memory second = signed(b, Batches.only(1));
        vault.release(second);
        assertEq(token.balanceOf(bob), 100e6);
        assertFalse(vault.consumed(SOLANA, 1));
        assertTrue(vault.consumed(SOLANA, 2));
        assertFalse(vault.consumed(SOLANA, 3));
        // Another relayer sends the whole batch: what is paid is skipped.
        release(b);
        assertEq(token.balanceOf(bob), 300e6);
    }

    function test_Release_128AcrossTwoWords_PaysAll() public {
        release(batchOf(200, 128, 1e6, bob));
        assertEq(token.balanceOf(bob), 128e6);
        assertEq(vault.consumedWord(SOLANA, 0), (1 << 56) - 1);
        assertEq(vault.consumedWord(SOLANA, 1), type(uint256).max << 184);
    }

    function test_Release_Margin_Credits() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.items[0].kind = MARGIN;
        release(b);
        assertEq(margin.balanceOf(bob, address(token)), 100e6);
        // The tokens stay until they are needed.
        assertEq(token.balanceOf(address(margin)), 0);
        assertEq(vault.owedToMargin(address(token)), 100e6);
    }

    function test_Release_Wrapped_Mints() public {
        Batches.Batch memory b = batchOf(1, 3, 100e6, bob);
        b.items[1].asset = wrappedAsset;
        b.items[2].asset = wrappedAsset;
        b.items[2].kind = MARGIN;
        release(b);
        assertEq(token.balanceOf(bob), 100e6);
        assertEq(wrapped.balanceOf(bob), 100e6);
        assertEq(margin.balanceOf(bob, address(wrapped)), 100e6);
        assertEq(wrapped.totalSupply(), 100e6);
        assertEq(vault.owedToMargin(address(wrapped)), 100e6);
    }

    function test_Collect_RevertWhen_CallerIsNotTheMarginContract() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.items[0].kind = MARGIN;
        release(b);
        address[4] memory strangers = [bob, governor, address(vault), address(control)];
        for (uint256 i; i < strangers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NotMarginAccounts.selector, strangers[i]));
            vm.prank(strangers[i]);
            vault.collect(address(token));
        }
    }

    function test_Collect_PaysOnceWhatIsOwed() public {
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        (b.items[0].kind, b.items[1].kind) = (MARGIN, MARGIN);
        release(b);
        vm.expectEmit(address(vault));
        emit IBridgeVault.Claimed(address(token), address(margin), address(margin), 200e6);
        vm.startPrank(address(margin));
        assertEq(vault.collect(address(token)), 200e6);
        assertEq(vault.collect(address(token)), 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.TokenUnlisted.selector, bob));
        vault.collect(bob);
        vm.stopPrank();
        assertEq(token.balanceOf(address(margin)), 200e6);
        assertEq(vault.owedToMargin(address(token)), 0);
    }

    /// @dev The bitmap against a plain mapping, over overlapping batches and choices.
    function testFuzz_Release_PaysEachSequenceOnce(uint64 start, uint8 gap, uint128 chosenA, uint128 chosenB) public {
        start = uint64(bound(start, 1, 1_000));
        uint64 second = start + uint64(gap) % 40;
        chosenA = (chosenA & Batches.all(40)) | Batches.only(39);
        chosenB = (chosenB & Batches.all(40)) | Batches.only(39);
        bytes memory a = signed(batchOf(start, 40, 1e6, bob), chosenA);
        bytes memory b = signed(batchOf(second, 40, 1e6, bob), chosenB);
        vault.release(a);
        (bool ok,) = address(vault).call(abi.encodeCall(vault.release, (b)));
        uint256 expected;
        for (uint64 s = start; s < second + 40; ++s) {
            bool paid = inChoice(chosenA, start, s) || (ok && inChoice(chosenB, second, s));
            assertEq(vault.consumed(SOLANA, s), paid);
            if (paid) ++expected;
        }
        assertEq(token.balanceOf(bob), expected * 1e6);
    }

    function inChoice(uint128 chosen, uint64 first, uint64 s) private pure returns (bool) {
        return s >= first && s < first + 40 && chosen & Batches.only(s - first) != 0;
    }

    function expectReleased(Batches.Batch memory b, uint8 outcome, uint256 count) private {
        bytes32[] memory assets = new bytes32[](1);
        assets[0] = asset;
        Payment[] memory payments = new Payment[](count);
        for (uint256 i; i < count; ++i) {
            Batches.Item memory item = b.items[i];
            payments[i] = Payment.wrap(payment(uint8(i), outcome, 0, item.kind, item.amount, item.recipient));
        }
        // Signing makes calls of its own, so it comes first in `release`; the event is looked for in the next call that emits.
        vm.expectEmit(address(vault));
        emit IBridgeVault.Released(b.source, b.first, assets, payments);
    }
}
