// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title One transfer of a release, in one word: what the event `Released` shows
/// @notice From the most significant byte:
///
///     offset size field
///          0    1 offset in the batch
///          1    1 outcome: 1 paid, 2 claimable, 3 held
///          2    1 kind: 1 wallet, 2 margin account
///          3    1 index of the asset in the batch
///          4    8 amount in canonical units
///         12   20 recipient
type Payment is uint256;

using Payments for Payment global;

library Payments {
    uint256 private constant PAID = 1 << 240;
    uint256 private constant CLAIMABLE = 2 << 240;
    uint256 private constant HELD = 3 << 240;

    /// @notice A payment that will succeed, until `credited` says otherwise.
    /// @param terms kind 1 ‖ asset index 1 ‖ amount 8, as a batch has them
    function make(uint256 offset_, uint256 terms, uint256 recipient_) internal pure returns (Payment) {
        return Payment.wrap((offset_ << 248) | PAID | (terms << 160) | recipient_);
    }

    function offset(Payment self) internal pure returns (uint256) {
        return Payment.unwrap(self) >> 248;
    }

    function kind(Payment self) internal pure returns (uint256) {
        return uint8(Payment.unwrap(self) >> 232);
    }

    function assetIndex(Payment self) internal pure returns (uint256) {
        return uint8(Payment.unwrap(self) >> 224);
    }

    function amount(Payment self) internal pure returns (uint64) {
        return uint64(Payment.unwrap(self) >> 160);
    }

    function recipient(Payment self) internal pure returns (address) {
        return address(uint160(Payment.unwrap(self)));
    }

    function credited(Payment self) internal pure returns (Payment) {
        return Payment.wrap(Payment.unwrap(self) ^ (PAID | CLAIMABLE));
    }

    /// @notice The same, not to be paid now.
    function held(Payment self) internal pure returns (Payment) {
        return Payment.wrap(Payment.unwrap(self) | HELD);
    }

    function isHeld(Payment self) internal pure returns (bool) {
        return Payment.unwrap(self) & HELD == HELD;
    }

    /// @dev list[i] without a bounds check: the caller counts from 0 to below the length.
    function at(Payment[] memory list, uint256 i) internal pure returns (Payment self) {
        assembly ("memory-safe") {
            self := mload(add(add(list, 0x20), shl(5, i)))
        }
    }

    /// @dev list[i] = self without a bounds check: as `at`.
    function put(Payment[] memory list, uint256 i, Payment self) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(list, 0x20), shl(5, i)), self)
        }
    }

    /// @dev Drops what lies at `length` and beyond.
    function truncate(Payment[] memory list, uint256 length) internal pure {
        assembly ("memory-safe") {
            mstore(list, length)
        }
    }
}
