// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What only the vault's `RiskControl` may do
/// @notice Trust: the control is made by the vault's constructor and cannot be replaced. It can open, list, limit, slow and stop, and let go of a held
/// transfer; it cannot move tokens, sign, or undo a consumed sequence.
interface IVaultControl {
    /// @param family how `other` writes addresses: 1 EVM, 2 any 32 bytes
    function openLane(uint16 other, uint8 family) external;
    /// @param mode 1 custody, 2 mint
    function listAsset(bytes32 assetId, address token, uint8 mode, uint8 decimals, uint8 canonicalDecimals) external;
    function setLimits(bytes32 assetId, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold) external;
    /// @param scopeKind 1 everything, 2 lane, 3 asset
    function setLevel(uint8 scopeKind, bytes32 scope, uint8 level) external;
    function approveHold(uint16 source, uint64 sequence, bytes32 leaf, address officer) external;
    function rejectHold(uint16 source, uint64 sequence, bytes32 leaf, address officer) external;
    /// @param digest what the group key signed to hand over
    function vetoRotation(bytes32 digest) external;
    function setMarginAccounts(address marginAccounts) external;
}
