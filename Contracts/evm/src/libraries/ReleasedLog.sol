// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {Payment} from "./Payment.sol";

/// @title The event `Released` of a batch, written where it is made: the payments fill their place in its data and are not copied
/// @notice Data of `Released(uint16 indexed source, uint64 indexed first, bytes32[] assets, Payment[] payments)` with a assets and n payments, in words:
///
///     word  0      0x40, where the assets are        word  3+a      n
///     word  1      0x60 + 32·a, where the payments   words 4+a …    payments
///     word  2      a
///     words 3 …    assets
library ReleasedLog {
    /// @notice Room for the event of up to `count` payments.
    /// @return payments of length `count`; whoever fills fewer shortens it
    function begin(bytes calldata assetIds, uint256 count) internal pure returns (Payment[] memory payments) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            let size := assetIds.length
            payments := add(data, add(0x60, size))
            mstore(0x40, add(payments, shl(5, add(count, 1))))
            mstore(data, 0x40)
            mstore(add(data, 0x20), add(0x60, size))
            mstore(add(data, 0x40), shr(5, size))
            calldatacopy(add(data, 0x60), assetIds.offset, size)
            mstore(payments, count)
        }
    }

    /// @param payments as `begin` returned them for the same number of assets
    function end(Payment[] memory payments, uint256 assetCount, uint16 source, uint64 first) internal {
        bytes32 topic = IBridgeVault.Released.selector;
        assembly ("memory-safe") {
            let head := add(0x60, shl(5, assetCount))
            log3(sub(payments, head), add(head, shl(5, add(mload(payments), 1))), topic, source, first)
        }
    }
}
