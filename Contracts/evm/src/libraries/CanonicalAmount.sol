// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Between a token's own units and canonical units, as `Bridge.Protocol/Amounts/AmountScale.cs`
/// @notice One canonical unit is 10^scale token units, so neither direction ever rounds (M60).
library CanonicalAmount {
    /// @notice The amount has a part smaller than one canonical unit, which could not cross.
    error Dust(uint256 amount, uint256 unit);
    /// @notice The amount is zero.
    error ZeroAmount();
    /// @notice More than 2^64-1 canonical units.
    error AmountTooLarge(uint256 amount);

    /// @dev Decimals above 36 are refused at registration, so this fits.
    function unitOf(uint8 scale) internal pure returns (uint256) {
        return 10 ** uint256(scale);
    }

    function fromLocal(uint256 amount, uint256 unit) internal pure returns (uint64) {
        if (amount == 0) revert ZeroAmount();
        // SECURITY: dust would be kept by the vault, an overflow would be cut: both are refused at the source.
        if (amount % unit != 0) revert Dust(amount, unit);
        uint256 canonical = amount / unit;
        if (canonical > type(uint64).max) revert AmountTooLarge(amount);
        return uint64(canonical);
    }

    function toLocal(uint64 canonical, uint256 unit) internal pure returns (uint256) {
        unchecked {
            return uint256(canonical) * unit; // below 2^64 · 10^36
        }
    }
}
