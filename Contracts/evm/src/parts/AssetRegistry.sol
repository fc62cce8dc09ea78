// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVaultControl} from "../IVaultControl.sol";
import {AssetSlots, AssetWords} from "../libraries/AssetSlots.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {Outflow, Outflows} from "../libraries/Outflow.sol";
import {TokenBucket} from "../libraries/TokenBucket.sol";
import {GuardianKey} from "./GuardianKey.sol";

/// @title Which tokens and lanes exist, how much may flow out, and how far the breaker has gone
abstract contract AssetRegistry is GuardianKey {
    using AssetWords for uint256;
    using Outflows for Outflow;

    uint8 private constant MAX_DECIMALS = 36;
    uint8 internal constant EVM_FAMILY = 1;
    uint8 private constant BYTES32_FAMILY = 2;

    /// @dev One slot.
    struct LaneState {
        /// 0 closed, else how the other chain writes addresses
        uint8 family;
        uint8 level;
        uint64 lastSequence;
    }

    mapping(bytes32 assetId => AssetSlots) internal _assets;
    mapping(uint16 other => LaneState) internal _lanes;
    mapping(address token => bytes32) public assetOf;

    /// @inheritdoc IVaultControl
    function openLane(uint16 other, uint8 family) external onlyControl {
        // SECURITY: a lane joins two chains; one to itself would release what it has just locked.
        if (other == 0 || other == chain) revert LaneClosed(other);
        if (_lanes[other].family != 0) revert LaneAlreadyOpen(other);
        if (family != EVM_FAMILY && family != BYTES32_FAMILY) revert UnknownFamily(family);
        _lanes[other].family = family;
        if (_inForce.firstLane == 0) _inForce.firstLane = other;
        emit LaneOpened(other, family);
    }

    /// @inheritdoc IVaultControl
    function listAsset(bytes32 assetId, address token, uint8 mode, uint8 decimals, uint8 canonicalDecimals)
        external
        onlyControl
    {
        // SECURITY: one token is one asset, for good.
        if (assetOf[token] != 0 || _assets[assetId].terms != 0) revert TokenAlreadyListed(token);
        if (decimals > MAX_DECIMALS || canonicalDecimals > decimals) revert BadDecimals(decimals, canonicalDecimals);
        assetOf[token] = assetId;
        _assets[assetId].terms = AssetWords.list(token, mode, decimals - canonicalDecimals);
        emit AssetRegistered(token, assetId, mode, decimals, canonicalDecimals);
    }

    /// @inheritdoc IVaultControl
    function setLimits(bytes32 assetId, uint64 maxRelease, uint64 capacity, uint64 refill, uint64 holdThreshold)
        external
        onlyControl
    {
        AssetSlots storage asset = _listedAsset(assetId);
        bool closed = maxRelease == 0 && capacity == 0 && refill == 0;
        // SECURITY: no limit is unlimited, and everything at or below maxRelease fits some day.
        if (!closed && (maxRelease == 0 || maxRelease > capacity || refill == 0)) revert BadLimits();
        if (refill >= AssetWords.REFILL_BOUND) revert BadLimits();
        (uint256 terms, uint256 flow) = (asset.terms, asset.flow);
        // A first bucket is full. SECURITY: later ones keep their level, so that no change of limits is a refill.
        uint256 left = flow.updatedAt() == 0 ? capacity : _levelLeft(terms, flow);
        asset.terms = terms.withLimits(holdThreshold, refill);
        asset.flow = AssetWords.flowOf(capacity, maxRelease, refill, left > capacity ? capacity : left);
        emit LimitsSet(assetId, maxRelease, capacity, refill, holdThreshold);
    }

    /// @inheritdoc IVaultControl
    function setLevel(uint8 scopeKind, bytes32 scope, uint8 level_) external onlyControl {
        if (scopeKind == BreakerLevel.EVERYTHING) {
            _inForce.everythingLevel = level_;
        } else if (scopeKind == BreakerLevel.LANE) {
            uint16 other = uint16(uint256(scope));
            if (_lanes[other].family == 0) revert LaneClosed(other);
            _lanes[other].level = level_;
            if (other == _inForce.firstLane) _inForce.firstLaneLevel = level_;
        } else {
            AssetSlots storage asset = _listedAsset(scope);
            asset.terms = asset.terms.withLevel(level_);
        }
        emit LevelSet(scopeKind, scope, level_);
    }

    function level(uint8 scopeKind, bytes32 scope) external view returns (uint8) {
        if (scopeKind == BreakerLevel.EVERYTHING) return _inForce.everythingLevel;
        if (scopeKind == BreakerLevel.LANE) return _lanes[uint16(uint256(scope))].level;
        return _assets[scope].terms.level();
    }

    function levelOf(uint16 other, bytes32 assetId) public view returns (uint8) {
        return BreakerLevel.stricter(_levelOf(other), _assets[assetId].terms.level());
    }

    function tokenOf(bytes32 assetId) external view returns (address) {
        return _assets[assetId].terms.token();
    }

    function isLaneOpen(uint16 other) external view returns (bool) {
        return _lanes[other].family != 0;
    }

    function lastSequence(uint16 destination) external view returns (uint64) {
        return _lanes[destination].lastSequence;
    }

    function limits(address token)
        external
        view
        returns (uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold)
    {
        AssetSlots storage asset = _assets[_listed(token)];
        (uint256 terms, uint256 flow) = (asset.terms, asset.flow);
        return (flow.maxRelease(), flow.capacity(), uint64(terms.refill(flow)), terms.holdThreshold());
    }

    function available(address token) external view returns (uint64) {
        Outflow memory outflow;
        outflow.load(_assets[_listed(token)], _inForce.everythingLevel);
        return uint64(outflow.level);
    }

    /// @dev The strictest level of everything and an open lane, as a release reads it.
    function _levelOfOpen(InForce memory inForce, uint16 other) internal view returns (uint8) {
        uint8 laneLevel = inForce.firstLaneLevel;
        if (other != inForce.firstLane || other == 0) {
            LaneState memory lane = _lanes[other];
            // SECURITY: a chain that was never opened releases nothing (W9).
            if (lane.family == 0) revert LaneClosed(other);
            laneLevel = lane.level;
        }
        return BreakerLevel.stricter(inForce.everythingLevel, laneLevel);
    }

    /// @dev The strictest level of everything and a lane.
    function _levelOf(uint16 other) internal view returns (uint8) {
        return BreakerLevel.stricter(_inForce.everythingLevel, _lanes[other].level);
    }

    /// @dev The asset id of a listed token.
    function _listed(address token) internal view returns (bytes32 assetId) {
        assetId = assetOf[token];
        // SECURITY: unlisted is closed (M75).
        if (assetId == 0) revert TokenUnlisted(token);
    }

    function _listedAsset(bytes32 assetId) internal view returns (AssetSlots storage asset) {
        asset = _assets[assetId];
        // SECURITY: unlisted is closed (M75).
        if (asset.terms.mode() == 0) revert AssetUnlisted(assetId);
    }

    function _levelLeft(uint256 terms, uint256 flow) private view returns (uint256) {
        return TokenBucket.available(flow.stored(), flow.updatedAt(), flow.capacity(), terms.refill(flow));
    }
}
