// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Payment} from "./libraries/Payment.sol";

/// @title The vault of the bridge on one EVM chain
/// @notice Takes tokens in (`lock`), pays them out against a threshold signature of the guardians (`release`), and limits what can flow out.
///
/// Trust assumptions:
/// - The guardians' group key (t of n) decides what is released. Stolen, it can take no more than the limits allow: per release at most
///   `maxRelease`, over any time T at most capacity + refillPerSecond · T, per token.
/// - The governor lists tokens, opens lanes, sets limits. It cannot move tokens, change the key, or undo a consumed sequence. A listed token is
///   trusted to be an honest ERC-20: a token that changes its mind about balances later can only hurt its own holders.
/// - Relayers are trusted with nothing: anyone may call `release`; the caller chooses which transfers of a signed batch are paid now, not what they pay.
/// - No function makes a call whose target or selector comes from a message, and nobody but the caller ever pays for a lock.
///
/// Amounts in events, limits and batches are canonical units; amounts given to `lock` and returned by `claim` are the token's own units.
interface IBridgeVault {
    /// @notice Tokens were taken in. `sender` and `recipient` as 32 bytes (an address is left-padded).
    event Locked(
        uint16 indexed destination,
        uint64 indexed sequence,
        bytes32 indexed assetId,
        uint8 kind,
        uint64 amount,
        bytes32 sender,
        bytes32 recipient
    );
    /// @notice Transfers were consumed. `first` is the first sequence of the batch. A payment is a word, see `Payment`; its asset is
    /// an index into `assets`.
    event Released(uint16 indexed source, uint64 indexed first, bytes32[] assets, Payment[] payments);
    event Claimed(address indexed token, address indexed owner, address to, uint256 amount);
    event KeyRotated(uint32 indexed epoch, bytes32 keyX, uint8 keyParity);
    event LaneOpened(uint16 indexed destination);
    event AssetRegistered(address indexed token, bytes32 indexed assetId, uint8 mode, uint8 decimals, uint8 canonicalDecimals);
    event LimitsSet(address indexed token, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond);
    event MarginAccountsSet(address marginAccounts);

    /// @notice A value that may not be zero is zero.
    error ZeroValue();
    error NotGovernor(address caller);
    error NotMarginAccounts(address caller);
    error NotSelf(address caller);
    /// @notice No lane to or from this chain is open.
    error LaneClosed(uint16 chain);
    error LaneAlreadyOpen(uint16 chain);
    /// @notice A kind other than 1 (wallet): margin accounts are on this chain only, so no lock from here goes to one.
    error UnknownKind(uint8 kind);
    error AssetUnlisted(bytes32 assetId);
    error TokenUnlisted(address token);
    error TokenAlreadyListed(address token);
    /// @notice The token has no limits: it is closed in both directions.
    error TokenClosed(address token);
    error BadDecimals(uint8 decimals, uint8 canonicalDecimals);
    /// @notice Limits are all zero (closed), or 0 < maxRelease ≤ capacity and refillPerSecond > 0.
    error BadLimits();
    /// @notice The vault's balance did not grow by what should have been taken.
    error CustodyMismatch(uint256 expected, uint256 received);
    /// @notice A transfer does not fit the limits; `availableAt` in Unix seconds, 2^64-1 when it is above the largest single release.
    error AboveLimit(uint16 source, uint64 sequence, uint64 availableAt);
    /// @notice Every chosen transfer is consumed already, or none is chosen.
    error NothingToRelease();
    /// @notice One asset stands twice in a batch.
    error DuplicateAsset(bytes32 assetId);
    error WrongEpoch(uint32 expected, uint32 actual);
    error InvalidKey();
    error InvalidSignature();
    error NothingToClaim();
    error AlreadySet();
    error WrongVault(address marginAccounts);

    /// @notice Takes `amount` of `token` from the caller, to be released on `destination`.
    /// @param kind 1, to the recipient's wallet
    /// @param amount the token's own units; a whole number of canonical units (see `CanonicalAmount`)
    /// @param recipient 32 bytes as the destination writes addresses, not zero
    /// @return sequence number of the transfer in its lane, contiguous from 1
    function lock(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        returns (uint64 sequence);

    /// @notice `lock` with an ERC-2612 permit of the caller for this vault. A permit that someone else has used already is no error.
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
    ) external returns (uint64 sequence);

    /// @notice `lock` by the margin contract, which pays, in the name of an account's owner.
    function lockFor(address sender, address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        returns (uint64 sequence);

    /// @notice Pays the chosen transfers of a batch. Layout: `BatchReader`.
    function release(bytes calldata batch) external;

    /// @notice Installs the key of the next epoch.
    /// @param newEpoch the epoch in force plus one
    /// @param signature Rx ‖ Ry ‖ z by the key in force over `bridge/rotate/v1`
    function rotate(uint32 newEpoch, bytes32 newKeyX, uint8 newKeyParity, bytes calldata signature) external;

    /// @notice Pays out what releases could not push to the caller.
    function claim(address token, address to) external returns (uint256 amount);

    function openLane(uint16 destination) external;
    function registerCustody(address token, uint8 canonicalDecimals) external;
    function registerMint(
        uint16 homeChain,
        bytes32 homeToken,
        uint8 decimals,
        uint8 canonicalDecimals,
        string calldata name,
        string calldata symbol
    ) external returns (address token);
    function setLimits(address token, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond) external;
    function setMarginAccounts(address marginAccounts) external;

    function bridgeId() external view returns (bytes32);
    function chain() external view returns (uint16);
    function governor() external view returns (address);
    function epoch() external view returns (uint32);
    function groupKey() external view returns (bytes32 x, uint8 parity);
    function marginAccounts() external view returns (address);
    /// @notice Zero when the token is not listed.
    function assetOf(address token) external view returns (bytes32 assetId);
    /// @notice Zero when the asset is not listed.
    function tokenOf(bytes32 assetId) external view returns (address token);
    function isLaneOpen(uint16 other) external view returns (bool);
    function lastSequence(uint16 destination) external view returns (uint64);
    function consumed(uint16 source, uint64 sequence) external view returns (bool);
    /// @notice Sequences 256·index … 256·index+255, the first in the least significant bit.
    function consumedWord(uint16 source, uint64 index) external view returns (uint256);
    /// @notice In the token's own units.
    function claimable(address token, address owner) external view returns (uint256);
    /// @notice Sum over all owners: a liability of the vault until it is claimed.
    function claimableTotal(address token) external view returns (uint256);
    function limits(address token) external view returns (uint64 maxRelease, uint64 capacity, uint64 refillPerSecond);
    /// @notice What the bucket would let out now.
    function available(address token) external view returns (uint64);
}
