// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "./IBridgeVault.sol";
import {IRiskControl} from "./IRiskControl.sol";
import {AssetWords} from "./libraries/AssetSlots.sol";
import {BreakerLevel} from "./libraries/BreakerLevel.sol";
import {OfficerSignature} from "./libraries/OfficerSignature.sol";
import {RiskPaper} from "./libraries/RiskPaper.sol";
import {Setup} from "./parts/Setup.sol";

/// @title Tighten: one person, at once. Loosen: two people, later, unless anyone says no. See `IRiskControl`
/// @dev A paper goes through: words well-formed → for this chain → alive → signed by who may → nonce spent → applied, or scheduled and applied later.
/// The vault's own checks apply to everybody: nothing here can be listed twice or limited to no limit.
contract RiskControl is Setup {
    uint64 private constant LONGEST_PAPER = 30 days;

    /// @dev Three slots; the last stays empty but for a `RevokeRole`.
    struct Proposal {
        address first;
        /// 0 again once it was executed
        uint64 readyAt;
        /// how often the scope of a `LowerLevel` or `SetLimits` had been tightened when it was scheduled
        uint32 tightenings;
        address second;
        bool vetoed;
        /// a paper is scheduled once, whatever became of it
        bool known;
        /// whose role a `RevokeRole` takes
        address revokes;
    }

    uint32 private immutable _loosenDelay;
    uint32 private immutable _executeWindow;
    bytes32 public immutable domainSeparator;

    mapping(bytes32 digest => Proposal) private _proposals;
    mapping(bytes32 scopeKey => uint32) private _tightenings;

    constructor(bytes32 bridgeId_, uint16 chain_, address governor_, uint32 loosenDelay, uint32 executeWindow)
        Setup(bridgeId_, chain_, governor_)
    {
        (_loosenDelay, _executeWindow) = (loosenDelay, executeWindow);
        domainSeparator = RiskPaper.domain(bridgeId_);
    }

    /// @inheritdoc IRiskControl
    function act(uint8 action, bytes calldata words, bytes calldata signatures) external {
        bytes32 digest = digestOf(action, words);
        _requireForThisChain(action, words);
        _requireAlive(words);
        bool loosens = RiskPaper.loosens(action);
        // SECURITY: exactly as many signatures as the action needs.
        if (signatures.length != OfficerSignature.SIZE * (loosens ? 2 : 1)) revert BadSignature();
        address first = _signer(digest, signatures[:OfficerSignature.SIZE]);
        if (loosens) return _schedule(action, words, digest, first, _signer(digest, signatures[OfficerSignature.SIZE:]));

        if (action == RiskPaper.APPROVE_HOLD || action == RiskPaper.REJECT_HOLD) _requireOfficer(first);
        else _requireAnyRole(first);
        _useNonce(first, digest, action, RiskPaper.nonce(words));
        if (action == RiskPaper.RAISE_LEVEL) _raiseLevel(words, first);
        else if (action == RiskPaper.LOWER_LIMITS) _lowerLimits(words);
        else if (action == RiskPaper.VETO) _veto(bytes32(RiskPaper.word(words, 1)), first);
        else _decideHold(action == RiskPaper.APPROVE_HOLD, words, first);
    }

    /// @inheritdoc IRiskControl
    function execute(uint8 action, bytes calldata words) external {
        bytes32 digest = digestOf(action, words);
        Proposal memory proposal = _proposals[digest];
        // SECURITY: one "no" is final (W8).
        if (proposal.vetoed) revert WasVetoed(digest);
        if (proposal.readyAt == 0) revert NotScheduled(digest);
        // SECURITY: the delay is the time in which somebody can say no.
        if (block.timestamp < proposal.readyAt) revert NotReady(proposal.readyAt);
        uint64 until = proposal.readyAt + _executeWindow;
        // SECURITY: what was agreed long ago is not done to a bridge that has changed (M38).
        if (block.timestamp > until) revert ExecutionExpired(until);
        // SECURITY: both are officers still.
        _requireOfficer(proposal.first);
        _requireOfficer(proposal.second);
        // SECURITY: nobody loosens what was tightened after they looked.
        if (_tightened(action, words) != proposal.tightenings) revert TightenedSince();
        _proposals[digest].readyAt = 0;
        emit Executed(digest);
        if (action == RiskPaper.LOWER_LEVEL) _lowerLevel(words, proposal);
        else if (action == RiskPaper.SET_LIMITS) _setLimits(words);
        else if (action == RiskPaper.LIST_ASSET) _list(words);
        else if (action == RiskPaper.OPEN_LANE) _control().openLane(uint16(RiskPaper.word(words, 1)), uint8(RiskPaper.word(words, 2)));
        else if (action == RiskPaper.GRANT_ROLE) _grant(address(uint160(RiskPaper.word(words, 1))), uint8(RiskPaper.word(words, 2)));
        else _revoke(address(uint160(RiskPaper.word(words, 1))), uint8(RiskPaper.word(words, 2)));
    }

    function scheduled(bytes32 digest) external view returns (uint64) {
        Proposal storage proposal = _proposals[digest];
        uint64 readyAt = proposal.readyAt;
        return proposal.vetoed || block.timestamp > readyAt + _executeWindow ? 0 : readyAt;
    }

    function digestOf(uint8 action, bytes calldata words) public view returns (bytes32) {
        // SECURITY: before anything is read from the words.
        if (!RiskPaper.isWellFormed(action, words)) revert BadWords();
        return RiskPaper.digest(domainSeparator, action, words);
    }

    function _schedule(uint8 action, bytes calldata words, bytes32 digest, address first, address second) private {
        _requireOfficer(first);
        _requireOfficer(second);
        // SECURITY: two different people (W8).
        if (first == second) revert SameOfficer(first);
        uint64 nonce = RiskPaper.nonce(words);
        _useNonce(first, digest, action, nonce);
        _useNonce(second, digest, action, nonce);
        // SECURITY: two others who sign it too do not bring back what was vetoed or done (W8).
        if (_proposals[digest].known) revert AlreadyExists(digest);
        uint64 readyAt = uint64(block.timestamp) + _loosenDelay;
        address revokes = action == RiskPaper.REVOKE_ROLE ? address(uint160(RiskPaper.word(words, 1))) : address(0);
        _proposals[digest] = Proposal(first, readyAt, _tightened(action, words), second, false, true, revokes);
        emit Scheduled(digest, action, readyAt);
    }

    // ---- what tightens

    function _raiseLevel(bytes calldata words, address by) private {
        (uint8 kind, bytes32 scope, uint8 to) = _levelWords(words);
        uint8 from = IBridgeVault(vault).level(kind, scope);
        // SECURITY: one person only ever tightens (W8).
        if (to <= from) revert LevelNotHigher(from);
        ++_tightenings[_scopeKey(RiskPaper.RAISE_LEVEL, words)];
        _control().setLevel(kind, scope, to);
        emit LevelChanged(kind, scope, from, to, bytes32(RiskPaper.word(words, 4)), by);
    }

    function _lowerLimits(bytes calldata words) private {
        address token = IBridgeVault(vault).tokenOf(bytes32(RiskPaper.word(words, 1)));
        uint64[4] memory now_;
        (now_[0], now_[1], now_[2], now_[3]) = IBridgeVault(vault).limits(token);
        bool lower;
        for (uint256 i; i < 4; ++i) {
            uint256 value = RiskPaper.word(words, i + 2);
            // SECURITY: one person only ever tightens (W8).
            if (value > now_[i]) revert LimitsNotLower();
            lower = lower || value < now_[i];
        }
        if (!lower) revert LimitsNotLower();
        ++_tightenings[_scopeKey(RiskPaper.LOWER_LIMITS, words)];
        _setLimits(words);
    }

    function _veto(bytes32 proposal, address by) private {
        Proposal storage pending = _proposals[proposal];
        if (pending.readyAt == 0) {
            _control().vetoRotation(proposal);
            // SECURITY: a stolen sentinel key would hold a stolen group key in force for ever.
            _requireOfficer(by);
        } else {
            if (pending.vetoed) revert NothingToVeto(proposal);
            _requireMayVeto(pending.revokes, by);
            pending.vetoed = true;
        }
        emit Vetoed(proposal, by);
    }

    /// @param revoked whose role the proposal takes; zero for all others, which anyone with a role may veto
    function _requireMayVeto(address revoked, address by) private view {
        if (revoked == address(0)) return;
        // SECURITY: a stolen sentinel key would keep every other one.
        _requireOfficer(by);
        // SECURITY: a stolen key would keep itself, and veto whatever loosens for ever.
        if (by == revoked) revert OwnRevocation();
    }

    function _decideHold(bool approve, bytes calldata words, address officer) private {
        (uint16 source, uint64 sequence) = (uint16(RiskPaper.word(words, 1)), uint64(RiskPaper.word(words, 2)));
        bytes32 leaf = bytes32(RiskPaper.word(words, 3));
        if (approve) _control().approveHold(source, sequence, leaf, officer);
        else _control().rejectHold(source, sequence, leaf, officer);
    }

    // ---- what loosens

    function _lowerLevel(bytes calldata words, Proposal memory proposal) private {
        (uint8 kind, bytes32 scope, uint8 to) = _levelWords(words);
        uint8 from = IBridgeVault(vault).level(kind, scope);
        if (to >= from) revert LevelNotLower(from);
        _control().setLevel(kind, scope, to);
        emit LevelChanged(kind, scope, from, to, bytes32(RiskPaper.word(words, 4)), proposal.first);
    }

    function _setLimits(bytes calldata words) private {
        _control().setLimits(
            bytes32(RiskPaper.word(words, 1)),
            uint64(RiskPaper.word(words, 2)),
            uint64(RiskPaper.word(words, 3)),
            uint64(RiskPaper.word(words, 4)),
            uint64(RiskPaper.word(words, 5))
        );
    }

    function _list(bytes calldata words) private {
        uint256 tokenWord = RiskPaper.word(words, 1);
        (uint16 homeChain, bytes32 homeToken) = (uint16(RiskPaper.word(words, 4)), bytes32(RiskPaper.word(words, 5)));
        address token = address(uint160(tokenWord));
        uint8 canonicalDecimals = uint8(RiskPaper.word(words, 3));
        // SECURITY: no part of what was signed is ignored.
        if (tokenWord >> 160 != 0) revert BadListing();
        if (RiskPaper.word(words, 2) == AssetWords.MINT) return _listMint(token, homeChain, homeToken, canonicalDecimals);
        if (RiskPaper.word(words, 2) != AssetWords.CUSTODY || homeChain != chain || uint256(homeToken) != tokenWord) revert BadListing();
        _listCustody(token, canonicalDecimals);
    }

    // ---- the paper

    function _requireForThisChain(uint8 action, bytes calldata words) private view {
        uint16 named = uint16(RiskPaper.word(words, 0));
        // SECURITY: a paper for another chain is worth nothing here (M58).
        if (named != chain && !(named == 0 && RiskPaper.mayNameEveryChain(action))) revert WrongChain(named);
    }

    function _requireAlive(bytes calldata words) private view {
        uint64 notAfter = RiskPaper.notAfter(words);
        // SECURITY: what was signed for a day long past is worth nothing (M38).
        if (block.timestamp > notAfter) revert PaperExpired(notAfter);
        // SECURITY: nobody signs for ever.
        if (notAfter > block.timestamp + LONGEST_PAPER) revert PaperTooLong(notAfter);
    }

    function _signer(bytes32 digest, bytes calldata signature) private pure returns (address signer) {
        signer = OfficerSignature.recover(digest, signature);
        // SECURITY: nobody's signature is nobody's word (W9).
        if (signer == address(0)) revert BadSignature();
    }

    function _levelWords(bytes calldata words) private pure returns (uint8 kind, bytes32 scope, uint8 level) {
        return (uint8(RiskPaper.word(words, 1)), bytes32(RiskPaper.word(words, 2)), uint8(RiskPaper.word(words, 3)));
    }

    /// @dev How often that was tightened which this paper undoes; 0 of papers that undo nothing.
    function _tightened(uint8 action, bytes calldata words) private view returns (uint32) {
        bool undoes = action == RiskPaper.LOWER_LEVEL || action == RiskPaper.SET_LIMITS;
        return undoes ? _tightenings[_scopeKey(action, words)] : 0;
    }

    /// @dev The level's scope, or that of the asset whose limits they are.
    function _scopeKey(uint8 action, bytes calldata words) private pure returns (bytes32) {
        if (action == RiskPaper.RAISE_LEVEL || action == RiskPaper.LOWER_LEVEL) return keccak256(words[32:96]);
        return keccak256(abi.encode(BreakerLevel.ASSET, bytes32(words[32:64])));
    }
}
