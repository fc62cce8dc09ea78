// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBridgeVault} from "./IBridgeVault.sol";
import {IMarginAccounts} from "./IMarginAccounts.sol";
import {WrappedToken} from "./WrappedToken.sol";
import {BatchReader} from "./libraries/BatchReader.sol";
import {CanonicalAmount} from "./libraries/CanonicalAmount.sol";
import {Outflow} from "./libraries/Outflow.sol";
import {Payment, Payments} from "./libraries/Payment.sol";
import {SequenceBitmap} from "./libraries/SequenceBitmap.sol";
import {SignedMessage} from "./libraries/SignedMessage.sol";
import {TokenBucket} from "./libraries/TokenBucket.sol";
import {GuardianKey} from "./parts/GuardianKey.sol";
import {Governed} from "./parts/Governed.sol";
import {AssetRegistry} from "./parts/AssetRegistry.sol";

/// @title The vault: see `IBridgeVault` for what it promises and whom it trusts
/// @dev A release goes through three steps, in this order, so that every check and every write comes before the first token moves:
/// attest (rebuild the leaves, check the signature), consume (mark sequences, charge limits), pay (push, or credit a claimable balance).
contract BridgeVault is AssetRegistry, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SequenceBitmap for SequenceBitmap.Bitmap;
    using TokenBucket for TokenBucket.Bucket;
    using Payments for Payment[];

    uint8 private constant WALLET = 1;
    uint8 private constant MARGIN_ACCOUNT = 2;

    address public marginAccounts;
    mapping(uint16 source => SequenceBitmap.Bitmap) private _consumed;
    mapping(address token => mapping(address owner => uint256)) public claimable;
    mapping(address token => uint256) public claimableTotal;

    constructor(bytes32 bridgeId_, uint16 chain_, address governor_, bytes32 groupKeyX, uint8 groupKeyParity)
        GuardianKey(bridgeId_, chain_, groupKeyX, groupKeyParity)
        Governed(governor_)
    {}

    // ---------------------------------------------------------------- lock

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
        if (_assets[_listed(token)].mode == CUSTODY) {
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
        if (msg.sender != marginAccounts) revert NotMarginAccounts(msg.sender);
        return _lock(sender, token, destination, kind, amount, recipient);
    }

    function _lock(address sender, address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        private
        returns (uint64 sequence)
    {
        if (sender == address(0) || recipient == 0) revert ZeroValue();
        // SECURITY: margin accounts are on this chain only: no other end of a lane could pay one, and the tokens would wait for ever.
        if (kind != WALLET) revert UnknownKind(kind);
        sequence = _nextSequence(destination);
        (bytes32 assetId, uint64 canonical) = _takeIn(token, amount);
        emit Locked(destination, sequence, assetId, kind, canonical, bytes32(uint256(uint160(sender))), recipient);
    }

    function _nextSequence(uint16 destination) private returns (uint64) {
        LaneState storage lane = _lanes[destination];
        // SECURITY: tokens locked toward a chain that nobody watches would be lost.
        if (!lane.open) revert LaneClosed(destination);
        return ++lane.lastSequence;
    }

    function _takeIn(address token, uint256 amount) private returns (bytes32 assetId, uint64 canonical) {
        assetId = _listed(token);
        Asset storage asset = _assets[assetId];
        // SECURITY: an asset without limits is closed, in both directions (W6).
        if (asset.maxRelease == 0) revert TokenClosed(token);
        canonical = CanonicalAmount.fromLocal(amount, CanonicalAmount.unitOf(asset.scale));
        _take(token, asset.mode, amount);
    }

    function _take(address token, uint8 mode, uint256 amount) private {
        // SECURITY: the payer is always the caller, so an allowance is worth nothing to a stranger (W7, M51).
        if (mode == MINT) return WrappedToken(token).burn(msg.sender, amount);
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        // SECURITY: custody is the balance difference, never the argument (M03, M05).
        if (received != amount) revert CustodyMismatch(amount, received);
    }

    // ---------------------------------------------------------------- release

    /// @inheritdoc IBridgeVault
    function release(bytes calldata batch) external nonReentrant {
        BatchReader.Header memory header = BatchReader.header(batch);
        _attest(batch, header);
        Outflow[] memory outflows = new Outflow[](header.assetCount);
        Payment[] memory payments = _consume(batch, header, outflows);
        _pay(outflows, payments);
        emit Released(header.source, header.first, BatchReader.assetIds(batch, header), payments);
    }

    function _attest(bytes calldata batch, BatchReader.Header memory header) private view {
        // SECURITY: a key that was rotated away signs nothing any more.
        if (header.epoch != epoch) revert WrongEpoch(epoch, header.epoch);
        // SECURITY: a chain that was never opened releases nothing (W9).
        if (!_lanes[header.source].open) revert LaneClosed(header.source);
        bytes32 root = BatchReader.root(batch, header, bridgeId, chain);
        bytes32 message = SignedMessage.attestation(
            bridgeId, header.epoch, header.source, chain, header.first, uint32(header.count), root
        );
        _requireSigned(message, header.rx, header.ry, header.z);
    }

    /// @dev Marks the sequences, charges the limits, and returns what is to be paid.
    function _consume(bytes calldata batch, BatchReader.Header memory header, Outflow[] memory outflows)
        private
        returns (Payment[] memory payments)
    {
        // SECURITY: consumed once; another relayer's release is skipped, not paid again (W4, M71).
        uint256 fresh = _consumed[header.source].consume(header.first, header.chosen);
        // SECURITY: a delivery that changes nothing is an error, so that a relayer notices.
        if (fresh == 0) revert NothingToRelease();
        payments = new Payment[](header.count);
        uint256 length;
        // Bit 127 is the first transfer: the bits are shifted out at the left until none is left.
        uint256 rest = fresh << 128;
        for (uint256 i; rest != 0; rest <<= 1) {
            if (rest >> 255 != 0) {
                Payment payment = BatchReader.payment(batch, header, i);
                _charge(batch, header, outflows, payment);
                payments.put(length, payment);
                unchecked {
                    ++length;
                }
            }
            unchecked {
                ++i;
            }
        }
        payments.truncate(length);
        for (uint256 i; i < outflows.length; ++i) {
            if (outflows[i].mode == 0) continue;
            // SECURITY: without this write the bucket would never empty (W6).
            _assets[BatchReader.assetId(batch, i)].bucket.settle(outflows[i].bucket, outflows[i].level);
        }
    }

    function _charge(bytes calldata batch, BatchReader.Header memory header, Outflow[] memory outflows, Payment payment)
        private
        view
    {
        Outflow memory outflow = outflows[payment.assetIndex()];
        if (outflow.mode == 0) _load(batch, header, outflow, payment.assetIndex());
        uint64 amount = payment.amount();
        uint64 level = outflow.level;
        // SECURITY: the largest single release; zero when closed (W6).
        if (amount > outflow.maxRelease) {
            revert AboveLimit(header.source, header.first + payment.offset(), type(uint64).max);
        }
        // SECURITY: the bucket (W6).
        if (amount > level) {
            revert AboveLimit(header.source, header.first + payment.offset(), outflow.bucket.availableAt(level, amount));
        }
        unchecked {
            outflow.level = level - amount;
        }
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
        Asset storage asset = _assets[id];
        // SECURITY: unlisted is closed (M75).
        if (asset.mode == 0) revert AssetUnlisted(id);
        (outflow.token, outflow.mode, outflow.maxRelease) = (asset.token, asset.mode, asset.maxRelease);
        outflow.unit = CanonicalAmount.unitOf(asset.scale);
        outflow.bucket = asset.bucket;
        outflow.level = outflow.bucket.available();
    }

    /// @dev Pushes every payment to its recipient, or credits it, and notes the outcome.
    function _pay(Outflow[] memory outflows, Payment[] memory payments) private {
        uint256 length = payments.length;
        uint256 index;
        Outflow memory outflow = outflows[0];
        for (uint256 i; i < length; ++i) {
            Payment payment = payments.at(i);
            if (payment.assetIndex() != index) {
                index = payment.assetIndex();
                outflow = outflows[index];
            }
            address recipient = payment.recipient();
            uint256 amount = CanonicalAmount.toLocal(payment.amount(), outflow.unit);
            if (!_push(outflow.token, outflow.mode, payment.kind(), recipient, amount)) {
                // SECURITY: a push that fails stops nobody behind it and loses nothing: it stays a liability of the vault (M62).
                claimable[outflow.token][recipient] += amount;
                claimableTotal[outflow.token] += amount;
                payments.put(i, payment.credited());
            }
        }
    }

    /// @dev Calls only the token, this contract and the margin contract (W7, M50). A caller that gives too little gas cannot make a push fail and
    /// the rest succeed: what is left, 1/64, does not pay for a claimable balance.
    function _push(address token, uint8 mode, uint8 kind, address recipient, uint256 amount) private returns (bool) {
        if (kind == MARGIN_ACCOUNT) {
            try this.pushToMargin(token, mode, recipient, amount) {
                return true;
            } catch {
                return false;
            }
        }
        if (mode == CUSTODY) return IERC20(token).trySafeTransfer(recipient, amount);
        try WrappedToken(token).mint(recipient, amount) {
            return true;
        } catch {
            return false;
        }
    }

    /// @notice Pays a margin account, or changes nothing: a call of this contract to itself, so that tokens and credit stand or fall together.
    function pushToMargin(address token, uint8 mode, address account, uint256 amount) external {
        // SECURITY: only from `release`; anyone else could mint or move the custody.
        if (msg.sender != address(this)) revert NotSelf(msg.sender);
        address margin = marginAccounts;
        if (margin == address(0)) revert ZeroValue();
        _payOut(token, mode, margin, amount);
        IMarginAccounts(margin).credit(account, token, amount);
    }

    // ---------------------------------------------------------------- claim

    /// @inheritdoc IBridgeVault
    function claim(address token, address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroValue();
        amount = claimable[token][msg.sender];
        if (amount == 0) revert NothingToClaim();
        // SECURITY: cleared before anything is paid, and only the caller's own.
        claimable[token][msg.sender] = 0;
        claimableTotal[token] -= amount;
        emit Claimed(token, msg.sender, to, amount);
        _payOut(token, _assets[_listed(token)].mode, to, amount);
    }

    function _payOut(address token, uint8 mode, address to, uint256 amount) private {
        if (mode == MINT) WrappedToken(token).mint(to, amount);
        else IERC20(token).safeTransfer(to, amount);
    }

    // ---------------------------------------------------------------- margin contract and views

    /// @inheritdoc IBridgeVault
    function setMarginAccounts(address marginAccounts_) external onlyGovernor {
        // SECURITY: once; a later one could lock in anybody's name.
        if (marginAccounts != address(0)) revert AlreadySet();
        if (IMarginAccounts(marginAccounts_).vault() != address(this)) revert WrongVault(marginAccounts_);
        marginAccounts = marginAccounts_;
        emit MarginAccountsSet(marginAccounts_);
    }

    function consumed(uint16 source, uint64 sequence) external view returns (bool) {
        return _consumed[source].isMarked(sequence);
    }

    function consumedWord(uint16 source, uint64 index) external view returns (uint256) {
        return _consumed[source].words[index];
    }
}
