// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVaultErrors} from "./IVaultErrors.sol";
import {Payment} from "./libraries/Payment.sol";

/// @title The vault of the bridge on one EVM chain
/// @notice Takes tokens in (`lock`), pays them out against a threshold signature of the guardians (`release`), limits what can flow out, and gives back
/// what cannot cross (`requestRefund`, `voidTransfer`, `refund`).
///
/// Trust assumptions:
/// - The guardians' group key (t of n) decides what is released. Stolen, it can take no more than the limits allow: per release at most
///   `maxRelease`, and what another chain is said to have locked only below the hold threshold; over any time T at most capacity + refillPerSecond · T,
///   per token, refunds included. A refund knows no hold threshold: it goes back to who locked it here, once, as the vault wrote it down.
///   It names its successor only after a delay in which any one officer stops it.
/// - `RiskControl` lists tokens, opens lanes, sets limits and levels (see there who decides). It cannot move tokens, change the key, or undo a consumed
///   sequence; a held transfer that two officers approved is still the one that the guardians signed. A listed token is
///   trusted to be an honest ERC-20: a token that changes its mind about balances later can only hurt its own holders.
/// - Relayers are trusted with nothing: anyone may call `release`; the caller chooses which transfers of a signed batch are paid now, not what they pay.
/// - No function makes a call whose target or selector comes from a message, and nobody but the caller ever pays for a lock.
///
/// Amounts in events, limits and batches are canonical units; amounts given to `lock` and returned by `claim` are the token's own units.
/// The events say enough to rebuild every state of the contract.
interface IBridgeVault is IVaultErrors {
    /// @dev Seconds, each at least 1. `loosen` and `execute` are the control's.
    struct Delays {
        /// between the two signatures that loosen and their effect
        uint32 loosen;
        /// how long after that they may be executed
        uint32 execute;
        /// youngest age at which a held transfer may be paid
        uint32 holdMinAge;
        /// age of a lock from which its sender may ask for it back
        uint32 refund;
        /// between a new key and its use
        uint32 rotation;
        /// how long the key before still releases
        uint32 overlap;
    }

    /// @dev A transfer that waits for two officers. Amount in canonical units, `heldAt` in Unix seconds.
    struct Hold {
        bytes32 leaf;
        uint16 source;
        uint64 sequence;
        bytes32 asset;
        uint8 kind;
        uint64 amount;
        address recipient;
        uint40 heldAt;
        /// of those who are officers still
        uint8 approvals;
        /// 2, as `transferState`
        uint8 state;
    }

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
    /// an index into `assets`. One that was paid to a margin account is credited there, and its tokens are owed to the margin contract until they are
    /// collected. A held transfer that is paid later stands in a second such event, alone.
    event Released(uint16 indexed source, uint64 indexed first, bytes32[] assets, Payment[] payments);
    /// @notice A claimable balance was paid out, or, to the margin contract, what it was owed.
    event Claimed(address indexed token, address indexed owner, address to, uint256 amount);
    event Held(uint16 indexed source, uint64 indexed sequence, bytes32 indexed asset, uint64 amount, bytes32 leaf);
    event HoldApproved(uint16 indexed source, uint64 indexed sequence, address officer);
    event HoldRejected(uint16 indexed source, uint64 indexed sequence, address officer);
    /// @notice The transfer will never be released here.
    event Voided(uint16 indexed source, uint64 indexed sequence, bytes32 leaf);
    event RefundRequested(uint16 indexed destination, uint64 indexed sequence, bytes32 leaf);
    /// @notice A lock was given back to its sender; `paid` false = credited as claimable.
    event Refunded(uint16 indexed destination, uint64 indexed sequence, bytes32 indexed asset, uint64 amount, bytes32 leaf, bool paid);
    event RotationScheduled(uint32 indexed epoch, bytes32 keyX, uint8 keyParity, bytes32 digest, uint64 readyAt);
    event RotationVetoed(bytes32 indexed digest);
    /// @notice A key is in force from now on; that of the epoch before releases until `previousUntil` (Unix seconds).
    event KeyRotated(uint32 indexed epoch, bytes32 keyX, uint8 keyParity, uint64 previousUntil);
    event LaneOpened(uint16 indexed destination, uint8 family);
    event AssetRegistered(address indexed token, bytes32 indexed assetId, uint8 mode, uint8 decimals, uint8 canonicalDecimals);
    event LimitsSet(bytes32 indexed assetId, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold);
    event LevelSet(uint8 scopeKind, bytes32 indexed scope, uint8 level);
    event MarginAccountsSet(address marginAccounts);

    /// @notice Takes `amount` of `token` from the caller, to be released on `destination`.
    /// @param kind 1, to the recipient's wallet; no other
    /// @param amount the token's own units; a whole number of canonical units (see `CanonicalAmount`), at most `maxRelease` of them at every level
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

