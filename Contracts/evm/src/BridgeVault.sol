// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RiskControl} from "./RiskControl.sol";
import {Controlled} from "./parts/Controlled.sol";
import {GuardianKey} from "./parts/GuardianKey.sol";
import {Holds} from "./parts/Holds.sol";
import {Refunds} from "./parts/Refunds.sol";
import {Releases} from "./parts/Releases.sol";

/// @title The vault: see `IBridgeVault` for what it promises and whom it trusts
/// @dev Parts, each on top of the one before: `GuardianKey` (whom it believes), `AssetRegistry` (tokens, lanes, limits, levels), `Payouts` (charge, push,
/// claim), `Locks`, `Holds`, `Refunds`, `Releases`. `Controlled` names the one contract that may set what people decide.
contract BridgeVault is Releases {
    uint256 private constant LONGEST_DELAY = 365 days;

    uint32 private immutable _loosenDelay;
    uint32 private immutable _executeWindow;

    /// @param governor_ sets the bridge up until it seals the control
    constructor(
        bytes32 bridgeId_,
        uint16 chain_,
        address governor_,
        bytes32 groupKeyX,
        uint8 groupKeyParity,
        Delays memory delays_
    )
        Controlled(address(new RiskControl(bridgeId_, chain_, governor_, delays_.loosen, delays_.execute)))
        GuardianKey(bridgeId_, chain_, groupKeyX, groupKeyParity, delays_.rotation, delays_.overlap)
        Holds(delays_.holdMinAge)
        Refunds(delays_.refund)
    {
        (_loosenDelay, _executeWindow) = (delays_.loosen, delays_.execute);
        uint32[6] memory all =
            [delays_.loosen, delays_.execute, delays_.holdMinAge, delays_.refund, delays_.rotation, delays_.overlap];
        for (uint256 i; i < all.length; ++i) {
            // SECURITY: a delay that was forgotten is no delay (W9).
            if (all[i] == 0 || all[i] > LONGEST_DELAY) revert BadDelay(all[i]);
        }
    }

    function delays() external view returns (uint32, uint32, uint32, uint32, uint32, uint32) {
        return (_loosenDelay, _executeWindow, _holdMinAge, _refundDelay, _rotationDelay, _overlap);
    }
}
