// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Why the vault says no
interface IVaultErrors {
    /// @notice A value that may not be zero is zero.
    error ZeroValue();
    error NotControl(address caller);
    error NotMarginAccounts(address caller);
    /// @notice A delay is zero or above a year, seconds.
    error BadDelay(uint256 delay);
    /// @notice No lane to or from this chain is open.
    error LaneClosed(uint16 chain);
    error LaneAlreadyOpen(uint16 chain);
    /// @notice A family of addresses other than 1 (EVM) or 2 (any 32 bytes).
    error UnknownFamily(uint8 family);
    /// @notice A kind other than 1 (wallet): margin accounts are on this chain only, so no lock from here goes to one.
    error UnknownKind(uint8 kind);
    /// @notice The destination writes addresses otherwise, or the address is this vault's.
    error BadRecipient(bytes32 recipient);
    error AssetUnlisted(bytes32 assetId);
    error TokenUnlisted(address token);
    error TokenAlreadyListed(address token);
    /// @notice The token has no limits: it is closed in both directions.
    error TokenClosed(address token);
    error BadDecimals(uint8 decimals, uint8 canonicalDecimals);
    /// @notice Limits are all zero (closed), or 0 < maxRelease ≤ capacity and 0 < refillPerSecond < 2^48; the hold threshold is free.
    error BadLimits();
    /// @notice The breaker level in force forbids this.
    error LevelTooHigh(uint8 level);
    /// @notice The vault's balance did not grow by what should have been taken.
    error CustodyMismatch(uint256 expected, uint256 received);
    /// @notice A transfer does not fit the limits; `availableAt` in Unix seconds, 2^64-1 when it never fits the limits in force. `other`: the chain it
    /// came from, for a lock or a refund the chain it does not reach.
    error AboveLimit(uint16 other, uint64 sequence, uint64 availableAt);
    /// @notice Every chosen transfer is consumed already, or none is chosen.
    error NothingToRelease();
    /// @notice One asset stands twice in a batch.
    error DuplicateAsset(bytes32 assetId);
    /// @notice Of `actual` nothing is believed here (any more).
    error WrongEpoch(uint32 expected, uint32 actual);
    error InvalidKey();
    error InvalidSignature();
    /// @notice A key waits already; it must be activated or vetoed first.
    error RotationPending();
    /// @notice No key waits, or it waits until `readyAt`.
    error NotReady(uint64 readyAt);
    /// @notice This very rotation was vetoed.
    error Vetoed(bytes32 digest);
    error NothingToVeto(bytes32 digest);
    error NothingToClaim();
    error AlreadySet();
    error WrongVault(address marginAccounts);
    /// @notice The transfer is of another chain than the function asks for.
    error WrongChain(uint16 chain);
    /// @notice The transfer is not held, or its fields are not those that were held.
    error NotHeld(uint16 source, uint64 sequence);
    /// @notice Fewer than two officers approved.
    error HoldNotApproved(uint8 approvals);
    error HoldTooYoung(uint64 payableAt);
    /// @notice Two who are officers approved already.
    error AlreadyApproved();
    error SameOfficer(address officer);
    /// @notice One who approved is no officer any more: another approves in the place.
    error NotOfficer(address account);
    error AlreadyVoided(uint16 source, uint64 sequence);
    error AlreadyReleased(uint16 source, uint64 sequence);
    /// @notice No such lock waits here: never made, made otherwise, or refunded.
    error NotLocked(uint16 destination, uint64 sequence);
    error NotSender(address caller);
    error RefundTooEarly(uint64 requestableAt);
    error RefundRequestedAlready();
}