    /// @notice `lock` by the margin contract, which pays, in the name of an account's owner, who would get a refund.
    function lockFor(address sender, address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        returns (uint64 sequence);

    /// @notice Pays the chosen transfers of a batch, or holds them. Layout: `BatchReader`.
    function release(bytes calldata batch) external;

    /// @notice Pays a held transfer that two officers approved, once it is old enough and fits the limits. By anyone.
    /// @param transfer its 150 bytes, see `Transfers`
    function executeHold(bytes calldata transfer) external;

    /// @notice Says in public that the sender of a lock, the caller, wants it back. Nothing moves: guardians void the transfer on its destination first.
    function requestRefund(bytes calldata transfer) external;

    /// @notice Ends a transfer to this chain that is not paid: it never will be.
    /// @param signature Rx ‖ Ry ‖ z by the key of `epoch`, which is in force, over `bridge/void/v1`
    function voidTransfer(bytes calldata transfer, uint32 epoch, bytes calldata signature) external;

    /// @notice Gives a lock of this chain back to its sender, once, within the limits of a release but for the hold threshold.
    /// @param signature Rx ‖ Ry ‖ z by the key of `epoch`, which is in force, over `bridge/refund/v1`
    function refund(bytes calldata transfer, uint32 epoch, bytes calldata signature) external;

    /// @notice Proposes the key of the next epoch; it can be vetoed until it is activated.
    /// @param newEpoch the epoch in force plus one
    /// @param signature Rx ‖ Ry ‖ z by the key in force over `bridge/rotate/v1`
    function rotate(uint32 newEpoch, bytes32 newKeyX, uint8 newKeyParity, bytes calldata signature) external;

    /// @notice Puts the proposed key in force once its delay is over. By anyone.
    function activate() external;

    /// @notice Pays out what releases and refunds could not push to the caller.
    /// @param to not the vault itself
    function claim(address token, address to) external returns (uint256 amount);

    /// @notice Pays the margin contract, the caller, what its accounts were credited with. At every level: it is theirs already.
    /// @return amount in the token's own units
    function collect(address token) external returns (uint256 amount);

    function bridgeId() external view returns (bytes32);
    function chain() external view returns (uint16);
    /// @notice The `RiskControl` of this vault.
    function control() external view returns (address);
    function delays() external view returns (uint32 loosen, uint32 execute, uint32 holdMinAge, uint32 refund, uint32 rotation, uint32 overlap);
    function epoch() external view returns (uint32);
    function groupKey() external view returns (bytes32 x, uint8 parity);
    /// @notice The key before, and until when it releases.
    function previousKey() external view returns (bytes32 x, uint8 parity, uint64 until);
    /// @notice The key that waits; all zero when none does.
    function pendingKey() external view returns (bytes32 x, uint8 parity, bytes32 digest, uint64 readyAt);
    function marginAccounts() external view returns (address);
    /// @notice Zero when the token is not listed.
    function assetOf(address token) external view returns (bytes32 assetId);
    /// @notice Zero when the asset is not listed.
    function tokenOf(bytes32 assetId) external view returns (address token);
    function isLaneOpen(uint16 other) external view returns (bool);
    function lastSequence(uint16 destination) external view returns (uint64);
    function consumed(uint16 source, uint64 sequence) external view returns (bool);
    /// @notice Sequences 256·index … 256·index+255, the first in the most significant bit.
    function consumedWord(uint16 source, uint64 index) external view returns (uint256);
    /// @notice 0 open, 1 released, 2 held, 3 voided.
    function transferState(uint16 source, uint64 sequence) external view returns (uint8);
    function holdCount() external view returns (uint256);
    /// @notice Up to `count` of the transfers that are held now, from number `from`. The order changes when one ends.
    function holds(uint256 from, uint256 count) external view returns (Hold[] memory page);
    /// @notice When a lock that waits was made, Unix seconds; 0 when it does not wait (any more).
    function lockedAt(uint16 destination, uint64 sequence) external view returns (uint40);
    /// @notice The scope's own level.
    function level(uint8 scopeKind, bytes32 scope) external view returns (uint8);
    /// @notice The level in force between this chain and `other` (0 = whatever the lane) for an asset.
    function levelOf(uint16 other, bytes32 assetId) external view returns (uint8);
    /// @notice In the token's own units.
    function claimable(address token, address owner) external view returns (uint256);
    /// @notice Sum over all owners: a liability of the vault until it is claimed.
    function claimableTotal(address token) external view returns (uint256);
    /// @notice In the token's own units: credited to margin accounts and still here, a liability as well.
    function owedToMargin(address token) external view returns (uint256);
    function limits(address token)
        external
        view
        returns (uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold);
    /// @notice What the bucket would let out now, at the level in force.
    function available(address token) external view returns (uint64);
}
