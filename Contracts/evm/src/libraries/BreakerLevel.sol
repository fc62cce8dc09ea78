// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title How far the breaker has gone, per scope; the strictest scope wins
/// @notice 0 normal · 1 watch · 2 slow: capacity, refill and hold threshold count a quarter · 3 every release is held, nothing is refunded ·
/// 4 locks stop too · 5 cursed: no lock, release, void, refund, claim, approval.
library BreakerLevel {
    uint8 internal constant SLOW = 2;
    uint8 internal constant HOLD = 3;
    uint8 internal constant STOP = 4;
    uint8 internal constant CURSED = 5;

    uint8 internal constant EVERYTHING = 1;
    uint8 internal constant LANE = 2;
    uint8 internal constant ASSET = 3;

    function stricter(uint8 a, uint8 b) internal pure returns (uint8) {
        return a > b ? a : b;
    }
}
