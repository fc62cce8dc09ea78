// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {BatchReader} from "../src/libraries/BatchReader.sol";
import {Payment} from "../src/libraries/Payment.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";

contract ReleaseTest is BridgeFixture {
    using Batches for Batches.Batch;

    function setUp() public override {
        super.setUp();
        lockAs(alice, 4_000_000e6);
    }

    function test_Release_RevertWhen_SignatureIsOverAnotherAmount() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        bytes memory signature = sign(b);
        b.items[0].amount = 101e6;
        releaseReverts(b.encode(signature), abi.encodeWithSelector(IBridgeVault.InvalidSignature.selector));
    }

    function test_Release_RevertWhen_Repeated() public {
        Batches.Batch memory b = batchOf(1, 3, 100e6, bob);
        release(b);
        releaseReverts(b, abi.encodeWithSelector(IBridgeVault.NothingToRelease.selector));
        assertEq(token.balanceOf(bob), 300e6);
    }

    function test_Release_One_PaysAndLogs() public {
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        bytes memory data = signed(b);
        bytes32[] memory assets = new bytes32[](1);
        assets[0] = asset;
        Payment[] memory payments = new Payment[](1);
        payments[0] = Payment.wrap(payment(0, 1, 0, WALLET, 100e6, bob));
        vm.expectEmit(address(vault));
        emit IBridgeVault.Released(SOLANA, 1, assets, payments);
        vm.prank(relayer);
        vault.release(data);
        assertEq(token.balanceOf(bob), 100e6);
        assertTrue(vault.consumed(SOLANA, 1));
        assertEq(vault.consumedWord(SOLANA, 0), 1 << 254);
        assertEq(vault.available(address(token)), CAPACITY - 100e6);
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
        assertEq(token.balanceOf(address(margin)), 100e6);
    }

    function test_Release_Wrapped_Mints() public {
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        b.items[1].asset = wrappedAsset;
        release(b);
        assertEq(token.balanceOf(bob), 100e6);
        assertEq(wrapped.balanceOf(bob), 100e6);
    }
}
