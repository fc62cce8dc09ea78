// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BreakerLevel} from "./BreakerLevel.sol";

/// @title The papers of the control plane: EIP-712 structs whose members are one word each, so that the words travel as they are signed
/// @notice struct hash = keccak256(type hash ‖ words); digest = keccak256(0x1901 ‖ domain separator ‖ struct hash). Every paper starts with its chain
/// (0 = every) and ends with nonce and notAfter. Vectors: `Contracts/vectors/risk.json`.
library RiskPaper {
    uint8 internal constant RAISE_LEVEL = 1;
    uint8 internal constant LOWER_LEVEL = 2;
    uint8 internal constant LOWER_LIMITS = 3;
    uint8 internal constant SET_LIMITS = 4;
    uint8 internal constant LIST_ASSET = 5;
    uint8 internal constant OPEN_LANE = 6;
    uint8 internal constant GRANT_ROLE = 7;
    uint8 internal constant REVOKE_ROLE = 8;
    uint8 internal constant APPROVE_HOLD = 9;
    uint8 internal constant REJECT_HOLD = 10;
    uint8 internal constant VETO = 11;

    bytes32 private constant DOMAIN = keccak256("EIP712Domain(string name,string version,bytes32 salt)");

    function domain(bytes32 bridgeId) internal pure returns (bytes32) {
        // SECURITY: no chain id: one signature serves both chains, `chain` says which; no two deployments share a bridge id (W1).
        return keccak256(abi.encode(DOMAIN, keccak256("Bridge Risk"), keccak256("1"), bridgeId));
    }

    function digest(bytes32 domainSeparator, uint8 action, bytes calldata words) internal pure returns (bytes32) {
        bytes32 structHash = keccak256(abi.encodePacked(typeHash(action), words));
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, structHash));
    }

    function typeHash(uint8 action) internal pure returns (bytes32) {
        if (action == RAISE_LEVEL) return keccak256("RaiseLevel(uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason,uint64 nonce,uint64 notAfter)");
        if (action == LOWER_LEVEL) return keccak256("LowerLevel(uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason,uint64 nonce,uint64 notAfter)");
        if (action == LOWER_LIMITS) return keccak256("LowerLimits(uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold,uint64 nonce,uint64 notAfter)");
        if (action == SET_LIMITS) return keccak256("SetLimits(uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold,uint64 nonce,uint64 notAfter)");
        if (action == LIST_ASSET) return keccak256("ListAsset(uint16 chain,bytes32 token,uint8 mode,uint8 canonicalDecimals,uint16 homeChain,bytes32 homeToken,uint64 nonce,uint64 notAfter)");
        if (action == OPEN_LANE) return keccak256("OpenLane(uint16 chain,uint16 otherChain,uint8 family,uint64 nonce,uint64 notAfter)");
        if (action == GRANT_ROLE) return keccak256("GrantRole(uint16 chain,address account,uint8 role,uint64 nonce,uint64 notAfter)");
        if (action == REVOKE_ROLE) return keccak256("RevokeRole(uint16 chain,address account,uint8 role,uint64 nonce,uint64 notAfter)");
        if (action == APPROVE_HOLD) return keccak256("ApproveHold(uint16 chain,uint16 source,uint64 sequence,bytes32 leaf,uint64 nonce,uint64 notAfter)");
        if (action == REJECT_HOLD) return keccak256("RejectHold(uint16 chain,uint16 source,uint64 sequence,bytes32 leaf,uint64 nonce,uint64 notAfter)");
        return keccak256("Veto(uint16 chain,bytes32 proposal,uint64 nonce,uint64 notAfter)");
    }

    /// @notice Bits of each member, most significant byte first; a byte of 0 is 256 bits. The number of members is the length.
    function shape(uint8 action) private pure returns (bytes memory) {
        if (action == RAISE_LEVEL || action == LOWER_LEVEL) return hex"10080008004040";
        if (action == LOWER_LIMITS || action == SET_LIMITS) return hex"1000404040404040";
        if (action == LIST_ASSET) return hex"1000080810004040";
        if (action == OPEN_LANE) return hex"1010084040";
        if (action == GRANT_ROLE || action == REVOKE_ROLE) return hex"10a0084040";
        if (action == APPROVE_HOLD || action == REJECT_HOLD) return hex"101040004040";
        if (action == VETO) return hex"10004040";
        return "";
    }

    /// @notice Whether `words` are exactly a paper of `action`: every word a value of its type, scopes, levels and roles that exist.
    function isWellFormed(uint8 action, bytes calldata words) internal pure returns (bool) {
        bytes memory bits = shape(action);
        // SECURITY: nothing is missing, nothing is left over.
        if (bits.length == 0 || words.length != 32 * bits.length) return false;
        for (uint256 i; i < bits.length; ++i) {
            uint8 width = uint8(bits[i]);
            // SECURITY: one encoding per paper: what is signed as 16 bits is 16 bits.
            if (width != 0 && word(words, i) >> width != 0) return false;
        }
        if (action == RAISE_LEVEL || action == LOWER_LEVEL) return _isScope(word(words, 1), word(words, 2)) && word(words, 3) <= BreakerLevel.CURSED;
        if (action == GRANT_ROLE || action == REVOKE_ROLE) return word(words, 2) == 1 || word(words, 2) == 2;
        return true;
    }

    /// @notice Whether the paper needs two officers and a delay.
    function loosens(uint8 action) internal pure returns (bool) {
        return action == LOWER_LEVEL || (action >= SET_LIMITS && action <= REVOKE_ROLE);
    }

    /// @notice Whether a paper may say "every chain": not where its words mean something on one chain only.
    function mayNameEveryChain(uint8 action) internal pure returns (bool) {
        return action <= SET_LIMITS || action == GRANT_ROLE || action == REVOKE_ROLE || action == VETO;
    }

    function word(bytes calldata words, uint256 i) internal pure returns (uint256) {
        return uint256(bytes32(words[32 * i:]));
    }

    function nonce(bytes calldata words) internal pure returns (uint64) {
        return uint64(word(words, words.length / 32 - 2));
    }

    function notAfter(bytes calldata words) internal pure returns (uint64) {
        return uint64(word(words, words.length / 32 - 1));
    }

    function _isScope(uint256 kind, uint256 scope) private pure returns (bool) {
        if (kind == BreakerLevel.EVERYTHING) return scope == 0;
        return kind == BreakerLevel.LANE ? scope <= type(uint16).max : kind == BreakerLevel.ASSET;
    }
}
