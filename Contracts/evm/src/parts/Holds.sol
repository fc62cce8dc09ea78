// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../IBridgeVault.sol";
import {IRiskControl} from "../IRiskControl.sol";
import {IVaultControl} from "../IVaultControl.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {CanonicalAmount} from "../libraries/CanonicalAmount.sol";
import {Outflow} from "../libraries/Outflow.sol";
import {Payment, Payments} from "../libraries/Payment.sol";
import {SequenceBitmap} from "../libraries/SequenceBitmap.sol";
import {Transfer, Transfers} from "../libraries/Transfers.sol";
import {Locks} from "./Locks.sol";

/// @title What people look at before it is paid
/// @notice A held transfer is consumed, charged to no limit, and waits: two different officers approve and it is old enough → anyone has it paid, within
/// the limits of that day; one officer rejects, or the guardians void → it is voided and refunded on the other chain. Time alone never pays (W8).
abstract contract Holds is Locks {
    using SequenceBitmap for SequenceBitmap.Bitmap;
    using Payments for Payment[];

    uint8 internal constant RELEASED = 1;
    uint8 internal constant HELD = 2;
    uint8 internal constant VOIDED = 3;
    uint8 private constant APPROVALS = 2;

    /// @dev Six slots with its place in the list. `state` is 0 for transfers that were never held nor voided.
    struct HoldRecord {
        bytes32 leaf;
        bytes32 asset;
        address recipient;
        uint64 amount;
        uint8 kind;
        uint8 state;
        uint8 approvals;
        address first;
        uint40 heldAt;
        uint48 position;
        address second;
    }

    struct HoldKey {
        uint16 source;
        uint64 sequence;
    }

    uint32 internal immutable _holdMinAge;
    mapping(uint16 source => SequenceBitmap.Bitmap) internal _consumed;
    mapping(uint16 source => mapping(uint64 sequence => HoldRecord)) internal _holds;
    HoldKey[] private _held;

    constructor(uint32 holdMinAge) {
        _holdMinAge = holdMinAge;
    }

    /// @inheritdoc IBridgeVault
    function executeHold(bytes calldata transfer) external nonReentrant {
        Transfer memory t = _incoming(transfer);
        HoldRecord storage hold = _holdOf(t.source, t.sequence, Transfers.leafOf(transfer));
        // SECURITY: two people said yes; time never turns into one (M75).
        if (hold.approvals < APPROVALS) revert HoldNotApproved(hold.approvals);
        uint64 payableAt = uint64(hold.heldAt) + _holdMinAge;
        // SECURITY: both are officers still.
        _requireOfficer(hold.first);
        _requireOfficer(hold.second);
        // SECURITY: and there was time for a third to say no.
        if (block.timestamp < payableAt) revert HoldTooYoung(payableAt);
        Outflow memory outflow;
        _open(outflow, t.asset, _levelOf(t.source));
        // SECURITY: approved is not unlimited (W6).
        if (!_charge(outflow, t.amount)) _refuse(outflow, t.amount, t.source, t.sequence);
        _settle(t.asset, outflow);
        _endHold(hold, RELEASED);
        address recipient = hold.recipient;
        Payment payment = Payments.make(0, (uint256(t.kind) << 72) | t.amount, uint160(recipient));
        if (!_payHeld(outflow, t, recipient)) payment = payment.credited();
        _announce(t, payment);
    }

    /// @inheritdoc IVaultControl
    function approveHold(uint16 source, uint64 sequence, bytes32 leaf, address officer) external onlyControl {
        HoldRecord storage hold = _holdOf(source, sequence, leaf);
        uint8 current = levelOf(source, hold.asset);
        if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);
        (address first, address second) = (hold.first, hold.second);
        // SECURITY: whoever is no officer any more gives up the place: the hold could neither be paid nor approved anew.
        bool takesFirst = !_isOfficer(first);
        if (!takesFirst && _isOfficer(second)) revert AlreadyApproved();
        // SECURITY: two different people (W8).
        if (officer == first || officer == second) revert SameOfficer(officer);
        if ((takesFirst ? first : second) == address(0)) ++hold.approvals;
        if (takesFirst) hold.first = officer;
        else hold.second = officer;
        emit HoldApproved(source, sequence, officer);
    }

    /// @inheritdoc IVaultControl
    function rejectHold(uint16 source, uint64 sequence, bytes32 leaf, address officer) external onlyControl {
        HoldRecord storage hold = _holdOf(source, sequence, leaf);
        _endHold(hold, VOIDED);
        emit HoldRejected(source, sequence, officer);
        emit Voided(source, sequence, leaf);
    }

    function consumed(uint16 source, uint64 sequence) external view returns (bool) {
        return _consumed[source].isMarked(sequence);
    }

    function consumedWord(uint16 source, uint64 index) external view returns (uint256) {
        return _consumed[source].words[index];
    }

    function transferState(uint16 source, uint64 sequence) public view returns (uint8) {
        uint8 state = _holds[source][sequence].state;
        return state == 0 && _consumed[source].isMarked(sequence) ? RELEASED : state;
    }

    function holdCount() external view returns (uint256) {
        return _held.length;
    }

    function holds(uint256 from, uint256 count) external view returns (Hold[] memory page) {
        uint256 length = _held.length;
        uint256 end = from < length && count < length - from ? from + count : length;
        page = new Hold[](from < end ? end - from : 0);
        for (uint256 i; i < page.length; ++i) {
            HoldKey memory key = _held[from + i];
            HoldRecord storage hold = _holds[key.source][key.sequence];
            Hold memory shown = page[i];
            (shown.leaf, shown.source, shown.sequence, shown.asset) = (hold.leaf, key.source, key.sequence, hold.asset);
            (shown.kind, shown.amount, shown.recipient) = (hold.kind, hold.amount, hold.recipient);
            (shown.heldAt, shown.state) = (hold.heldAt, hold.state);
            shown.approvals = (_isOfficer(hold.first) ? 1 : 0) + (_isOfficer(hold.second) ? 1 : 0);
        }
    }

    /// @dev Writes down a transfer of a release instead of paying it; its sequence is consumed already.
    function _hold(uint16 source, uint64 sequence, bytes32 asset, bytes32 leaf, Payment payment) internal {
        HoldRecord storage hold = _holds[source][sequence];
        (hold.leaf, hold.asset, hold.state) = (leaf, asset, HELD);
        (hold.recipient, hold.amount, hold.kind) = (payment.recipient(), payment.amount(), uint8(payment.kind()));
        (hold.heldAt, hold.position) = (uint40(block.timestamp), uint48(_held.length));
        _held.push(HoldKey(source, sequence));
        emit Held(source, sequence, asset, payment.amount(), leaf);
    }

    /// @dev The transfer in `encoded`, which must lead here.
    function _incoming(bytes calldata encoded) internal view returns (Transfer memory transfer) {
        transfer = Transfers.parse(encoded, bridgeId);
        // SECURITY: what leads elsewhere is none of this vault's business (M58).
        if (transfer.destination != chain) revert WrongChain(transfer.destination);
    }

    function _endHold(HoldRecord storage hold, uint8 state) internal {
        uint48 position = hold.position;
        HoldKey memory last = _held[_held.length - 1];
        _held[position] = last;
        _holds[last.source][last.sequence].position = position;
        _held.pop();
        // SECURITY: one end per hold: paid once, or never (W4).
        hold.state = state;
    }

    function _holdOf(uint16 source, uint64 sequence, bytes32 leaf) private view returns (HoldRecord storage hold) {
        hold = _holds[source][sequence];
        // SECURITY: what is approved and paid is what was held, every field of it.
        if (hold.state != HELD || hold.leaf != leaf) revert NotHeld(source, sequence);
    }

    function _payHeld(Outflow memory outflow, Transfer memory t, address recipient) private returns (bool) {
        uint256 amount = CanonicalAmount.toLocal(t.amount, outflow.unit);
        if (t.kind != MARGIN_ACCOUNT || levelOf(0, t.asset) < BreakerLevel.HOLD) return _pay(outflow, t.kind, recipient, amount);
        // SECURITY: while people look at an asset nothing of it becomes collateral (M78); it waits for its recipient as a claimable balance.
        _credit(outflow.token, recipient, amount);
        return false;
    }

    function _requireOfficer(address account) private view {
        if (!_isOfficer(account)) revert NotOfficer(account);
    }

    function _isOfficer(address account) private view returns (bool) {
        return IRiskControl(control).role(account) == 1;
    }

    function _announce(Transfer memory t, Payment payment) private {
        bytes32[] memory assets = new bytes32[](1);
        Payment[] memory payments = new Payment[](1);
        assets[0] = t.asset;
        payments.put(0, payment);
        emit Released(t.source, t.sequence, assets, payments);
    }
}
