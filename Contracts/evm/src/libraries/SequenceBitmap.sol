// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Consumed sequences of one lane: sequence s is bit s mod 256 (0 = least significant) of word s / 256
library SequenceBitmap {
    struct Bitmap {
        mapping(uint64 index => uint256) words;
    }

    /// @notice The word in hand while a run of sequences is walked: read once, written once.
    struct Cursor {
        uint256 index;
        uint256 word;
        uint256 before;
    }

    /// @notice Puts the cursor on the word of `sequence`.
    function open(Bitmap storage self, uint256 sequence) internal view returns (Cursor memory cursor) {
        cursor.index = sequence >> 8;
        cursor.word = self.words[uint64(cursor.index)];
        cursor.before = cursor.word;
    }

    /// @notice Marks `sequence`. Returns false, and changes nothing, when it is marked already.
    function mark(Bitmap storage self, Cursor memory cursor, uint256 sequence) internal returns (bool fresh) {
        if (sequence >> 8 != cursor.index) {
            close(self, cursor);
            Cursor memory next = open(self, sequence);
            (cursor.index, cursor.word, cursor.before) = (next.index, next.word, next.before);
        }
        uint256 bit = 1 << (sequence & 0xff);
        // SECURITY: a sequence is consumed once (W4).
        fresh = cursor.word & bit == 0;
        cursor.word |= bit;
    }

    /// @notice Writes the word in hand.
    function close(Bitmap storage self, Cursor memory cursor) internal {
        // SECURITY: without this write nothing would ever be consumed (W4).
        if (cursor.word != cursor.before) self.words[uint64(cursor.index)] = cursor.word;
    }

    /// @notice Whether `sequence` is marked.
    function isMarked(Bitmap storage self, uint64 sequence) internal view returns (bool) {
        return self.words[sequence >> 8] & (1 << (sequence & 0xff)) != 0;
    }
}
