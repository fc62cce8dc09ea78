// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Consumed sequences of one lane, a bit each
/// @notice Word i holds sequences 256·i … 256·i+255, the first in the most significant bit: the order of the bitmap in a batch, so that a whole
/// batch is compared by shifting.
library SequenceBitmap {
    struct Bitmap {
        mapping(uint64 index => uint256) words;
    }

    /// @notice Marks those of the 128 sequences from `first` that are `wanted` and not marked yet, and returns them (both: bit 127 = first).
    function consume(Bitmap storage self, uint64 first, uint256 wanted) internal returns (uint256 fresh) {
        uint256 skipped = first & 0xff;
        fresh = _mark(self, first >> 8, (wanted << 128) >> skipped) << skipped >> 128;
        if (skipped > 128) {
            uint256 shift = 384 - skipped;
            uint256 rest = wanted << shift;
            if (rest != 0) fresh |= _mark(self, (first >> 8) + 1, rest) >> shift;
        }
    }

    /// @notice Whether `sequence` is marked.
    function isMarked(Bitmap storage self, uint64 sequence) internal view returns (bool) {
        return (self.words[sequence >> 8] << (sequence & 0xff)) >> 255 != 0;
    }

    function _mark(Bitmap storage self, uint64 index, uint256 wanted) private returns (uint256 fresh) {
        uint256 word = self.words[index];
        // SECURITY: a sequence is consumed once (W4), in the transaction that pays it.
        fresh = wanted & ~word;
        if (fresh != 0) self.words[index] = word | fresh;
    }
}
