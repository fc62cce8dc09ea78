// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a vault keeps of an asset, packed into the two slots that a release loads anyway: the hold threshold and the breaker level cost no read
/// @notice From the least significant bit:
///
///     terms (a release only reads it)              flow (a release writes level and time)
///       0 160 token                                  0  64 capacity, canonical units
///     160  64 hold threshold, canonical units       64  64 largest single release; 0 = closed
///     224   6 scale: 10^scale token units a unit   128  32 refill per second, low 32 bits
///     230   2 mode: 0 unlisted, 1 custody, 2 mint  160  64 level of the bucket
///     232   8 breaker level of the asset           224  32 when that level was true, Unix seconds (until 2106); 0 = never limited
///     240  16 refill per second, high 16 bits
struct AssetSlots {
    uint256 terms;
    uint256 flow;
}

/// @dev Reads and writes the fields above.
library AssetWords {
    uint8 internal constant CUSTODY = 1;
    uint8 internal constant MINT = 2;
    /// @dev Refills are below this, so that they fit.
    uint256 internal constant REFILL_BOUND = 1 << 48;

    function token(uint256 terms) internal pure returns (address) {
        return address(uint160(terms));
    }

    function holdThreshold(uint256 terms) internal pure returns (uint64) {
        return uint64(terms >> 160);
    }

    function scale(uint256 terms) internal pure returns (uint8) {
        return uint8((terms >> 224) & 0x3f);
    }

    function mode(uint256 terms) internal pure returns (uint8) {
        return uint8((terms >> 230) & 3);
    }

    function level(uint256 terms) internal pure returns (uint8) {
        return uint8(terms >> 232);
    }

    function capacity(uint256 flow) internal pure returns (uint64) {
        return uint64(flow);
    }

    function maxRelease(uint256 flow) internal pure returns (uint64) {
        return uint64(flow >> 64);
    }

    function refill(uint256 terms, uint256 flow) internal pure returns (uint256) {
        return ((terms >> 240) << 32) | uint32(flow >> 128);
    }

    function stored(uint256 flow) internal pure returns (uint64) {
        return uint64(flow >> 160);
    }

    function updatedAt(uint256 flow) internal pure returns (uint256) {
        return flow >> 224;
    }

    /// @notice The terms of an asset that is listed now.
    function list(address token_, uint8 mode_, uint8 scale_) internal pure returns (uint256) {
        return uint256(uint160(token_)) | (uint256(scale_) << 224) | (uint256(mode_) << 230);
    }

    function withLevel(uint256 terms, uint8 level_) internal pure returns (uint256) {
        return (terms & ~(uint256(0xff) << 232)) | (uint256(level_) << 232);
    }

    /// @notice The terms with another hold threshold and refill.
    function withLimits(uint256 terms, uint64 holdThreshold_, uint64 refill_) internal pure returns (uint256) {
        uint256 kept = terms & ~((uint256(type(uint64).max) << 160) | (uint256(type(uint16).max) << 240));
        return kept | (uint256(holdThreshold_) << 160) | (uint256(refill_ >> 32) << 240);
    }

    function flowOf(uint64 capacity_, uint64 maxRelease_, uint64 refill_, uint256 level_) internal view returns (uint256) {
        uint256 limits = uint256(capacity_) | (uint256(maxRelease_) << 64) | (uint256(uint32(refill_)) << 128);
        return settled(limits, level_);
    }

    /// @notice The flow with the level that is left now.
    function settled(uint256 flow, uint256 level_) internal view returns (uint256) {
        return (flow & type(uint160).max) | (level_ << 160) | (block.timestamp << 224);
    }
}
