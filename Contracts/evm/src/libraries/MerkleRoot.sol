// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Root of a Merkle tree with sorted-pair keccak256 nodes, as `Bridge.Protocol/Batches/MerkleTree.cs`
/// @notice A level with an odd number of nodes moves its last node up unchanged; one leaf is its own root.
library MerkleRoot {
    /// @notice The root. Overwrites `leaves`. There must be at least one.
    function consume(bytes32[] memory leaves) internal pure returns (bytes32 root) {
        assembly ("memory-safe") {
            let base := add(leaves, 0x20)
            let count := mload(leaves)
            for {} gt(count, 1) {} {
                let to := base
                let end := add(base, shl(5, and(count, not(1))))
                for { let from := base } lt(from, end) { from := add(from, 0x40) } {
                    let a := mload(from)
                    let b := mload(add(from, 0x20))
                    let larger := shl(5, lt(b, a)) // 0x20 when the pair has to be swapped
                    mstore(larger, a)
                    mstore(xor(larger, 0x20), b)
                    mstore(to, keccak256(0x00, 0x40))
                    to := add(to, 0x20)
                }
                if and(count, 1) { mstore(to, mload(end)) }
                count := shr(1, add(count, 1))
            }
            root := mload(base)
        }
    }
}
