// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BridgeFixture} from "./BridgeFixture.sol";

/// @title A sealed bridge with three officers and a sentinel, and papers: valid by default, a test changes one thing
/// @notice Writes and hashes papers with means of its own, apart from `RiskPaper`.
abstract contract RiskFixture is BridgeFixture {
    uint8 internal constant RAISE = 1;
    uint8 internal constant LOWER = 2;
    uint8 internal constant LOWER_LIMITS = 3;
    uint8 internal constant SET_LIMITS = 4;
    uint8 internal constant LIST = 5;
    uint8 internal constant OPEN = 6;
    uint8 internal constant GRANT = 7;
    uint8 internal constant REVOKE = 8;
    uint8 internal constant APPROVE = 9;
    uint8 internal constant REJECT = 10;
    uint8 internal constant VETO = 11;
    uint8 internal constant EVERYTHING = 1;
    uint8 internal constant LANE = 2;
    uint8 internal constant ASSET = 3;
    bytes32 internal constant REASON = keccak256("a reason");
    bytes32 internal constant LANE_SCOPE = bytes32(uint256(SOLANA));

    uint256 internal constant ANNA = 0xa1;
    uint256 internal constant BEN = 0xb1;
    uint256 internal constant CLEO = 0xc1;
    uint256 internal constant GUARD = 0xd1;
    uint256 internal constant STRANGER = 0xe1;
    uint64 private _nonce;

    function setUp() public virtual override {
        super.setUp();
        vm.startPrank(governor);
        control.grantRole(vm.addr(ANNA), 1);
        control.grantRole(vm.addr(BEN), 1);
        control.grantRole(vm.addr(CLEO), 1);
        control.grantRole(vm.addr(GUARD), 2);
        control.seal();
        vm.stopPrank();
    }

    // ---- papers

    function until() internal view returns (uint64) {
        return uint64(block.timestamp + 1 days);
    }

    function nextNonce() internal returns (uint64) {
        return ++_nonce;
    }

    function levelWords(uint8 kind, bytes32 scope, uint8 to) internal returns (bytes memory) {
        return abi.encode(HERE, kind, scope, to, REASON, nextNonce(), until());
    }

    function limitWords(bytes32 id, uint64 maxRelease, uint64 capacity, uint64 refill, uint64 hold)
        internal
        returns (bytes memory)
    {
        return abi.encode(HERE, id, maxRelease, capacity, refill, hold, nextNonce(), until());
    }

    function roleWords(address account, uint8 role) internal returns (bytes memory) {
        return abi.encode(HERE, account, role, nextNonce(), until());
    }

    function holdWords(uint64 sequence, bytes32 leaf) internal returns (bytes memory) {
        return abi.encode(HERE, SOLANA, sequence, leaf, nextNonce(), until());
    }

    function vetoWords(bytes32 proposal) internal returns (bytes memory) {
        return abi.encode(HERE, proposal, nextNonce(), until());
    }

    // ---- signing, with its own hashes

    function digestOf(uint8 action, bytes memory words) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(keccak256("EIP712Domain(string name,string version,bytes32 salt)"), keccak256("Bridge Risk"), keccak256("1"), BRIDGE)
        );
        bytes32 structHash = keccak256(bytes.concat(keccak256(bytes(typeOf(action))), words));
        return keccak256(bytes.concat(hex"1901", domain, structHash));
    }

    function signPaper(uint256 key, uint8 action, bytes memory words) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digestOf(action, words));
        return abi.encodePacked(r, s, v);
    }

    function signPaper(uint256 a, uint256 b, uint8 action, bytes memory words) internal pure returns (bytes memory) {
        return bytes.concat(signPaper(a, action, words), signPaper(b, action, words));
    }

    // ---- submitting, by a stranger

    function act(uint256 key, uint8 action, bytes memory words) internal {
        vm.prank(relayer);
        control.act(action, words, signPaper(key, action, words));
    }

    function schedule(uint8 action, bytes memory words) internal {
        vm.prank(relayer);
        control.act(action, words, signPaper(ANNA, BEN, action, words));
    }

    function execute(uint8 action, bytes memory words) internal {
        vm.prank(relayer);
        control.execute(action, words);
    }

    function loosen(uint8 action, bytes memory words) internal {
        schedule(action, words);
        vm.warp(block.timestamp + LOOSEN);
        execute(action, words);
    }

    function actReverts(uint8 action, bytes memory words, bytes memory signatures, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(relayer);
        control.act(action, words, signatures);
    }

    function actReverts(uint256 key, uint8 action, bytes memory words, bytes memory reason) internal {
        actReverts(action, words, signPaper(key, action, words), reason);
    }

    function executeReverts(uint8 action, bytes memory words, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(relayer);
        control.execute(action, words);
    }

    function raise(uint8 kind, bytes32 scope, uint8 to) internal {
        act(GUARD, RAISE, levelWords(kind, scope, to));
    }

    function typeOf(uint8 action) private pure returns (string memory) {
        string[12] memory types = [
            "",
            "RaiseLevel(uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason,uint64 nonce,uint64 notAfter)",
            "LowerLevel(uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason,uint64 nonce,uint64 notAfter)",
            "LowerLimits(uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold,uint64 nonce,uint64 notAfter)",
            "SetLimits(uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold,uint64 nonce,uint64 notAfter)",
            "ListAsset(uint16 chain,bytes32 token,uint8 mode,uint8 canonicalDecimals,uint16 homeChain,bytes32 homeToken,uint64 nonce,uint64 notAfter)",
            "OpenLane(uint16 chain,uint16 otherChain,uint8 family,uint64 nonce,uint64 notAfter)",
            "GrantRole(uint16 chain,address account,uint8 role,uint64 nonce,uint64 notAfter)",
            "RevokeRole(uint16 chain,address account,uint8 role,uint64 nonce,uint64 notAfter)",
            "ApproveHold(uint16 chain,uint16 source,uint64 sequence,bytes32 leaf,uint64 nonce,uint64 notAfter)",
            "RejectHold(uint16 chain,uint16 source,uint64 sequence,bytes32 leaf,uint64 nonce,uint64 notAfter)",
            "Veto(uint16 chain,bytes32 proposal,uint64 nonce,uint64 notAfter)"
        ];
        return types[action];
    }
}
