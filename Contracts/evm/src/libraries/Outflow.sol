// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenBucket} from "./TokenBucket.sol";

/// @dev One asset of the batch in hand: read from storage once, its bucket written once.
struct Outflow {
    address token;
    /// 0 = not read yet
    uint8 mode;
    /// token units in one canonical unit
    uint256 unit;
    uint64 maxRelease;
    /// what is left of the bucket
    uint64 level;
    TokenBucket.Bucket bucket;
}
