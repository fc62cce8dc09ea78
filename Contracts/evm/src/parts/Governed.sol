// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";

/// @title Who may list, open and limit
/// @notice One address, fixed at deployment. Everything that asks for it goes through `onlyGovernor`.
abstract contract Governed is IBridgeVault {
    address public immutable governor;

    modifier onlyGovernor() {
        // SECURITY: without it anyone lists a token, lifts a limit or names a margin contract.
        if (msg.sender != governor) revert NotGovernor(msg.sender);
        _;
    }

    constructor(address governor_) {
        if (governor_ == address(0)) revert ZeroValue();
        governor = governor_;
    }
}
