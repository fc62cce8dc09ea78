// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {BatchReader} from "../libraries/BatchReader.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {CanonicalAmount} from "../libraries/CanonicalAmount.sol";
import {Outflow, Outflows} from "../libraries/Outflow.sol";
import {Payment, Payments} from "../libraries/Payment.sol";
import {SequenceBitmap} from "../libraries/SequenceBitmap.sol";
import {SignedMessage} from "../libraries/SignedMessage.sol";
import {Refunds} from "./Refunds.sol";

/// @title What the guardians attested is paid, or held
/// @dev Three steps, in this order, so that every check and every write comes before the first token moves: attest (rebuild the leaves, check the
/// signature), consume (mark sequences, hold or charge limits), pay (push, or credit a claimable balance).
abstract contract Releases is Refunds {
    using SequenceBitmap for SequenceBitmap.Bitmap;
    using Payments for Payment[];
    using Outflows for Outflow[];

    /// @inheritdoc IBridgeVault
    function release(bytes calldata batch) external nonReentrant {
        BatchReader.Header memory header = BatchReader.header(batch);
        _attest(batch, header);
        // SECURITY: consumed once; another relayer's release is skipped, not paid again (W4, M71).
        uint256 fresh = _consumed[header.source].consume(header.first, header.chosen);
        // SECURITY: a delivery that changes nothing is an error, so that a relayer notices.
        if (fresh == 0) revert NothingToRelease();
        Outflow[] memory outflows = new Outflow[](header.assetCount);
        Payment[] memory payments = _admitAll(batch, header, fresh, outflows);
        _settleAll(batch, outflows);
        _payAll(outflows, payments);
        emit Released(header.source, header.first, BatchReader.assetIds(batch, header), payments);
    }

    /// @dev Notes in the header the strictest level of everything and the lane.
    function _attest(bytes calldata batch, BatchReader.Header memory header) private view {
        LaneState memory lane = _lanes[header.source];
        // SECURITY: a chain that was never opened releases nothing (W9).
        if (lane.family == 0) revert LaneClosed(header.source);
        InForce memory inForce = _inForce;
        header.level = BreakerLevel.stricter(inForce.everythingLevel, lane.level);
        // SECURITY: cursed is closed.
        if (header.level >= BreakerLevel.CURSED) revert LevelTooHigh(header.level);
        bytes32 root = BatchReader.root(batch, header, bridgeId, chain);
        bytes32 message = SignedMessage.attestation(
            bridgeId, header.epoch, header.source, chain, header.first, uint32(header.count), root
        );
        _requireAttested(inForce, header.epoch, message, header.rx, header.ry, header.z);
    }

    /// @dev Holds or charges every transfer whose bit is in `fresh` (bit 127 = first), and returns what this call consumed.
    function _admitAll(bytes calldata batch, BatchReader.Header memory header, uint256 fresh, Outflow[] memory outflows)
        private
        returns (Payment[] memory payments)
    {
        payments = new Payment[](header.count);
        uint256 length;
        // The bits are shifted out at the left until none is left.
        uint256 rest = fresh << 128;
        for (uint256 i; rest != 0; rest <<= 1) {
            if (rest >> 255 != 0) {
                payments.put(length, _admit(batch, header, outflows, i));
                unchecked {
                    ++length;
                }
            }
            unchecked {
                ++i;
            }
        }
        payments.truncate(length);
    }

    function _admit(bytes calldata batch, BatchReader.Header memory header, Outflow[] memory outflows, uint256 i)
        private
        returns (Payment payment)
    {
        payment = BatchReader.payment(batch, header, i);
        Outflow memory outflow = outflows.at(payment.assetIndex());
        if (outflow.mode == 0) _load(batch, header, outflow, payment.assetIndex());
        uint256 amount = payment.amount();
        // SECURITY: large, or the breaker says so: two people look first (W6).
        if (amount >= outflow.holdThreshold) return _holdOne(batch, header, outflow, payment);
        _charge(outflow, amount, header.source, _sequence(header, i));
    }

    function _holdOne(bytes calldata batch, BatchReader.Header memory header, Outflow memory outflow, Payment payment)
        private
        returns (Payment)
    {
        uint256 i = payment.offset();
        // SECURITY: what is closed is not even written down (M12, M75).
        if (outflow.maxRelease == 0) revert AboveLimit(header.source, _sequence(header, i), type(uint64).max);
        bytes32 leaf = BatchReader.leafAt(batch, header, bridgeId, chain, i);
        _hold(header.source, _sequence(header, i), BatchReader.assetId(batch, payment.assetIndex()), leaf, payment);
        return payment.held();
    }

    function _load(bytes calldata batch, BatchReader.Header memory header, Outflow memory outflow, uint256 index)
        private
        view
    {
        bytes32 id = BatchReader.assetId(batch, index);
        // SECURITY: an asset that stood in the batch twice would have two buckets.
        for (uint256 i; i < header.assetCount; ++i) {
            if (i != index && BatchReader.assetId(batch, i) == id) revert DuplicateAsset(id);
        }
        _open(outflow, id, header.level);
    }

    function _settleAll(bytes calldata batch, Outflow[] memory outflows) private {
        for (uint256 i; i < outflows.length; ++i) {
            if (outflows[i].mode != 0) _settle(BatchReader.assetId(batch, i), outflows[i]);
        }
    }

    /// @dev Pushes every payment to its recipient, or credits it, and notes the outcome.
    function _payAll(Outflow[] memory outflows, Payment[] memory payments) private {
        uint256 length = payments.length;
        for (uint256 i; i < length; ++i) {
            Payment payment = payments.at(i);
            // SECURITY: what is held is not paid.
            if (payment.isHeld()) continue;
            Outflow memory outflow = outflows.at(payment.assetIndex());
            uint256 amount = CanonicalAmount.toLocal(payment.amount(), outflow.unit);
            if (!_pay(outflow, payment.kind(), payment.recipient(), amount)) payments.put(i, payment.credited());
        }
    }

    function _sequence(BatchReader.Header memory header, uint256 i) private pure returns (uint64) {
        unchecked {
            return header.first + uint64(i); // `BatchReader.header` has checked that it does not wrap
        }
    }
}
