// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RiskFixture} from "./support/RiskFixture.sol";
import {ThiefHandler} from "./support/ThiefHandler.sol";

/// @notice M20: with the group key stolen, whatever the thief, risk staff and time do, in any order.
contract ThiefInvariantsTest is RiskFixture {
    ThiefHandler private handler;

    function setUp() public override {
        super.setUp();
        loosen(SET_LIMITS, limitWords(asset, 1_000e6, 2_000e6, 1e6, 500e6));
        handler = new ThiefHandler(vault, token, group.secret);
        targetContract(address(handler));
    }

    /// @dev Over every window that ends now: paid ≤ capacity + refill · T, refunds and approved holds included.
    function invariant_Museum_M20_NoWindowLetsOutMoreThanTheLimits() public view {
        uint256 last = handler.length() - 1;
        uint256 out = handler.totals(last);
        for (uint256 from; from <= last; ++from) {
            uint256 start = handler.totals(from);
            if (out <= start) continue; // own money came in
            assertLe(out - start, handler.capacity() + handler.refill() * (handler.times(last) - handler.times(from)));
        }
    }

    function invariant_NothingElseGivesWay() public view {
        assertEq(handler.violations(), 0);
    }

    /// @dev The list shows exactly what is held.
    function invariant_HoldsAreListed() public view {
        uint256 held;
        for (uint64 s = 1; s <= 60; ++s) {
            if (vault.transferState(SOLANA, s) == 2) ++held;
        }
        assertEq(held, vault.holdCount());
        assertEq(held, vault.holds(0, 100).length);
    }
}
