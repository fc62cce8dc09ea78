// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestToken} from "../src/testing/TestToken.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {BridgeHandler} from "./support/BridgeHandler.sol";
import {FreezableToken} from "./support/HostileTokens.sol";

/// @notice What must hold after every step of any run, honest and hostile steps mixed.
contract InvariantsTest is BridgeFixture {
    BridgeHandler private handler;
    FreezableToken private custody;

    function setUp() public override {
        super.setUp();
        custody = new FreezableToken();
        vm.startPrank(governor);
        control.registerCustody(address(custody), 6);
        control.setLimits(address(custody), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        handler = new BridgeHandler(vault, margin, custody, wrapped, group.secret);
        targetContract(address(handler));
    }

    /// @dev The vault holds exactly what was locked and not paid, and always enough for every claim.
    function invariant_CustodyCoversLiabilities() public view {
        assertGe(handler.locked(), handler.released());
        uint256 owed = vault.claimableTotal(address(custody)) + vault.owedToMargin(address(custody));
        assertEq(custody.balanceOf(address(vault)), handler.locked() - handler.released() + owed);
    }

    function invariant_WrappedSupplyIsReleasedMinusLocked() public view {
        uint256 owed = vault.claimableTotal(address(wrapped)) + vault.owedToMargin(address(wrapped));
        assertEq(wrapped.totalSupply() + owed + handler.wrappedLocked(), handler.wrappedReleased());
    }

    /// @dev Every consumed bit is a payment in the books, and no payment is there twice.
    function invariant_ConsumedOnce() public view {
        uint256 bits;
        for (uint64 i; i <= handler.attested() / 256; ++i) {
            for (uint256 word = vault.consumedWord(SOLANA, i); word != 0; word &= word - 1) ++bits;
        }
        assertEq(bits, handler.consumedCount());
        for (uint64 s = 1; s <= handler.attested(); ++s) assertEq(vault.consumed(SOLANA, s), handler.paid(s));
    }

    function invariant_SequencesAreContiguous() public view {
        assertEq(vault.lastSequence(SOLANA), handler.locks());
    }

    function invariant_MarginAccountsAreBacked() public view {
        address[2] memory tokens = [address(custody), address(wrapped)];
        for (uint256 t; t < 2; ++t) {
            uint256 sum;
            for (uint256 i; i < 4; ++i) sum += margin.balanceOf(handler.actors(i), tokens[t]);
            assertEq(sum, TestToken(tokens[t]).balanceOf(address(margin)) + vault.owedToMargin(tokens[t]));
        }
    }

    function invariant_NoAttackSucceeds() public view {
        assertEq(handler.breaches(), 0);
    }
}
