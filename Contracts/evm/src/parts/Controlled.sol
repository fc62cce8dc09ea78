// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {IVaultControl} from "../IVaultControl.sol";

/// @title Who may list, open, limit and stop
/// @notice One contract, made together with the vault. Everything that asks for it goes through `onlyControl`.
abstract contract Controlled is IBridgeVault, IVaultControl {
    address public immutable control;

    modifier onlyControl() {
        // SECURITY: without it anyone lists a token, lifts a limit, approves a hold or names a margin contract (W8).
        if (msg.sender != control) revert NotControl(msg.sender);
        _;
    }

    constructor(address control_) {
        control = control_;
    }
}
