// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {TokenBucket} from "../libraries/TokenBucket.sol";
import {WrappedToken} from "../WrappedToken.sol";
import {IBridgeVault} from "../IBridgeVault.sol";
import {GuardianKey} from "./GuardianKey.sol";
import {Governed} from "./Governed.sol";

/// @title Which tokens and lanes exist, and how much may flow out
abstract contract AssetRegistry is GuardianKey, Governed {
    using TokenBucket for TokenBucket.Bucket;

    uint8 internal constant CUSTODY = 1;
    uint8 internal constant MINT = 2;
    uint8 private constant MAX_DECIMALS = 36;

    /// @dev Two slots; a release reads both and writes the second.
    struct Asset {
        address token;
        /// 0 unlisted, 1 custody, 2 mint
        uint8 mode;
        /// one canonical unit is 10^scale token units
        uint8 scale;
        /// canonical units; 0 = closed
        uint64 maxRelease;
        TokenBucket.Bucket bucket;
    }

    struct LaneState {
        bool open;
        uint64 lastSequence;
    }

    mapping(bytes32 assetId => Asset) internal _assets;
    mapping(uint16 other => LaneState) internal _lanes;
    mapping(address token => bytes32) public assetOf;

    function openLane(uint16 destination) external onlyGovernor {
        // SECURITY: a lane joins two chains; one to itself would release what it has just locked.
        if (destination == 0 || destination == chain) revert LaneClosed(destination);
        if (_lanes[destination].open) revert LaneAlreadyOpen(destination);
        _lanes[destination].open = true;
        emit LaneOpened(destination);
    }

    function registerCustody(address token, uint8 canonicalDecimals) external onlyGovernor {
        bytes32 id = keccak256(abi.encodePacked(bridgeId, chain, bytes32(uint256(uint160(token)))));
        _register(token, id, CUSTODY, IERC20Metadata(token).decimals(), canonicalDecimals);
    }

    function registerMint(
        uint16 homeChain,
        bytes32 homeToken,
        uint8 decimals,
        uint8 canonicalDecimals,
        string calldata name,
        string calldata symbol
    ) external onlyGovernor returns (address token) {
        if (homeToken == 0) revert ZeroValue();
        // SECURITY: a token of this chain is held, never minted.
        if (homeChain == 0 || homeChain == chain) revert LaneClosed(homeChain);
        token = address(new WrappedToken(name, symbol, decimals));
        _register(token, keccak256(abi.encodePacked(bridgeId, homeChain, homeToken)), MINT, decimals, canonicalDecimals);
    }

    function setLimits(address token, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond) external onlyGovernor {
        Asset storage asset = _assets[_listed(token)];
        bool closed = maxRelease == 0 && capacity == 0 && refillPerSecond == 0;
        // SECURITY: no limit is unlimited, and everything at or below maxRelease fits some day.
        if (!closed && (maxRelease == 0 || maxRelease > capacity || refillPerSecond == 0)) revert BadLimits();
        asset.maxRelease = maxRelease;
        asset.bucket.configure(capacity, refillPerSecond);
        emit LimitsSet(token, maxRelease, capacity, refillPerSecond);
    }

    function tokenOf(bytes32 assetId) external view returns (address) {
        return _assets[assetId].token;
    }

    function isLaneOpen(uint16 other) external view returns (bool) {
        return _lanes[other].open;
    }

    function lastSequence(uint16 destination) external view returns (uint64) {
        return _lanes[destination].lastSequence;
    }

    function limits(address token) external view returns (uint64 maxRelease, uint64 capacity, uint64 refillPerSecond) {
        Asset storage asset = _assets[_listed(token)];
        return (asset.maxRelease, asset.bucket.capacity, asset.bucket.refillPerSecond);
    }

    function available(address token) external view returns (uint64) {
        TokenBucket.Bucket memory bucket = _assets[_listed(token)].bucket;
        return bucket.available();
    }

    /// @dev The asset id of a listed token.
    function _listed(address token) internal view returns (bytes32 assetId) {
        assetId = assetOf[token];
        // SECURITY: unlisted is closed (M75).
        if (assetId == 0) revert TokenUnlisted(token);
    }

    function _register(address token, bytes32 assetId, uint8 mode, uint8 decimals, uint8 canonicalDecimals) private {
        // SECURITY: one token is one asset, for good.
        if (assetOf[token] != 0 || _assets[assetId].mode != 0) revert TokenAlreadyListed(token);
        if (decimals > MAX_DECIMALS || canonicalDecimals > decimals) revert BadDecimals(decimals, canonicalDecimals);
        assetOf[token] = assetId;
        Asset storage asset = _assets[assetId];
        (asset.token, asset.mode, asset.scale) = (token, mode, decimals - canonicalDecimals);
        emit AssetRegistered(token, assetId, mode, decimals, canonicalDecimals);
    }
}
