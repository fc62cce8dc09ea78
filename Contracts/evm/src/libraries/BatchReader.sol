// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleRoot} from "./MerkleRoot.sol";
import {Payment, Payments} from "./Payment.sol";
import {Transfer, Transfers} from "./Transfers.sol";

/// @title The packed calldata of a release
/// @notice
///
///     offset size field
///          0    4 epoch
///          4    2 source chain
///          6    8 first sequence
///         14    4 count, 1 to 128
///         18   96 signature Rx ‖ Ry ‖ z
///        114    1 number of assets a, 1 to 128
///        115 32·a asset ids, distinct
///          …   16 bitmap, bit 0 = most significant: the transfers to be paid now
///          …   62 per transfer: kind 1 ‖ asset index 1 ‖ amount 8 ‖ sender 32 ‖ recipient 20
///
/// Every offset below lies inside the batch because `header` has compared the length with what the counts ask for.
library BatchReader {
    using Transfers for Transfer;

    uint256 internal constant MAX_COUNT = 128;
    uint256 internal constant MAX_ASSETS = 128;

    uint256 private constant ASSETS = 115;
    uint256 private constant BITMAP_SIZE = 16;
    uint256 private constant TRANSFER_SIZE = 62;
    uint256 private constant LEAF_SIZE = 150;
    /// @dev Words whose first 8 bytes, an amount, are zero are at most this.
    uint256 private constant LARGEST_WITHOUT_AMOUNT = (1 << 192) - 1;
    uint256 private constant SEQUENCE_STEP = 1 << 192;

    /// @notice The bytes are no batch: wrong length, a count out of range, a bit or an index that names nothing, a zero where none may be.
    error MalformedBatch();

    struct Header {
        uint32 epoch;
        uint16 source;
        uint64 first;
        uint256 count;
        uint256 rx;
        uint256 ry;
        uint256 z;
        uint256 assetCount;
        /// bit 127 is the first transfer
        uint256 chosen;
        /// offset of the first transfer
        uint256 transfers;
        /// breaker level of everything and the lane; filled in by the vault
        uint8 level;
    }

    function header(bytes calldata batch) internal pure returns (Header memory h) {
        if (batch.length < ASSETS) revert MalformedBatch();
        uint256 word = _word(batch, 0);
        h.epoch = uint32(word >> 224);
        h.source = uint16(word >> 208);
        h.first = uint64(word >> 144);
        h.count = uint32(word >> 112);
        h.rx = _word(batch, 18);
        h.ry = _word(batch, 50);
        h.z = _word(batch, 82);
        h.assetCount = uint8(batch[114]);

        // SECURITY: counts are bounded before they size anything, sequences start at 1 and do not wrap (M10).
        if (h.count == 0 || h.count > MAX_COUNT || h.assetCount == 0 || h.assetCount > MAX_ASSETS) revert MalformedBatch();
        if (h.first == 0 || h.first > type(uint64).max - h.count) revert MalformedBatch();
        uint256 bitmap = ASSETS + 32 * h.assetCount;
        h.transfers = bitmap + BITMAP_SIZE;
        // SECURITY: nothing is read past the end, nothing is left over (M10).
        if (batch.length != h.transfers + TRANSFER_SIZE * h.count) revert MalformedBatch();
        h.chosen = _word(batch, bitmap) >> 128;
        // SECURITY: no bit beyond the last transfer.
        if (h.chosen & ((1 << (MAX_COUNT - h.count)) - 1) != 0) revert MalformedBatch();
    }

    /// @notice Asset id number `index` of the batch.
    function assetId(bytes calldata batch, uint256 index) internal pure returns (bytes32) {
        return bytes32(_word(batch, ASSETS + 32 * index));
    }

    /// @notice The asset ids, as they stand in the batch.
    function assetIds(bytes calldata batch, Header memory h) internal pure returns (bytes calldata) {
        return batch[ASSETS:ASSETS + 32 * h.assetCount];
    }

    /// @notice What is needed to pay transfer `i`.
    function payment(bytes calldata batch, Header memory h, uint256 i) internal pure returns (Payment) {
        unchecked {
            uint256 offset = h.transfers + TRANSFER_SIZE * i;
            return Payments.make(i, _word(batch, offset) >> 176, uint160(_word(batch, offset + 30)));
        }
    }

    /// @notice Root over the leaves of the batch, each rebuilt from the 150 bytes of `Bridge.Protocol/Transfers/Transfer.cs`:
    ///
    ///     offset size field                       offset size field
    ///          0    1 version = 1                     46   32 asset id
    ///          1   32 bridge id                       78    8 amount in canonical units
    ///         33    2 source chain                    86   32 sender
    ///         35    2 destination chain              118   32 recipient (an address, left-padded)
    ///         37    8 sequence
    ///         45    1 kind: 1 wallet, 2 margin account
    function root(bytes calldata batch, Header memory h, bytes32 bridgeId, uint16 chain) internal pure returns (bytes32) {
        bytes32[] memory leaves = new bytes32[](h.count);
        bool valid = true;
        uint256 lane = (uint256(h.source) << 16) | chain;
        assembly ("memory-safe") {
            // The start of every leaf is the same. The buffer stays above the free memory pointer: nothing is allocated while it is in use.
            let leaf := mload(0x40)
            mstore8(leaf, 1)
            mstore(add(leaf, 1), bridgeId)
            mstore(add(leaf, 33), shl(224, lane))

            let sequence := shl(192, mload(add(h, 0x40)))
            let assetCount := mload(add(h, 0xe0))
            let assets := add(batch.offset, ASSETS)
            let from := add(batch.offset, mload(add(h, 0x120)))
            let to := add(leaves, 0x20)
            for { let end := add(to, shl(5, mload(leaves))) } lt(to, end) { to := add(to, 0x20) } {
                let head := calldataload(from)
                let kind := byte(0, head)
                let asset := byte(1, head)
                let id := calldataload(add(assets, shl(5, asset)))
                // SECURITY: kind 1 or 2, an asset of this batch, and at least one unit: a default value is never a payment (W9, M10).
                let named := and(lt(sub(kind, 1), 2), lt(asset, assetCount))
                valid := and(valid, and(named, gt(shl(16, head), LARGEST_WITHOUT_AMOUNT)))
                mstore(add(leaf, 37), or(sequence, shl(184, kind)))
                mstore(add(leaf, 46), id)
                calldatacopy(add(leaf, 78), add(from, 2), 40)
                mstore(add(leaf, 118), shr(96, calldataload(add(from, 42))))
                // SECURITY: hashed twice, so that an inner node is never a leaf (M10).
                mstore(0x00, keccak256(leaf, LEAF_SIZE))
                mstore(to, keccak256(0x00, 0x20))
                sequence := add(sequence, SEQUENCE_STEP)
                from := add(from, TRANSFER_SIZE)
            }
        }
        if (!valid) revert MalformedBatch();
        return MerkleRoot.consume(leaves);
    }

    /// @notice Leaf of transfer `i` alone, for the few that are held.
    function leafAt(bytes calldata batch, Header memory h, bytes32 bridgeId, uint16 chain, uint256 i)
        internal
        pure
        returns (bytes32)
    {
        uint256 from = h.transfers + TRANSFER_SIZE * i;
        Transfer memory t;
        (t.source, t.destination, t.sequence) = (h.source, chain, h.first + uint64(i));
        (t.kind, t.asset) = (uint8(batch[from]), assetId(batch, uint8(batch[from + 1])));
        t.amount = uint64(bytes8(batch[from + 2:from + 10]));
        (t.sender, t.recipient) = (bytes32(_word(batch, from + 10)), bytes32(_word(batch, from + 42) >> 96));
        return Transfers.leafOf(t.encode(bridgeId));
    }

    function _word(bytes calldata batch, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(batch.offset, offset))
        }
    }
}
