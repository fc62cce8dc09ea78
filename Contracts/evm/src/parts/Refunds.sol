// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {CanonicalAmount} from "../libraries/CanonicalAmount.sol";
import {Outflow} from "../libraries/Outflow.sol";
import {SequenceBitmap} from "../libraries/SequenceBitmap.sol";
import {SignedMessage} from "../libraries/SignedMessage.sol";
import {Transfer, Transfers} from "../libraries/Transfers.sol";
import {Holds} from "./Holds.sol";

/// @title The other end of a lock: void on the destination, then refund on the source
/// @notice A sequence is released or voided, and one bit decides which: `release` and `voidTransfer` both set it, and the later one reverts. Guardians sign
/// a refund only for what is finally voided.
abstract contract Refunds is Holds {
    using SequenceBitmap for SequenceBitmap.Bitmap;

    uint32 internal immutable _refundDelay;

    constructor(uint32 refundDelay) {
        _refundDelay = refundDelay;
    }

    /// @inheritdoc IBridgeVault
    function requestRefund(bytes calldata transfer) external {
        Transfer memory t = _outgoing(transfer);
        bytes32 leaf = Transfers.leafOf(transfer);
        uint256 record = _recordOf(t, leaf);
        // SECURITY: nobody takes back what another has sent.
        if (t.sender != bytes32(uint256(uint160(msg.sender)))) revert NotSender(msg.sender);
        uint8 current = levelOf(t.destination, t.asset);
        if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);
        if (record & REQUESTED != 0) revert RefundRequestedAlready();
        uint64 requestableAt = uint64(record & TIME_MASK) + _refundDelay;
        // SECURITY: a transfer on its way is not called back under the relayers' hands.
        if (block.timestamp < requestableAt) revert RefundTooEarly(requestableAt);
        _records[t.destination][t.sequence] = record | REQUESTED;
        emit RefundRequested(t.destination, t.sequence, leaf);
    }

    /// @inheritdoc IBridgeVault
    function voidTransfer(bytes calldata transfer, uint32 signedEpoch, bytes calldata signature) external nonReentrant {
        Transfer memory t = _incoming(transfer);
        if (_lanes[t.source].family == 0) revert LaneClosed(t.source);
        uint8 current = levelOf(t.source, t.asset);
        if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);
        bytes32 leaf = Transfers.leafOf(transfer);
        _requireSignedNow(signedEpoch, SignedMessage.ending(SignedMessage.VOID, bridgeId, signedEpoch, t, leaf), signature);
        HoldRecord storage hold = _holds[t.source][t.sequence];
        uint8 state = hold.state;
        if (state == HELD) {
            _endHold(hold, VOIDED);
        } else {
            if (state == VOIDED) revert AlreadyVoided(t.source, t.sequence);
            // SECURITY: what was paid is never refunded: the same bit as the release's (W4).
            if (_consumed[t.source].consume(t.sequence, 1 << 127) == 0) revert AlreadyReleased(t.source, t.sequence);
            hold.state = VOIDED;
        }
        emit Voided(t.source, t.sequence, leaf);
    }

    /// @inheritdoc IBridgeVault
    function refund(bytes calldata transfer, uint32 signedEpoch, bytes calldata signature) external nonReentrant {
        Transfer memory t = _outgoing(transfer);
        bytes32 leaf = Transfers.leafOf(transfer);
        // SECURITY: only what was locked here, by its sender, and not given back yet.
        _recordOf(t, leaf);
        uint8 current = levelOf(t.destination, t.asset);
        // SECURITY: while every release waits for people, a refund does not go around them.
        if (current >= BreakerLevel.HOLD) revert LevelTooHigh(current);
        // SECURITY: the guardians saw the transfer voided on its destination.
        _requireSignedNow(signedEpoch, SignedMessage.ending(SignedMessage.REFUND, bridgeId, signedEpoch, t, leaf), signature);
        Outflow memory outflow;
        _open(outflow, t.asset, current);
        // SECURITY: a refund is an outflow like a release (W6, M20). The hold threshold does not apply: the lock's own record proves the amount.
        if (!_charge(outflow, t.amount)) _refuse(outflow, t.amount, t.destination, t.sequence);
        _settle(t.asset, outflow);
        // SECURITY: once.
        delete _records[t.destination][t.sequence];
        address sender = address(uint160(uint256(t.sender)));
        bool paid = _pay(outflow, WALLET, sender, CanonicalAmount.toLocal(t.amount, outflow.unit));
        emit Refunded(t.destination, t.sequence, t.asset, t.amount, leaf, paid);
    }

    function lockedAt(uint16 destination, uint64 sequence) external view returns (uint40) {
        return uint40(_records[destination][sequence] & TIME_MASK);
    }

    function _outgoing(bytes calldata encoded) private view returns (Transfer memory transfer) {
        transfer = Transfers.parse(encoded, bridgeId);
        // SECURITY: what was locked elsewhere is refunded elsewhere (M58).
        if (transfer.source != chain) revert WrongChain(transfer.source);
    }

    function _recordOf(Transfer memory t, bytes32 leaf) private view returns (uint256 record) {
        record = _records[t.destination][t.sequence];
        // SECURITY: every field of the transfer is in its leaf.
        if (record == 0 || (record ^ uint256(leaf)) & LEAF_MASK != 0) revert NotLocked(t.destination, t.sequence);
    }
}
