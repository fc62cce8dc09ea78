// Each line re-creates a historic bug or removes one check: [name, file in src, text, replacement, test file that must fail].
// The text must occur exactly once. `mutants.sh` runs them; a new check in the contracts gets a line here.
const vault = "BridgeVault.sol";
const reader = "libraries/BatchReader.sol";
const frost = "libraries/FrostVerifier.sol";
const bitmap = "libraries/SequenceBitmap.sol";
const bucket = "libraries/TokenBucket.sol";
const amount = "libraries/CanonicalAmount.sol";
const message = "libraries/SignedMessage.sol";
const registry = "parts/AssetRegistry.sol";
const key = "parts/GuardianKey.sol";
const margin = "MarginAccounts.sol";

module.exports = [
  // signature and key
  ["any signature is believed", key, "if (!FrostVerifier.verify(", "if (epoch == 0 && !FrostVerifier.verify(", "Museum"],
  ["M12: any key is installed", key, "if (!FrostVerifier.isKey(uint256(keyX), keyParity))", "if (false)", "Key"],
  ["rotation by anyone", key, "_requireSigned(SignedMessage.rotate(", "if (newEpoch == 0) _requireSigned(SignedMessage.rotate(", "Key"],
  ["rotation to any epoch", key, "if (uint256(newEpoch) != uint256(epoch) + 1)", "if (newEpoch == 0)", "Key"],
  ["rotation signature of any length", key, "if (signature.length != 96)", "if (signature.length < 96)", "Key"],
  ["a key of another epoch is asked", vault, "if (header.epoch != epoch)", "if (header.epoch > epoch)", "Key"],
  ["M58: bridge id not signed", message, "abi.encodePacked(ATTESTATION, bridgeId, epoch", "abi.encodePacked(ATTESTATION, epoch", "Release"],
  ["M04: attestation under the tag of a void", message, 'keccak256("bridge/attestation/v1")', 'keccak256("bridge/void/v1")', "Museum"],
  ["no bridge id at deployment", key, "if (bridgeId_ == 0 || chain_ == 0)", "if (chain_ == 0)", "Key"],
  ["z unreduced", frost, "if (z == 0 || z >= N) return false;", "if (z == 0) return false;", "FrostVerifier"],
  ["z = 0", frost, "if (z == 0 || z >= N) return false;", "if (z >= N) return false;", "FrostVerifier"],
  ["failed recovery trusted: memory as it was", frost, "if and(good, eq(returndatasize(), 0x20)) { recovered := mload(0x00) }", "recovered := mload(0x00)", "FrostVerifier"],
  ["key x not below n", frost, "x != 0 && x < N && parity < 2 && _recover(0, parity, x, x) != address(0)", "x != 0 && parity < 2", "FrostVerifier"],
  ["key parity 2", frost, "x < N && parity < 2", "x < N", "FrostVerifier"],
  // batch
  ["M10: count not bounded", reader, "h.count > MAX_COUNT ||", "", "Museum"],
  ["M10: number of assets not bounded", reader, "|| h.assetCount > MAX_ASSETS", "", "Museum"],
  ["M10: asset index not bounded", reader, "and(lt(sub(kind, 1), 2), lt(asset, assetCount))", "lt(sub(kind, 1), 2)", "Museum"],
  ["M10: leaf hashed once", reader, "mstore(to, keccak256(0x00, 0x20))", "mstore(to, mload(0x00))", "Museum"],
  ["bytes left over in a batch", reader, "if (batch.length != h.transfers", "if (batch.length < h.transfers", "Release"],
  ["a bit beyond the last transfer", reader, "if (h.chosen & ((1 << (MAX_COUNT - h.count)) - 1) != 0)", "if (false)", "Museum"],
  ["kind not checked", reader, "and(lt(sub(kind, 1), 2), lt(asset, assetCount))", "lt(asset, assetCount)", "Release"],
  ["payment of zero", reader, "valid := and(valid, iszero(iszero(shl(192, shr(176, head)))))", "", "Release"],
  ["sequence 0 or past the end", reader, "if (h.first == 0 || h.first > type(uint64).max - h.count)", "if (false)", "Release"],
  // replay and limits
  ["W4: sequence not marked", bitmap, "if (fresh != 0) self.words[index] = word | fresh;", "", "Release"],
  ["W4: marked sequence paid again", bitmap, "fresh = wanted & ~word;", "fresh = wanted;", "Release"],
  ["W4: wrong word across a boundary", bitmap, "(first >> 8) + 1, rest", "first >> 8, rest", "Release"],
  ["an empty delivery succeeds", vault, "if (fresh == 0) revert NothingToRelease();", "", "Release"],
  ["W6: largest release not checked", vault, "if (amount > outflow.maxRelease) {", "if (outflow.maxRelease == 0) {", "Limits"],
  ["W6: bucket not checked", vault, "if (amount > level) {", "if (amount > outflow.bucket.capacity) {", "Limits"],
  ["W6: bucket never written", vault, "_assets[BatchReader.assetId(batch, i)].bucket.settle(", "if (header.count == 0) _assets[BatchReader.assetId(batch, i)].bucket.settle(", "Limits"],
  ["W6: bucket overflows", bucket, "return level > self.capacity ? self.capacity : uint64(level);", "return uint64(level);", "Limits"],
  ["W6: limits set anew are a refill", bucket, "old.updatedAt == 0 ? capacity : available(old)", "capacity", "Limits"],
  ["one asset, two buckets", vault, "if (i != index && BatchReader.assetId(batch, i) == id)", "if (id == 0)", "Limits"],
  ["M75: unlisted asset released", vault, "if (asset.mode == 0) revert AssetUnlisted(id);", "", "Release"],
  ["unlimited instead of closed", registry, "if (!closed && (maxRelease == 0 || maxRelease > capacity || refillPerSecond == 0))", "if (closed && msg.sender == address(0))", "Limits"],
  ["lane never opened releases", vault, "if (!_lanes[header.source].open)", "if (header.source == 0)", "Release"],
  ["M62: a failing push is forgotten", vault, "claimable[outflow.token][recipient] += amount;", "", "Claims"],
  ["M62: a failing push is no liability", vault, "claimableTotal[outflow.token] += amount;", "", "Claims"],
  ["M62: a failing push reverts the batch", vault, "return IERC20(token).trySafeTransfer(recipient, amount);", "{ IERC20(token).safeTransfer(recipient, amount); return true; }", "Claims"],
  ["claim twice", vault, "claimable[token][msg.sender] = 0;", "", "Claims"],
  // lock
  ["M03: the argument instead of the balance", vault, "if (received != amount) revert CustodyMismatch(amount, received);", "received;", "Museum"],
  ["M51: anyone locks for anyone", vault, "if (msg.sender != marginAccounts) revert NotMarginAccounts(msg.sender);", "", "Lock"],
  ["M51: the sender pays, whoever calls", vault, "IERC20(token).safeTransferFrom(msg.sender, address(this), amount);", "IERC20(token).safeTransferFrom(tx.origin, address(this), amount);", "MarginAccounts"],
  ["lock toward a closed lane", vault, "if (!lane.open) revert LaneClosed(destination);", "", "Lock"],
  ["lock of a token without limits", vault, "if (asset.maxRelease == 0) revert TokenClosed(token);", "", "Lock"],
  ["lock of an unknown kind", vault, "if (kind != WALLET) revert UnknownKind(kind);", "", "Lock"],
  ["lock to nobody", vault, "if (sender == address(0) || recipient == 0) revert ZeroValue();", "", "Lock"],
  ["M75: unlisted token", registry, "if (assetId == 0) revert TokenUnlisted(token);", "", "Lock"],
  ["M60: dust kept", amount, "if (amount % unit != 0) revert Dust(amount, unit);", "", "Museum"],
  ["M60: overflow cut", amount, "if (canonical > type(uint64).max) revert AmountTooLarge(amount);", "", "Museum"],
  ["re-entrant lock", vault, "function lock(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)\n        external\n        nonReentrant", "function lock(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)\n        external", "Museum"],
  // power
  ["M50: anyone pushes", vault, "if (msg.sender != address(this)) revert NotSelf(msg.sender);", "", "Release"],
  ["anyone governs", "parts/Governed.sol", "if (msg.sender != governor) revert NotGovernor(msg.sender);", "", "Governance"],
  ["anyone mints", "WrappedToken.sol", "if (msg.sender != vault) revert NotVault(msg.sender);", "", "Governance"],
  ["margin contract replaced", vault, "if (marginAccounts != address(0)) revert AlreadySet();", "", "Governance"],
  ["one token, two assets", registry, "if (assetOf[token] != 0 || _assets[assetId].mode != 0)", "if (token == address(0))", "Governance"],
  ["own token minted", registry, "if (homeChain == 0 || homeChain == chain)", "if (homeChain == 0)", "Governance"],
  ["lane to itself", registry, "if (destination == 0 || destination == chain)", "if (destination == 0)", "Governance"],
  // margin accounts
  ["anyone credits", margin, "if (msg.sender != vault) revert NotVault(msg.sender);", "", "MarginAccounts"],
  ["credit of what has not arrived", margin, "if (received < amount) revert NotReceived(amount, received);", "received;", "MarginAccounts"],
  ["M03: deposit of the argument", margin, "if (received != amount) revert NotReceived(amount, received);", "received;", "MarginAccounts"],
  ["withdrawal above the balance", margin, "if (balance < amount) revert InsufficientBalance(balance, amount);\n        balanceOf[account][token] = balance - amount;", "unchecked { balanceOf[account][token] = balance - amount; }", "MarginAccounts"],
  ["deposit of unlisted tokens", margin, "if (IBridgeVault(vault).assetOf(token) == 0) revert TokenUnlisted(token);", "", "MarginAccounts"],
  ["W7: allowance left behind", margin, "IERC20(token).forceApprove(vault, 0);", "", "MarginAccounts"],
];
