import { parseAbi } from 'viem';

// The events and views that the witness reads, from Contracts/evm/src/IBridgeVault.sol and IRiskControl.sol.

export const events = parseAbi([
  'event Locked(uint16 indexed destination, uint64 indexed sequence, bytes32 indexed assetId, uint8 kind, uint64 amount, bytes32 sender, bytes32 recipient)',
  'event Released(uint16 indexed source, uint64 indexed first, bytes32[] assets, uint256[] payments)',
  'event Claimed(address indexed token, address indexed owner, address to, uint256 amount)',
  'event Held(uint16 indexed source, uint64 indexed sequence, bytes32 indexed asset, uint64 amount, bytes32 leaf)',
  'event HoldApproved(uint16 indexed source, uint64 indexed sequence, address officer)',
  'event HoldRejected(uint16 indexed source, uint64 indexed sequence, address officer)',
  'event Voided(uint16 indexed source, uint64 indexed sequence, bytes32 leaf)',
  'event RefundRequested(uint16 indexed destination, uint64 indexed sequence, bytes32 leaf)',
  'event Refunded(uint16 indexed destination, uint64 indexed sequence, bytes32 indexed asset, uint64 amount, bytes32 leaf, bool paid)',
  'event RotationScheduled(uint32 indexed epoch, bytes32 keyX, uint8 keyParity, bytes32 digest, uint64 readyAt)',
  'event RotationVetoed(bytes32 indexed digest)',
  'event KeyRotated(uint32 indexed epoch, bytes32 keyX, uint8 keyParity, uint64 previousUntil)',
  'event LaneOpened(uint16 indexed destination, uint8 family)',
  'event AssetRegistered(address indexed token, bytes32 indexed assetId, uint8 mode, uint8 decimals, uint8 canonicalDecimals)',
  'event LimitsSet(bytes32 indexed assetId, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold)',
  'event LevelSet(uint8 scopeKind, bytes32 indexed scope, uint8 level)',
  'event MarginAccountsSet(address marginAccounts)',
  'event PaperUsed(bytes32 indexed digest, uint8 action, address indexed signer, uint64 nonce)',
  'event Scheduled(bytes32 indexed digest, uint8 action, uint64 readyAt)',
  'event Executed(bytes32 indexed digest)',
  'event Vetoed(bytes32 indexed digest, address by)',
  'event LevelChanged(uint8 scopeKind, bytes32 indexed scope, uint8 from, uint8 to, bytes32 reason, address by)',
  'event RoleGranted(address indexed account, uint8 role)',
  'event RoleRevoked(address indexed account, uint8 role)',
  'event WrappedCreated(address indexed token, string name, string symbol, uint8 decimals)',
  'event Sealed()',
]);

export const views = parseAbi([
  'function bridgeId() view returns (bytes32)',
  'function chain() view returns (uint16)',
  'function control() view returns (address)',
  'function lastSequence(uint16 destination) view returns (uint64)',
  'function consumedWord(uint16 source, uint64 index) view returns (uint256)',
  'function level(uint8 scopeKind, bytes32 scope) view returns (uint8)',
  'function available(address token) view returns (uint64)',
  'function limits(address token) view returns (uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold)',
  'function balanceOf(address owner) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function role(address account) view returns (uint8)',
  'function lastNonce(address account) view returns (uint64)',
  'function act(uint8 action, bytes words, bytes signatures)',
]);
