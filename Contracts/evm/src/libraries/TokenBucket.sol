// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A limit on outflow that refills continuously, in canonical units
/// @notice Over any time T no more than capacity + refillPerSecond · T flows out: there is no window whose end could be straddled (M76).
/// One storage slot.
library TokenBucket {
    struct Bucket {
        uint64 capacity;
        uint64 refillPerSecond;
        uint64 level;
        uint40 updatedAt;
    }

    /// @notice What may flow out now.
    function available(Bucket memory self) internal view returns (uint64) {
        // A product of two values below 2^64; the clock never runs back.
        uint256 level = uint256(self.level) + (block.timestamp - self.updatedAt) * self.refillPerSecond;
        // SECURITY: idle time never adds up to more than the capacity.
        return level > self.capacity ? self.capacity : uint64(level);
    }

    /// @notice When `amount`, above `level` and at most the capacity, will fit.
    function availableAt(Bucket memory self, uint64 level, uint64 amount) internal view returns (uint64) {
        uint256 refill = self.refillPerSecond;
        uint256 time = block.timestamp + (uint256(amount - level) + refill - 1) / refill;
        return time > type(uint64).max ? type(uint64).max : uint64(time);
    }

    /// @notice Writes the level that is left now.
    function settle(Bucket storage self, Bucket memory loaded, uint64 level) internal {
        uint256 word = uint256(loaded.capacity) | (uint256(loaded.refillPerSecond) << 64) | (uint256(level) << 128)
            | (uint256(uint40(block.timestamp)) << 192);
        // The whole slot at once: the compiler would read and write it four times.
        assembly ("memory-safe") {
            sstore(self.slot, word)
        }
    }

    /// @notice Changes the limits. A first bucket is full; later ones keep their level, so that no change of limits is a refill.
    function configure(Bucket storage self, uint64 capacity, uint64 refillPerSecond) internal {
        Bucket memory old = self;
        uint64 level = old.updatedAt == 0 ? capacity : available(old);
        self.capacity = capacity;
        self.refillPerSecond = refillPerSecond;
        self.level = level > capacity ? capacity : level;
        self.updatedAt = uint40(block.timestamp);
    }
}
