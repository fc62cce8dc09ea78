// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {FrostVerifier} from "../libraries/FrostVerifier.sol";
import {SignedMessage} from "../libraries/SignedMessage.sol";

/// @title Who this vault believes: the guardians' group key and its epoch
abstract contract GuardianKey is IBridgeVault {
    bytes32 public immutable bridgeId;
    uint16 public immutable chain;

    uint256 private _keyX;
    uint8 private _keyParity;
    uint32 public epoch;

    constructor(bytes32 bridgeId_, uint16 chain_, bytes32 keyX, uint8 keyParity) {
        // SECURITY: no deployment without its own name (W9).
        if (bridgeId_ == 0 || chain_ == 0) revert ZeroValue();
        (bridgeId, chain) = (bridgeId_, chain_);
        _install(1, keyX, keyParity);
    }

    /// @inheritdoc IBridgeVault
    function rotate(uint32 newEpoch, bytes32 newKeyX, uint8 newKeyParity, bytes calldata signature) external {
        // SECURITY: epochs only go up, one at a time: an old key never returns, and no jump uses the numbers up.
        if (uint256(newEpoch) != uint256(epoch) + 1) revert WrongEpoch(epoch + 1, newEpoch);
        if (signature.length != 96) revert InvalidSignature();
        (uint256 rx, uint256 ry, uint256 z) = abi.decode(signature, (uint256, uint256, uint256));
        // SECURITY: only the key in force hands over.
        _requireSigned(SignedMessage.rotate(bridgeId, epoch, chain, newEpoch, newKeyX, newKeyParity), rx, ry, z);
        _install(newEpoch, newKeyX, newKeyParity);
    }

    function groupKey() external view returns (bytes32 x, uint8 parity) {
        return (bytes32(_keyX), _keyParity);
    }

    function _requireSigned(bytes32 message, uint256 rx, uint256 ry, uint256 z) internal view {
        // SECURITY: the one gate in front of every payment.
        if (!FrostVerifier.verify(_keyX, _keyParity, message, rx, ry, z)) revert InvalidSignature();
    }

    function _install(uint32 newEpoch, bytes32 keyX, uint8 keyParity) private {
        // SECURITY: zero, the identity and points beside the curve never become the key (W9, M12).
        if (!FrostVerifier.isKey(uint256(keyX), keyParity)) revert InvalidKey();
        (_keyX, _keyParity, epoch) = (uint256(keyX), keyParity, newEpoch);
        emit KeyRotated(newEpoch, keyX, keyParity);
    }
}
