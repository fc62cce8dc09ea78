// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The control plane of one vault: who may tighten, who may loosen, and how slowly
/// @notice A decision is a paper: one EIP-712 message (domain: name "Bridge Risk", version "1", salt = bridge id), the same bytes on every chain, signed
/// in any wallet, submitted by anyone. `words` are the members of its struct as they are signed, 32 bytes each (see `RiskPaper`), `signatures` 65 bytes
/// r ‖ s ‖ v each.
///
/// Trust assumptions:
/// - One officer or one sentinel can slow, stop and limit at once, and veto. Neither can loosen anything alone.
/// - Two officers together loosen, list, open lanes and change roles, after a delay in which anyone with a role may veto; a revocation only officers other
///   than the one who goes, a key rotation only officers: one stolen key stops neither for ever. A held transfer is paid on the word of two officers, and
///   only as the guardians signed it.
/// - The governor sets everything up and ends its own power with `seal`.
interface IRiskControl {
    /// @notice One signature of a paper was used. Its nonce is spent for `signer` on this chain.
    event PaperUsed(bytes32 indexed digest, uint8 action, address indexed signer, uint64 nonce);
    event Scheduled(bytes32 indexed digest, uint8 action, uint64 readyAt);
    event Executed(bytes32 indexed digest);
    event Vetoed(bytes32 indexed digest, address by);
    /// @param by one of those who signed
    event LevelChanged(uint8 scopeKind, bytes32 indexed scope, uint8 from, uint8 to, bytes32 reason, address by);
    event RoleGranted(address indexed account, uint8 role);
    event RoleRevoked(address indexed account, uint8 role);
    event WrappedCreated(address indexed token, string name, string symbol, uint8 decimals);
    event Sealed();

    error NotGovernor(address caller);
    error AlreadySealed();
    /// @notice The words are no paper of this action: wrong length, a value that is none of its type, an unknown action.
    error BadWords();
    /// @notice Wrong number or length, v not 27 or 28, s in the upper half, r or s out of range, or nobody's.
    error BadSignature();
    /// @notice The paper is for another chain, or for every chain and this action is not.
    error WrongChain(uint16 chain);
    error PaperExpired(uint64 notAfter);
    /// @notice A paper can be presented only in its last 30 days.
    error PaperTooLong(uint64 notAfter);
    error NonceUsed(address signer, uint64 last);
    /// @notice Nonces are milliseconds of the Unix clock and at most 30 days ahead.
    error NonceTooFar(uint64 latest);
    error NotOfficer(address signer);
    /// @notice Neither officer nor sentinel.
    error NotSentinel(address signer);
    error SameOfficer(address signer);
    /// @notice This paper was scheduled before, whatever became of it: make a new one.
    error AlreadyExists(bytes32 digest);
    error NotScheduled(bytes32 digest);
    error NotReady(uint64 readyAt);
    error ExecutionExpired(uint64 until);
    /// @notice It was vetoed and does not come back.
    error WasVetoed(bytes32 digest);
    error NothingToVeto(bytes32 digest);
    /// @notice Whose role is taken does not veto it.
    error OwnRevocation();
    error LevelNotHigher(uint8 current);
    error LevelNotLower(uint8 current);
    /// @notice After this was scheduled its scope was raised, or, of an asset, its limits were lowered: sign a new one.
    error TightenedSince();
    error LimitsNotLower();
    error RoleTaken(address account, uint8 role);
    error RoleMismatch(address account, uint8 role);
    error TooFewOfficers(uint256 officers);
    error BadListing();
    /// @notice Not made by `createWrapped`.
    error NotWrapped(address token);
    error ZeroValue();

    /// @notice Submits a paper. What tightens happens at once; what loosens is scheduled.
    function act(uint8 action, bytes calldata words, bytes calldata signatures) external;

    /// @notice Does what was scheduled, in its window. By anyone.
    function execute(uint8 action, bytes calldata words) external;

    /// @notice Makes a wrapped token for the vault. By anyone: it is nothing until it is listed.
    function createWrapped(string calldata name, string calldata symbol, uint8 decimals) external returns (address token);

    // ---- the governor, until `seal`

    /// @param other number of the other chain inside the bridge, not 0 and not this one's
    /// @param family how it writes addresses: 1 EVM, 2 any 32 bytes
    function openLane(uint16 other, uint8 family) external;

    /// @notice Lists a token whose home is here: the vault holds it. Closed until it has limits.
    function registerCustody(address token, uint8 canonicalDecimals) external;

    /// @notice Makes and lists the wrapped token of one whose home is another chain. Closed until it has limits.
    function registerMint(
        uint16 homeChain,
        bytes32 homeToken,
        uint8 decimals,
        uint8 canonicalDecimals,
        string calldata name,
        string calldata symbol
    ) external returns (address token);

    /// @notice In canonical units. See `IVaultErrors.BadLimits`.
    function setLimits(address token, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold) external;

    /// @notice Names the margin contract; no paper does that, so before `seal` or never.
    function setMarginAccounts(address marginAccounts) external;

    /// @param role_ 1 officer, 2 sentinel; one account has one role
    function grantRole(address account, uint8 role_) external;

    /// @notice Ends the governor's power for ever. Needs three officers: with two neither could be revoked, and one of them vetoes every third.
    function seal() external;

    function vault() external view returns (address);
    function chain() external view returns (uint16);
    /// @notice Zero once sealed.
    function governor() external view returns (address);
    function domainSeparator() external view returns (bytes32);
    /// @notice The digest that is signed for a paper.
    function digestOf(uint8 action, bytes calldata words) external view returns (bytes32);
    /// @notice 0 none, 1 officer, 2 sentinel.
    function role(address account) external view returns (uint8);
    function officers() external view returns (uint256);
    function lastNonce(address account) external view returns (uint64);
    /// @notice From when it may be executed, Unix seconds; 0 when it is not scheduled, or executed, vetoed or expired.
    function scheduled(bytes32 digest) external view returns (uint64 readyAt);
    /// @notice Whether `createWrapped` made it.
    function isWrapped(address token) external view returns (bool);
}
