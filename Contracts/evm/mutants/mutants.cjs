// Each line re-creates a historic bug or removes one check: [name, file in src, text, replacement, test file that must fail].
// The text must occur exactly once. `mutants.sh` runs them; a new check in the contracts gets a line here.
const releases = "parts/Releases.sol";
const payouts = "parts/Payouts.sol";
const locks = "parts/Locks.sol";
const holds = "parts/Holds.sol";
const refunds = "parts/Refunds.sol";
const control = "RiskControl.sol";
const roles = "parts/Roles.sol";
const setup = "parts/Setup.sol";
const paper = "libraries/RiskPaper.sol";
const outflow = "libraries/Outflow.sol";
const slots = "libraries/AssetSlots.sol";
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
  ["any signature is believed", key, "if (!FrostVerifier.verify(", "if (inForce.epoch == 0 && !FrostVerifier.verify(", "Museum"],
  ["M12: any key is installed", key, "if (!FrostVerifier.isKey(uint256(x), parity))", "if (false)", "Key"],
  ["rotation by anyone", key, "_requireSignedNow(current, digest, signature);", "signature;", "Key"],
  ["rotation to any epoch", key, "if (uint256(newEpoch) != uint256(current) + 1)", "if (newEpoch == 0)", "Key"],
  ["signature of any length", key, "if (signature.length != 96)", "if (signature.length < 96)", "Key"],
  ["M58: a key of any epoch releases", key, "if (uint256(signedEpoch) + 1 != inForce.epoch || block.timestamp >= _previous.until)", "if (signedEpoch > inForce.epoch)", "Key"],
  ["the old key releases for ever", key, "|| block.timestamp >= _previous.until", "", "Key"],
  ["the old key still voids and refunds", key, "if (signedEpoch != inForce.epoch) revert", "if (signedEpoch > inForce.epoch) revert", "Refunds"],
  ["a new key is in force at once", key, "if (pending.readyAt == 0 || block.timestamp < pending.readyAt)", "if (pending.readyAt == 0)", "Key"],
  ["a vetoed key comes back", key, "if (_vetoed[digest]) revert Vetoed(digest);", "", "Key"],
  ["a second key while one waits", key, "if (_pending.readyAt != 0) revert RotationPending();", "", "Key"],
  ["a veto of another rotation", key, "if (_pending.readyAt == 0 || _pending.digest != digest)", "if (_pending.readyAt == 0)", "Key"],
  ["activated twice", key, "delete _pending;\n        _install", "_install", "Key"],
  ["M58: bridge id not signed", message, "abi.encodePacked(ATTESTATION, bridgeId, epoch", "abi.encodePacked(ATTESTATION, epoch", "Release"],
  ["M04: attestation under the tag of a void", message, 'ATTESTATION = keccak256("bridge/attestation/v1")', 'ATTESTATION = keccak256("bridge/void/v1")', "Museum"],
  ["M04: a void is a refund", message, 'REFUND = keccak256("bridge/refund/v1")', 'REFUND = keccak256("bridge/void/v1")', "Refunds"],
  ["no bridge id at deployment", key, "if (bridgeId_ == 0 || chain_ == 0)", "if (chain_ == 0)", "Key"],
  ["a forgotten delay", "BridgeVault.sol", "if (all[i] == 0 || all[i] > LONGEST_DELAY)", "if (all[i] > LONGEST_DELAY)", "Key"],
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
  ["an empty delivery succeeds", releases, "if (fresh == 0) revert NothingToRelease();", "", "Release"],
  ["W6: largest release not checked", payouts, "if (amount > outflow.maxRelease) revert", "if (outflow.maxRelease == 0) revert", "Limits"],
  ["M20: bucket not checked", payouts, "if (amount > left) {", "if (amount > outflow.capacity) {", "Limits"],
  ["M20: bucket never written", payouts, "_assets[id].flow = outflow.flow.settled(outflow.level);", "if (id == 0) _assets[id].flow = outflow.flow.settled(outflow.level);", "Limits"],
  ["M76: bucket overflows", bucket, "return level > capacity ? capacity : level;", "return level;", "Limits"],
  ["W6: limits set anew are a refill", registry, "flow.updatedAt() == 0 ? capacity : _levelLeft(terms, flow)", "capacity", "Limits"],
  ["one asset, two buckets", releases, "if (i != index && BatchReader.assetId(batch, i) == id)", "if (id == 0)", "Limits"],
  ["M75: unlisted asset released", payouts, "if (outflow.mode == 0) revert AssetUnlisted(id);", "", "Release"],
  ["unlimited instead of closed", registry, "if (!closed && (maxRelease == 0 || maxRelease > capacity || refill == 0))", "if (closed && msg.sender == address(0))", "Limits"],
  ["a refill that does not fit its bits", registry, "if (refill >= AssetWords.REFILL_BOUND) revert BadLimits();", "", "Limits"],
  ["lane never opened releases", releases, "if (lane.family == 0) revert", "if (header.source == 0) revert", "Release"],
  ["M62: a failing push is forgotten", payouts, "claimable[token][recipient] += amount;", "", "Claims"],
  ["M62: a failing push is no liability", payouts, "claimableTotal[token] += amount;", "", "Claims"],
  ["M62: a failing push reverts the batch", payouts, "return IERC20(token).trySafeTransfer(recipient, amount);", "{ IERC20(token).safeTransfer(recipient, amount); return true; }", "Claims"],
  ["claim twice", payouts, "claimable[token][msg.sender] = 0;", "", "Claims"],
  ["claim to the vault itself", payouts, "if (to == address(this)) revert", "if (to == msg.sender && amount != 0) revert", "Claims"],
  // levels
  ["slow is no slower", outflow, "(hold / 4, capacity / 4, refill / 4)", "(hold, capacity, refill)", "Levels"],
  ["level 3 pays at once", outflow, "if (level >= BreakerLevel.HOLD) hold = 0;", "", "Levels"],
  ["the asset's level does not count", outflow, "level = BreakerLevel.stricter(base, terms.level());", "level = base;", "Levels"],
  ["a cursed lane releases", releases, "if (header.level >= BreakerLevel.CURSED) revert LevelTooHigh(header.level);", "", "Levels"],
  ["a cursed asset releases", payouts, "if (strictest >= BreakerLevel.CURSED) revert LevelTooHigh(strictest);", "strictest;", "Levels"],
  ["locks at level 4", locks, "if (current >= BreakerLevel.STOP) revert LevelTooHigh(current);", "current;", "Levels"],
  ["refunds at level 3", refunds, "if (current >= BreakerLevel.HOLD) revert LevelTooHigh(current);", "if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);", "Levels"],
  ["claims when cursed", payouts, "if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);", "current;", "Levels"],
  ["approvals when cursed", holds, "if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);", "current;", "Levels"],
  ["a level wipes what shares its slot", slots, "return (terms & ~(uint256(0xff) << 232)) | (uint256(level_) << 232);", "return uint256(level_) << 232;", "Risk"],
  // holds
  ["M20: nothing is held", releases, "if (amount >= outflow.holdThreshold) return", "if (amount > outflow.holdThreshold) return", "Holds"],
  ["a held transfer is paid too", releases, "if (payment.isHeld()) continue;", "", "Holds"],
  ["what is closed is held", releases, "if (outflow.maxRelease == 0) revert AboveLimit(header.source, _sequence(header, i), type(uint64).max);", "", "Museum"],
  ["M75: a hold pays on one word", holds, "if (hold.approvals < APPROVALS) revert", "if (hold.approvals < 1) revert", "Holds"],
  ["M75: a hold pays on no word", holds, "if (hold.approvals < APPROVALS) revert HoldNotApproved(hold.approvals);", "", "Holds"],
  ["a young hold pays", holds, "if (block.timestamp < payableAt) revert HoldTooYoung(payableAt);", "", "Holds"],
  ["an officer of yesterday", holds, "_requireOfficer(hold.second);", "", "Holds"],
  ["one officer approves twice", holds, "if (hold.approvals != 0 && hold.first == officer) revert SameOfficer(officer);", "", "Holds"],
  ["an approval of other fields", holds, "if (hold.state != HELD || hold.leaf != leaf) revert", "if (hold.state != HELD) revert", "Holds"],
  ["a hold pays twice", holds, "hold.state = state;", "", "Holds"],
  ["a hold goes around the limits", holds, "_charge(outflow, t.amount, t.source, t.sequence);", "", "Holds"],
  ["M58: transfers of other chains", holds, "if (transfer.destination != chain) revert WrongChain(transfer.destination);", "", "Refunds"],
  // void and refund
  ["W4: a paid transfer is voided", refunds, "if (_consumed[t.source].consume(t.sequence, 1 << 127) == 0) revert AlreadyReleased(t.source, t.sequence);", "_consumed[t.source].consume(t.sequence, 1 << 127);", "Refunds"],
  ["a void by anyone", refunds, "_requireSignedNow(signedEpoch, SignedMessage.ending(SignedMessage.VOID, bridgeId, signedEpoch, t, leaf), signature);", "signature;", "Refunds"],
  ["a refund by anyone", refunds, "_requireSignedNow(signedEpoch, SignedMessage.ending(SignedMessage.REFUND, bridgeId, signedEpoch, t, leaf), signature);", "signature;", "Refunds"],
  ["refunded twice", refunds, "delete _records[t.destination][t.sequence];", "", "Refunds"],
  ["M20: refunds around the limits", refunds, "_charge(outflow, t.amount, t.destination, t.sequence);", "", "Refunds"],
  ["a refund of what was never locked", refunds, "if (record == 0 || (record ^ uint256(leaf)) & LEAF_MASK != 0) revert", "if (leaf == 0) revert", "Refunds"],
  ["a stranger asks for a refund", refunds, "if (t.sender != bytes32(uint256(uint160(msg.sender)))) revert NotSender(msg.sender);", "", "Refunds"],
  ["a refund is asked for at once", refunds, "if (block.timestamp < requestableAt) revert RefundTooEarly(requestableAt);", "", "Refunds"],
  ["transfers of another bridge", "libraries/Transfers.sol", "|| bytes32(encoded[1:33]) != bridgeId", "", "Holds"],
  // papers
  ["words of any length", paper, "if (bits.length == 0 || words.length != 32 * bits.length) return false;", "if (bits.length == 0 || words.length < 32 * bits.length) return false;", "RiskVectors"],
  ["dirty words", paper, "if (width != 0 && word(words, i) >> width != 0) return false;", "", "RiskVectors"],
  ["any scope, any level", paper, "return _isScope(word(words, 1), word(words, 2)) && word(words, 3) <= BreakerLevel.CURSED;", "return true;", "RiskVectors"],
  ["M58: a paper for another chain", control, "if (named != chain && !(named == 0 && RiskPaper.mayNameEveryChain(action))) revert", "if (action == 0) revert", "Risk"],
  ["a hold approved on every chain", paper, "return action <= SET_LIMITS || action == GRANT_ROLE", "return true || action == GRANT_ROLE", "Risk"],
  ["M38: a paper that is too old", control, "if (block.timestamp > notAfter) revert PaperExpired(notAfter);", "", "Risk"],
  ["M38: a paper for ever", control, "if (notAfter > block.timestamp + LONGEST_PAPER) revert PaperTooLong(notAfter);", "", "Risk"],
  ["M58: a paper of another bridge", paper, 'keccak256("1"), bridgeId', 'keccak256("1"), bytes32(0)', "RiskVectors"],
  ["high s, other v", "libraries/OfficerSignature.sol", "if (uint256(s) > HALF_N || (v != 27 && v != 28)) return address(0);", "", "RiskVectors"],
  ["a paper used twice", roles, "if (nonce <= last) revert NonceUsed(signer, last);", "", "Risk"],
  ["W8: one signature loosens", control, "if (signatures.length != OfficerSignature.SIZE * (loosens ? 2 : 1)) revert BadSignature();", "if (signatures.length < OfficerSignature.SIZE) revert BadSignature();", "Risk"],
  ["W8: one person signs twice", control, "if (first == second) revert SameOfficer(first);", "", "Risk"],
  ["M77: a sentinel resumes", roles, "if (role[signer] != OFFICER) revert NotOfficer(signer);", "if (role[signer] == 0) revert NotOfficer(signer);", "Risk"],
  ["a stranger halts", roles, "if (role[signer] == 0) revert NotSentinel(signer);", "", "Risk"],
  ["M77: one key, two roles", roles, "if (role[account] != 0) revert RoleTaken(account, role[account]);", "", "Risk"],
  ["the last officers go", roles, "if (officers <= FEWEST_OFFICERS) revert TooFewOfficers(officers);", "", "Risk"],
  ["W8: no delay", control, "if (block.timestamp < proposal.readyAt) revert NotReady(proposal.readyAt);", "", "Risk"],
  ["M38: no expiry", control, "if (block.timestamp > until) revert ExecutionExpired(until);", "", "Risk"],
  ["W8: a veto that is ignored", control, "if (proposal.vetoed) revert WasVetoed(digest);", "", "Risk"],
  ["an officer of yesterday executes", control, "_requireOfficer(proposal.first);", "", "Risk"],
  ["executed twice", control, "delete _proposals[digest];", "", "Risk"],
  ["executed unasked", control, "if (proposal.readyAt == 0) revert NotScheduled(digest);", "", "Risk"],
  ["W8: one person lowers a level", control, "if (to <= from) revert LevelNotHigher(from);", "", "Risk"],
  ["W8: one person raises a limit", control, "if (value > now_[i]) revert LimitsNotLower();", "", "Risk"],
  ["loosened although tightened since", control, "if (_raises[_scopeKey(words)] != proposal.raises) revert LevelRaisedSince();", "", "Risk"],
  ["a listing that contradicts itself", control, "|| homeChain != chain || uint256(homeToken) != tokenWord) revert BadListing();", ") revert BadListing();", "Risk"],
  ["foreign code mints", setup, "if (!isWrapped[token]) revert NotWrapped(token);", "", "Risk"],
  ["a wrapped token in custody", setup, "if (isWrapped[token]) revert BadListing();", "", "Risk"],
  ["sealed with one officer", setup, "if (officers < FEWEST_OFFICERS) revert TooFewOfficers(officers);", "", "Governance"],
  ["a seal that changes nothing", setup, "governor = address(0);", "", "Governance"],
  // lock
  ["M03: the argument instead of the balance", locks, "if (received != amount) revert CustodyMismatch(amount, received);", "received;", "Museum"],
  ["M51: anyone locks for anyone", locks, "if (msg.sender != marginAccounts) revert NotMarginAccounts(msg.sender);", "", "Lock"],
  ["M51: the sender pays, whoever calls", locks, "IERC20(token).safeTransferFrom(msg.sender, address(this), amount);", "IERC20(token).safeTransferFrom(tx.origin, address(this), amount);", "MarginAccounts"],
  ["lock toward a closed lane", locks, "if (family == 0) revert LaneClosed(transfer.destination);", "", "Lock"],
  ["lock to what is no address there", locks, "if (family == EVM_FAMILY && uint256(transfer.recipient) >> 160 != 0) revert BadRecipient(transfer.recipient);", "", "Risk"],
  ["lock of a token without limits", locks, "if (flow.maxRelease() == 0) revert TokenClosed(token);", "", "Lock"],
  ["lock of an unknown kind", locks, "if (kind != WALLET) revert UnknownKind(kind);", "", "Lock"],
  ["lock to nobody", locks, "if (sender == address(0) || recipient == 0) revert ZeroValue();", "", "Lock"],
  ["M75: unlisted token", registry, "if (assetId == 0) revert TokenUnlisted(token);", "", "Lock"],
  ["M60: dust kept", amount, "if (amount % unit != 0) revert Dust(amount, unit);", "", "Museum"],
  ["M60: overflow cut", amount, "if (canonical > type(uint64).max) revert AmountTooLarge(amount);", "", "Museum"],
  ["re-entrant lock", locks, "function lock(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)\n        external\n        nonReentrant", "function lock(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)\n        external", "Museum"],
  // power
  ["M50: anyone pushes", payouts, "if (msg.sender != address(this)) revert NotSelf(msg.sender);", "", "Release"],
  ["anyone governs", setup, "if (msg.sender != governor) revert NotGovernor(msg.sender);", "", "Governance"],
  ["anyone controls", "parts/Controlled.sol", "if (msg.sender != control) revert NotControl(msg.sender);", "", "Governance"],
  ["anyone mints", "WrappedToken.sol", "if (msg.sender != vault) revert NotVault(msg.sender);", "", "Governance"],
  ["margin contract replaced", payouts, "if (marginAccounts != address(0)) revert AlreadySet();", "", "Governance"],
  ["one token, two assets", registry, "if (assetOf[token] != 0 || _assets[assetId].terms != 0)", "if (token == address(0))", "Governance"],
  ["own token minted", setup, "if (homeToken == 0 || homeChain == 0 || homeChain == chain)", "if (homeToken == 0 || homeChain == 0)", "Governance"],
  ["lane to itself", registry, "if (other == 0 || other == chain)", "if (other == 0)", "Governance"],
  // margin accounts
  ["anyone credits", margin, "if (msg.sender != vault) revert NotVault(msg.sender);", "", "MarginAccounts"],
  ["credit of what has not arrived", margin, "if (received < amount) revert NotReceived(amount, received);", "received;", "MarginAccounts"],
  ["M03: deposit of the argument", margin, "if (received != amount) revert NotReceived(amount, received);", "received;", "MarginAccounts"],
  ["withdrawal above the balance", margin, "if (balance < amount) revert InsufficientBalance(balance, amount);\n        balanceOf[account][token] = balance - amount;", "unchecked { balanceOf[account][token] = balance - amount; }", "MarginAccounts"],
  ["deposit of unlisted tokens", margin, "if (IBridgeVault(vault).assetOf(token) == 0) revert TokenUnlisted(token);", "", "MarginAccounts"],
  ["W7: allowance left behind", margin, "IERC20(token).forceApprove(vault, 0);", "", "MarginAccounts"],
];
