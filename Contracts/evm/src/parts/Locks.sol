// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IBridgeVault} from "../IBridgeVault.sol";
import {WrappedToken} from "../WrappedToken.sol";
import {AssetWords} from "../libraries/AssetSlots.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {CanonicalAmount} from "../libraries/CanonicalAmount.sol";
import {Transfer, Transfers} from "../libraries/Transfers.sol";
import {Payouts} from "./Payouts.sol";

/// @title What flows in
abstract contract Locks is Payouts {
    using SafeERC20 for IERC20;
    using AssetWords for uint256;
    using Transfers for Transfer;

    /// @dev A lock that waits: the first 216 bits of its leaf, 1 bit "its sender asked for it back", 39 bits of its time. Zero: none waits. One slot is
    /// what a refund costs every lock: without it the vault could not tell a lock from a signed story.
    mapping(uint16 destination => mapping(uint64 sequence => uint256)) internal _records;

    uint256 internal constant REQUESTED = 1 << 39;
    uint256 internal constant TIME_MASK = REQUESTED - 1;
    uint256 internal constant LEAF_MASK = ~uint256((1 << 40) - 1);

    /// @inheritdoc IBridgeVault
    function lock(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        nonReentrant
        returns (uint64)
    {
        return _lock(msg.sender, token, destination, kind, amount, recipient);
    }

    /// @inheritdoc IBridgeVault
    function lockWithPermit(
        address token,
        uint16 destination,
        uint8 kind,
        uint256 amount,
        bytes32 recipient,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant returns (uint64) {
        // SECURITY: only a listed token is called, and only for an allowance that will be used up (W7).
        if (_assets[_listed(token)].terms.mode() == AssetWords.CUSTODY) {
            // A permit is public once it is sent: whoever uses it first must not stop this lock. If the allowance is missing, the transfer fails.
            try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        }
        return _lock(msg.sender, token, destination, kind, amount, recipient);
    }

    /// @inheritdoc IBridgeVault
    function lockFor(address sender, address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        nonReentrant
        returns (uint64)
    {
        // SECURITY: only the margin contract names another sender, and it pays itself.
        if (msg.sender != marginAccounts()) revert NotMarginAccounts(msg.sender);
        return _lock(sender, token, destination, kind, amount, recipient);
    }

    function _lock(address sender, address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        private
        returns (uint64)
    {
        if (sender == address(0) || recipient == 0) revert ZeroValue();
        // SECURITY: margin accounts are on this chain only: no other end of a lane could pay one, and the tokens would wait for ever.
        if (kind != WALLET) revert UnknownKind(kind);
        Transfer memory transfer;
        (transfer.source, transfer.destination, transfer.kind) = (chain, destination, kind);
        (transfer.sender, transfer.recipient) = (bytes32(uint256(uint160(sender))), recipient);
        transfer.sequence = _nextSequence(transfer);
        _takeIn(transfer, token, amount);
        _record(transfer);
        return transfer.sequence;
    }

    function _nextSequence(Transfer memory transfer) private returns (uint64) {
        LaneState storage lane = _lanes[transfer.destination];
        uint8 family = lane.family;
        // SECURITY: tokens locked toward a chain that nobody watches would be lost.
        if (family == 0) revert LaneClosed(transfer.destination);
        // SECURITY: so would tokens for a recipient that is no address there.
        if (family == EVM_FAMILY && uint256(transfer.recipient) >> 160 != 0) revert BadRecipient(transfer.recipient);
        return ++lane.lastSequence;
    }

    function _takeIn(Transfer memory transfer, address token, uint256 amount) private {
        bytes32 id = _listed(token);
        uint8 current = levelOf(transfer.destination, id);
        // SECURITY: at 4 nothing more comes into danger.
        if (current >= BreakerLevel.STOP) revert LevelTooHigh(current);
        (uint256 terms, uint256 flow) = (_assets[id].terms, _assets[id].flow);
        // SECURITY: an asset without limits is closed, in both directions (W6).
        if (flow.maxRelease() == 0) revert TokenClosed(token);
        transfer.asset = id;
        transfer.amount = CanonicalAmount.fromLocal(amount, CanonicalAmount.unitOf(terms.scale()));
        // SECURITY: more than the largest release would neither be released there nor refunded here.
        if (transfer.amount > flow.maxRelease()) revert AboveLimit(transfer.destination, transfer.sequence, type(uint64).max);
        _take(token, terms.mode(), amount);
    }

    function _take(address token, uint8 mode, uint256 amount) private {
        // SECURITY: the payer is always the caller, so an allowance is worth nothing to a stranger (W7, M51).
        if (mode == AssetWords.MINT) return WrappedToken(token).burn(msg.sender, amount);
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        // SECURITY: custody is the balance difference, never the argument (M03, M05).
        if (received != amount) revert CustodyMismatch(amount, received);
    }

    function _record(Transfer memory transfer) private {
        bytes32 leaf = Transfers.leafOf(transfer.encode(bridgeId));
        _records[transfer.destination][transfer.sequence] = (uint256(leaf) & LEAF_MASK) | block.timestamp;
        emit Locked(
            transfer.destination, transfer.sequence, transfer.asset, transfer.kind, transfer.amount, transfer.sender, transfer.recipient
        );
    }
}
