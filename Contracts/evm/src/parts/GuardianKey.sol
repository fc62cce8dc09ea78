// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {IVaultControl} from "../IVaultControl.sol";
import {FrostVerifier} from "../libraries/FrostVerifier.sol";
import {SignedMessage} from "../libraries/SignedMessage.sol";
import {Controlled} from "./Controlled.sol";

/// @title Who this vault believes: the guardians' group key, its epoch, and how one hands over to the next
/// @notice rotate (signed by the key in force) → delay, in which one veto ends it → activate → the old key releases for the overlap, no longer.
abstract contract GuardianKey is Controlled {
    /// @dev One slot, read by every release. The level of everything, the margin contract, and what a release asks of the first lane ride along.
    struct InForce {
        uint8 parity;
        uint32 epoch;
        uint8 everythingLevel;
        /// 0 until a lane is opened
        uint16 firstLane;
        uint8 firstLaneLevel;
        address marginAccounts;
    }

    struct Previous {
        uint256 x;
        uint8 parity;
        uint64 until;
    }

    struct Pending {
        uint256 x;
        uint8 parity;
        uint64 readyAt;
        bytes32 digest;
    }

    bytes32 public immutable bridgeId;
    uint16 public immutable chain;
    uint32 internal immutable _rotationDelay;
    uint32 internal immutable _overlap;

    uint256 private _keyX;
    InForce internal _inForce;
    Previous private _previous;
    Pending private _pending;
    mapping(bytes32 digest => bool) private _vetoed;

    constructor(bytes32 bridgeId_, uint16 chain_, bytes32 keyX, uint8 keyParity, uint32 rotationDelay, uint32 overlap) {
        // SECURITY: no deployment without its own name (W9).
        if (bridgeId_ == 0 || chain_ == 0) revert ZeroValue();
        (bridgeId, chain) = (bridgeId_, chain_);
        (_rotationDelay, _overlap) = (rotationDelay, overlap);
        _requireKey(keyX, keyParity);
        _install(1, uint256(keyX), keyParity, 0);
    }

    /// @inheritdoc IBridgeVault
    function rotate(uint32 newEpoch, bytes32 newKeyX, uint8 newKeyParity, bytes calldata signature) external {
        uint32 current = _inForce.epoch;
        // SECURITY: epochs only go up, one at a time: an old key never returns, and no jump uses the numbers up.
        if (uint256(newEpoch) != uint256(current) + 1) revert WrongEpoch(current + 1, newEpoch);
        bytes32 digest = SignedMessage.rotate(bridgeId, current, chain, newEpoch, newKeyX, newKeyParity);
        // SECURITY: what one person stopped does not come back with the same signature (W8).
        if (_vetoed[digest]) revert Vetoed(digest);
        // SECURITY: whoever watches has one key to look at, and its delay does not start anew unseen.
        if (_pending.readyAt != 0) revert RotationPending();
        // SECURITY: only the key in force hands over.
        _requireSignedNow(current, digest, signature);
        _requireKey(newKeyX, newKeyParity);
        uint64 readyAt = uint64(block.timestamp) + _rotationDelay;
        _pending = Pending(uint256(newKeyX), newKeyParity, readyAt, digest);
        emit RotationScheduled(newEpoch, newKeyX, newKeyParity, digest, readyAt);
    }

    /// @inheritdoc IBridgeVault
    function activate() external {
        Pending memory pending = _pending;
        // SECURITY: a stolen key names its successor, and people have this long to say no (W8).
        if (pending.readyAt == 0 || block.timestamp < pending.readyAt) revert NotReady(pending.readyAt);
        InForce memory current = _inForce;
        uint64 until = uint64(block.timestamp) + _overlap;
        _previous = Previous(_keyX, current.parity, until);
        delete _pending;
        _install(current.epoch + 1, pending.x, pending.parity, until);
    }

    /// @inheritdoc IVaultControl
    function vetoRotation(bytes32 digest) external onlyControl {
        if (_pending.readyAt == 0 || _pending.digest != digest) revert NothingToVeto(digest);
        delete _pending;
        _vetoed[digest] = true;
        emit RotationVetoed(digest);
    }

    function epoch() external view returns (uint32) {
        return _inForce.epoch;
    }

    function groupKey() external view returns (bytes32 x, uint8 parity) {
        return (bytes32(_keyX), _inForce.parity);
    }

    function previousKey() external view returns (bytes32 x, uint8 parity, uint64 until) {
        return (bytes32(_previous.x), _previous.parity, _previous.until);
    }

    function pendingKey() external view returns (bytes32 x, uint8 parity, bytes32 digest, uint64 readyAt) {
        return (bytes32(_pending.x), _pending.parity, _pending.digest, _pending.readyAt);
    }

    /// @dev Whether `message` is signed by the key of `signedEpoch`: the one in force, or the one before while its overlap lasts.
    function _requireAttested(InForce memory inForce, uint32 signedEpoch, bytes32 message, uint256 rx, uint256 ry, uint256 z)
        internal
        view
    {
        (uint256 x, uint8 parity) = signedEpoch == inForce.epoch ? (_keyX, inForce.parity) : _retiring(inForce, signedEpoch);
        // SECURITY: the one gate in front of every payment.
        if (!FrostVerifier.verify(x, parity, message, rx, ry, z)) revert InvalidSignature();
    }

    /// @dev Whether `message` is signed by the key in force, which must be that of `signedEpoch`.
    function _requireSignedNow(uint32 signedEpoch, bytes32 message, bytes calldata signature) internal view {
        InForce memory inForce = _inForce;
        // SECURITY: the overlap is for releases on their way only.
        if (signedEpoch != inForce.epoch) revert WrongEpoch(inForce.epoch, signedEpoch);
        if (signature.length != 96) revert InvalidSignature();
        (uint256 rx, uint256 ry, uint256 z) = abi.decode(signature, (uint256, uint256, uint256));
        _requireAttested(inForce, signedEpoch, message, rx, ry, z);
    }

    function _retiring(InForce memory inForce, uint32 signedEpoch) private view returns (uint256, uint8) {
        // SECURITY: a key that was rotated away signs nothing once its overlap is over (M58).
        if (uint256(signedEpoch) + 1 != inForce.epoch || block.timestamp >= _previous.until) {
            revert WrongEpoch(inForce.epoch, signedEpoch);
        }
        return (_previous.x, _previous.parity);
    }

    function _requireKey(bytes32 x, uint8 parity) private view {
        // SECURITY: zero, the identity and points beside the curve never become the key (W9, M12).
        if (!FrostVerifier.isKey(uint256(x), parity)) revert InvalidKey();
    }

    function _install(uint32 newEpoch, uint256 x, uint8 parity, uint64 previousUntil) private {
        (_keyX, _inForce.parity, _inForce.epoch) = (x, parity, newEpoch);
        emit KeyRotated(newEpoch, bytes32(x), parity, previousUntil);
    }
}
