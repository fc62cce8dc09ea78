// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {BatchReader} from "../libraries/BatchReader.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {CanonicalAmount} from "../libraries/CanonicalAmount.sol";
import {Outflow} from "../libraries/Outflow.sol";
import {Payment, Payments} from "../libraries/Payment.sol";
import {ReleasedLog} from "../libraries/ReleasedLog.sol";
import {SequenceBitmap} from "../libraries/SequenceBitmap.sol";
import {SignedMessage} from "../libraries/SignedMessage.sol";
import {Refunds} from "./Refunds.sol";

/// @title What the guardians attested is paid, or held
/// @dev Three steps, in this order, so that every check and every write comes before the first token moves: attest (rebuild the leaves, check the
/// signature), consume (mark sequences, hold or charge limits), pay (push, or credit a claimable balance).
abstract contract Releases is Refunds {
    using SequenceBitmap for SequenceBitmap.Bitmap;
    using Payments for Payment[];

    /// @inheritdoc IBridgeVault
    function release(bytes calldata batch) external nonReentrant {
        BatchReader.Header memory header = BatchReader.header(batch);
        _attest(batch, header);
        // SECURITY: consumed once; another relayer's release is skipped, not paid again (W4, M71).
        uint256 fresh = _consumed[header.source].consume(header.first, header.chosen);
        // SECURITY: a delivery that changes nothing is an error, so that a relayer notices.
        if (fresh == 0) revert NothingToRelease();
        Outflow[] memory outflows = new Outflow[](header.assetCount);
        Payment[] memory payments = ReleasedLog.begin(BatchReader.assetIds(batch, header), header.count);
        _admitAll(batch, header, fresh, outflows, payments);
        _settleAll(batch, outflows);
        _payAll(outflows, payments);
        ReleasedLog.end(payments, header.assetCount, header.source, header.first);
    }

    /// @dev Notes in the header the strictest level of everything and the lane.
    function _attest(bytes calldata batch, BatchReader.Header memory header) private view {
        InForce memory inForce = _inForce;
        header.level = _levelOfOpen(inForce, header.source);
        // SECURITY: cursed is closed.
        if (header.level >= BreakerLevel.CURSED) revert LevelTooHigh(header.level);
        bytes32 root = BatchReader.root(batch, header, bridgeId, chain);
        bytes32 message = SignedMessage.attestation(
            bridgeId, header.epoch, header.source, chain, header.first, uint32(header.count), root
        );
        _requireAttested(inForce, header.epoch, message, header.rx, header.ry, header.z);
    }

    /// @dev Holds or charges every transfer whose bit is in `fresh` (bit 127 = first), and lists what this call consumed in `payments`.
    function _admitAll(
        bytes calldata batch,
        BatchReader.Header memory header,
        uint256 fresh,
        Outflow[] memory outflows,
        Payment[] memory payments
    ) private {
        uint256 length;
        uint256 index = type(uint256).max;
        Outflow memory outflow = outflows[0];
        // The bits are shifted out at the left until none is left.
        fresh <<= 128;
        for (uint256 i; fresh != 0; fresh <<= 1) {
            if (fresh >> 255 != 0) {
                Payment payment = BatchReader.payment(batch, header, i);
                if (payment.assetIndex() != index) {
                    index = payment.assetIndex();
                    outflow = _outflow(batch, header, outflows, index);
                }
                payments.put(length, _admit(batch, header, outflow, payment));
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

    function _admit(bytes calldata batch, BatchReader.Header memory header, Outflow memory outflow, Payment payment)
        private
        returns (Payment)
    {
        uint256 amount = payment.amount();
        // SECURITY: large, or the breaker says so: two people look first (W6).
        if (amount >= outflow.holdThreshold) return _holdOne(batch, header, outflow, payment);
        if (!_charge(outflow, amount)) _refuse(outflow, amount, header.source, _sequence(header, payment.offset()));
        return payment;
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

    /// @dev Asset number `index` of the batch, read from storage when it is first met.
    function _outflow(bytes calldata batch, BatchReader.Header memory header, Outflow[] memory outflows, uint256 index)
        private
        view
        returns (Outflow memory)
    {
        Outflow memory outflow = outflows[index];
        if (outflow.mode != 0) return outflow;
        bytes32 id = BatchReader.assetId(batch, index);
        // SECURITY: an asset that stood in the batch twice would have two buckets.
        for (uint256 i; i < header.assetCount; ++i) {
            if (i != index && BatchReader.assetId(batch, i) == id) revert DuplicateAsset(id);
        }
        _open(outflow, id, header.level);
        return outflow;
    }

    function _settleAll(bytes calldata batch, Outflow[] memory outflows) private {
        for (uint256 i; i < outflows.length; ++i) {
            // A batch that only holds leaves the bucket as it is, at whatever level: as on Solana.
            if (outflows[i].level != outflows[i].full) _settle(BatchReader.assetId(batch, i), outflows[i]);
        }
    }

    /// @dev Pushes every payment to its recipient, or credits it, and notes the outcome.
    function _payAll(Outflow[] memory outflows, Payment[] memory payments) private {
        uint256 length = payments.length;
        uint256 index;
        Outflow memory outflow = outflows[0];
        for (uint256 i; i < length;) {
            Payment payment = payments.at(i);
            // SECURITY: what is held is not paid.
            if (!payment.isHeld()) {
                if (payment.assetIndex() != index) outflow = outflows[index = payment.assetIndex()];
                uint256 amount = CanonicalAmount.toLocal(payment.amount(), outflow.unit);
                if (!_pay(outflow, payment.kind(), payment.recipient(), amount)) payments.put(i, payment.credited());
            }
            unchecked {
                ++i;
            }
        }
    }

    function _sequence(BatchReader.Header memory header, uint256 i) private pure returns (uint64) {
        unchecked {
            return header.first + uint64(i); // `BatchReader.header` has checked that it does not wrap
        }
    }
}
