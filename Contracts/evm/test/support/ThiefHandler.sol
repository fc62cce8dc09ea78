// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {BridgeVault} from "../../src/BridgeVault.sol";
import {RiskControl} from "../../src/RiskControl.sol";
import {TestToken} from "../../src/testing/TestToken.sol";
import {Batches} from "./Batches.sol";
import {GroupSigner} from "./GroupSigner.sol";

/// @title The worst day: an attacker holds the group key, and risk staff, users and time go on in any order (M20)
/// @notice Keeps books of what flowed out per moment, of what was looked at by two people, and of what the vault says of each sequence.
contract ThiefHandler is Test {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    uint256 private constant ANNA = 0xa1;
    uint256 private constant BEN = 0xb1;
    uint256 private constant GUARD = 0xd1;
    uint64 private constant SEQUENCES = 48;

    BridgeVault public immutable vault;
    RiskControl public immutable control;
    TestToken public immutable token;
    bytes32 private immutable bridgeId;
    bytes32 private immutable asset;
    uint64 public immutable capacity;
    uint64 public immutable refill;
    uint64 public immutable threshold;
    GroupSigner.Key private group;
    address private immutable victim = makeAddr("victim");
    address private immutable attacker = makeAddr("attacker");

    uint256[] public times;
    uint256[] public totals;
    uint256 public deposited;
    uint256 public violations;
    uint256 public calls;
    mapping(uint64 sequence => bool) private approvedByTwo;
    mapping(uint64 sequence => uint8) public lastState;
    bytes[] private locks;
    mapping(uint256 lock => uint256) private refunds;
    uint64 private nonce = 1_000; // later than what the fixture has used

    constructor(BridgeVault vault_, TestToken token_, uint256 secret) {
        (vault, token, control) = (vault_, token_, RiskControl(vault_.control()));
        bridgeId = vault_.bridgeId();
        asset = vault_.assetOf(address(token_));
        (, capacity, refill, threshold) = vault_.limits(address(token_));
        group = GroupSigner.key(secret);
        deposited = 50 * uint256(capacity);
        token_.mint(address(vault_), deposited); // other people's money
        vm.prank(attacker);
        token_.approve(address(vault_), type(uint256).max);
        times.push(block.timestamp);
        totals.push(0);
    }

    modifier counted() {
        ++calls;
        _;
        book();
    }

    // ---------------------------------------------------------------- the attacker: signs anything

    function steal(uint64 sequence, uint64 amount, uint8 count) external counted {
        sequence = 1 + sequence % SEQUENCES;
        count = 1 + count % 4;
        Batches.Batch memory b = Batches.Batch(bridgeId, 1, 2, 1, sequence, new Batches.Item[](count));
        for (uint256 i; i < count; ++i) b.items[i] = item(sequence + uint64(i));
        amount;
        try_(abi.encodeCall(vault.release, (b.encode(group.sign(b.digest())))));
    }

    function voidAny(uint64 sequence) external counted {
        sequence = 1 + sequence % SEQUENCES;
        bytes memory transfer = one(sequence).bytesOf(0);
        try_(abi.encodeCall(vault.voidTransfer, (transfer, 1, ending("bridge/void/v1", transfer))));
    }

    /// @dev Locks own money and has it back, although it was paid on the other side.
    function lockAndRefund(uint64 amount, uint256 which) external counted {
        amount = uint64(bound(amount, 1, threshold * 2));
        token.mint(attacker, amount);
        vm.prank(attacker);
        try vault.lock(address(token), 2, 1, amount, keccak256("r")) returns (uint64 sequence) {
            deposited += amount;
            bytes memory head = abi.encodePacked(uint8(1), bridgeId, uint16(1), uint16(2), sequence, uint8(1), asset, amount);
            locks.push(bytes.concat(head, bytes32(uint256(uint160(attacker))), keccak256("r")));
        } catch {
            vm.prank(attacker);
            token.transfer(address(0xdead), amount);
        }
        if (locks.length == 0) return;
        which %= locks.length;
        if (!try_(abi.encodeCall(vault.refund, (locks[which], 1, ending("bridge/refund/v1", locks[which]))))) return;
        if (++refunds[which] > 1) ++violations;
    }

    function executeHold(uint64 sequence) external counted {
        sequence = 1 + sequence % SEQUENCES;
        if (!try_(abi.encodeCall(vault.executeHold, (one(sequence).bytesOf(0))))) return;
        if (!approvedByTwo[sequence]) ++violations;
    }

    function rotate(uint256 secret) external counted {
        GroupSigner.Key memory next = GroupSigner.key(1 + secret % 1e9);
        bytes32 body = keccak256(abi.encodePacked(keccak256("bridge/rotate/v1"), bridgeId, uint32(1), uint16(1), uint32(2), next.x, next.parity()));
        if (!try_(abi.encodeCall(vault.rotate, (2, bytes32(next.x), next.parity(), group.sign(body))))) return;
        // An officer watches, and says no in time.
        (,, bytes32 digest,) = vault.pendingKey();
        if (!paper(ANNA, 11, abi.encode(1, digest, ++nonce, block.timestamp + 1))) ++violations;
        try_(abi.encodeCall(vault.activate, ()));
        if (vault.epoch() != 1) ++violations;
    }

    /// @dev Papers with made-up signers and any words: none of them may do anything.
    function forgePaper(uint256 key, uint8 action, uint64 a, uint64 b) external counted {
        key = bound(key, 0x1000, 0xffffff);
        bytes memory words = abi.encode(1, asset, a, b, a, b, ++nonce, block.timestamp + 1);
        bytes32 before = snapshot();
        paper(key, 3 + action % 2, words);
        paper(key, 1, abi.encode(1, 1, 0, 1 + a % 5, bytes32(0), ++nonce, block.timestamp + 1));
        if (snapshot() != before) ++violations;
    }

    // ---------------------------------------------------------------- risk staff, users, time

    function alarm(uint8 kind, uint8 to) external counted {
        kind = 1 + kind % 3;
        bytes32 scope = kind == 1 ? bytes32(0) : kind == 2 ? bytes32(uint256(2)) : asset;
        uint8 from = vault.level(kind, scope);
        to = 1 + to % 5;
        paper(GUARD, 1, abi.encode(1, kind, scope, to, bytes32(0), ++nonce, block.timestamp + 1));
        if (vault.level(kind, scope) != (to > from ? to : from)) ++violations;
    }

    function calm(uint8 kind) external counted {
        kind = 1 + kind % 3;
        bytes32 scope = kind == 1 ? bytes32(0) : kind == 2 ? bytes32(uint256(2)) : asset;
        if (vault.level(kind, scope) == 0) return;
        bytes memory words = abi.encode(1, kind, scope, 0, bytes32(0), ++nonce, block.timestamp + 1);
        control.act(2, words, bytes.concat(signed(ANNA, 2, words), signed(BEN, 2, words)));
        vm.warp(block.timestamp + vaultLoosen());
        control.execute(2, words);
    }

    function approve(uint64 sequence, bool both) external counted {
        sequence = 1 + sequence % SEQUENCES;
        bytes32 leaf = one(sequence).leaf(0);
        bool first = paper(ANNA, 9, abi.encode(1, 2, sequence, leaf, ++nonce, block.timestamp + 1));
        if (both && paper(BEN, 9, abi.encode(1, 2, sequence, leaf, ++nonce, block.timestamp + 1)) && first) approvedByTwo[sequence] = true;
    }

    function reject(uint64 sequence) external counted {
        sequence = 1 + sequence % SEQUENCES;
        paper(ANNA, 10, abi.encode(1, 2, sequence, one(sequence).leaf(0), ++nonce, block.timestamp + 1));
    }

    function wait_(uint256 time) external counted {
        vm.warp(block.timestamp + time % 20 minutes);
    }

    // ---------------------------------------------------------------- books

    /// @dev One fixed amount per sequence: most below the hold threshold, every fifth above.
    function item(uint64 sequence) private view returns (Batches.Item memory) {
        uint64 amount = sequence % 5 == 0 ? threshold + sequence : uint64(1 + (uint256(threshold) - 2) * (sequence % 7) / 7);
        return Batches.Item(1, asset, amount, keccak256("s"), victim);
    }

    function one(uint64 sequence) private view returns (Batches.Batch memory b) {
        b = Batches.Batch(bridgeId, 1, 2, 1, sequence, new Batches.Item[](1));
        b.items[0] = item(sequence);
    }

    function book() private {
        times.push(block.timestamp);
        totals.push(deposited - token.balanceOf(address(vault)));
        for (uint64 s = 1; s <= SEQUENCES; ++s) {
            uint8 state = vault.transferState(2, s);
            uint8 last = lastState[s];
            // An end is an end; a hold ends in one of the two.
            if (state != last && !(last == 0 || (last == 2 && state != 0))) ++violations;
            lastState[s] = state;
        }
    }

    function length() external view returns (uint256) {
        return times.length;
    }

    function try_(bytes memory data) private returns (bool ok) {
        vm.prank(attacker);
        (ok,) = address(vault).call(data);
    }

    function snapshot() private view returns (bytes32) {
        (uint64 a, uint64 b, uint64 c, uint64 d) = vault.limits(address(token));
        return keccak256(abi.encode(a, b, c, d, vault.level(1, 0), vault.level(2, bytes32(uint256(2))), vault.level(3, asset)));
    }

    function vaultLoosen() private view returns (uint32 loosen) {
        (loosen,,,,,) = vault.delays();
    }

    function ending(string memory tag, bytes memory transfer) private returns (bytes memory) {
        bytes memory lane = new bytes(12);
        for (uint256 i; i < 12; ++i) lane[i] = transfer[33 + i];
        bytes32 leaf = keccak256(bytes.concat(keccak256(transfer)));
        return group.sign(keccak256(bytes.concat(abi.encodePacked(keccak256(bytes(tag)), bridgeId, uint32(1)), lane, leaf)));
    }

    function signed(uint256 key, uint8 action, bytes memory words) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, control.digestOf(action, words));
        return abi.encodePacked(r, s, v);
    }

    function paper(uint256 key, uint8 action, bytes memory words) private returns (bool ok) {
        (ok,) = address(control).call(abi.encodeCall(control.act, (action, words, signed(key, action, words))));
    }
}
