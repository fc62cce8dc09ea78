// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A limit on outflow that refills continuously, in canonical units
/// @notice Over any time T no more than capacity + refill · T flows out: there is no window whose end could be straddled (M76).
library TokenBucket {
    /// @notice What may flow out now, of a bucket that held `stored` at `updatedAt`. All values below 2^64, `refill` below 2^48.
    function available(uint256 stored, uint256 updatedAt, uint256 capacity, uint256 refill) internal view returns (uint256) {
        unchecked {
            uint256 level = stored + (block.timestamp - updatedAt) * refill; // the clock never runs back
            // SECURITY: idle time never adds up to more than the capacity.
            return level > capacity ? capacity : level;
        }
    }

    /// @notice When `amount`, above `level`, will fit; 2^64-1 when it never will.
    function availableAt(uint256 level, uint256 amount, uint256 capacity, uint256 refill) internal view returns (uint64) {
        if (amount > capacity || refill == 0) return type(uint64).max;
        uint256 time = block.timestamp + (amount - level + refill - 1) / refill;
        return time > type(uint64).max ? type(uint64).max : uint64(time);
    }
}
