// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {BridgeVault} from "../../src/BridgeVault.sol";
import {MarginAccounts} from "../../src/MarginAccounts.sol";
import {WrappedToken} from "../../src/WrappedToken.sol";
import {Batches} from "./Batches.sol";
import {FreezableToken} from "./HostileTokens.sol";
import {GroupSigner} from "./GroupSigner.sol";

/// @title Users, honest guardians and an attacker, called in any order with any arguments by the invariant run
/// @notice Keeps its own books of what was locked and what was attested, to hold against the vault's.
contract BridgeHandler is Test {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    BridgeVault public immutable vault;
    MarginAccounts public immutable margin;
    FreezableToken public immutable token;
    WrappedToken public immutable wrapped;
    bytes32 private immutable bridgeId;
    GroupSigner.Key private group;
    GroupSigner.Key private thief;
    address[4] public actors;

    /// books, in canonical units (= token units here)
    uint256 public locked;
    uint256 public released;
    uint256 public wrappedReleased;
    uint256 public wrappedLocked;
    uint64 public locks;
    uint64 public attested;
    uint256 public consumedCount;
    uint256 public breaches;
    mapping(uint64 sequence => bool) public paid;
    bytes[] private published;
    Batches.Batch[] private batches;

    constructor(BridgeVault vault_, MarginAccounts margin_, FreezableToken token_, WrappedToken wrapped_, uint256 secret) {
        (vault, margin, token, wrapped) = (vault_, margin_, token_, wrapped_);
        bridgeId = vault_.bridgeId();
        group = GroupSigner.key(secret);
        thief = GroupSigner.key(0xbad);
        for (uint256 i; i < actors.length; ++i) {
            actors[i] = makeAddr(string.concat("actor", vm.toString(i)));
            vm.startPrank(actors[i]);
            token_.approve(address(vault_), type(uint256).max);
            token_.approve(address(margin_), type(uint256).max);
            vm.stopPrank();
        }
    }

    // ---------------------------------------------------------------- users

    function lock(uint256 who, uint256 amount) external {
        address actor = actors[who % 4];
        amount = bound(amount, 1, 1_000e6);
        token.mint(actor, amount);
        vm.prank(actor);
        note(vault.lock(address(token), 2, 1, amount, keccak256("r")));
        locked += amount;
    }

    function lockWrapped(uint256 who, uint256 amount) external {
        address actor = actors[who % 4];
        uint256 balance = wrapped.balanceOf(actor);
        if (balance == 0) return;
        amount = bound(amount, 1, lockable(address(wrapped), balance));
        vm.prank(actor);
        note(vault.lock(address(wrapped), 2, 1, amount, keccak256("r")));
        wrappedLocked += amount;
    }

    function deposit(uint256 who, uint256 amount) external {
        address actor = actors[who % 4];
        amount = bound(amount, 1, 1_000e6);
        token.mint(actor, amount);
        vm.prank(actor);
        margin.deposit(address(token), amount);
    }

    function withdraw(uint256 who, uint256 amount, bool otherChain, bool asWrapped) external {
        address actor = actors[who % 4];
        address what = asWrapped ? address(wrapped) : address(token);
        uint256 balance = margin.balanceOf(actor, what);
        if (balance == 0) return;
        amount = bound(amount, 1, otherChain ? lockable(what, balance) : balance);
        if (!asWrapped) token.freeze(actor, 0);
        vm.prank(actor);
        if (!otherChain) return margin.withdraw(what, amount, actor);
        note(margin.withdrawToChain(what, 2, 1, amount, keccak256("r")));
        if (asWrapped) wrappedLocked += amount;
        else locked += amount;
    }

    function freeze(uint256 who, uint8 how) external {
        token.freeze(actors[who % 4], how % 3);
    }

    function claim(uint256 who, uint256 to) external {
        address actor = actors[who % 4];
        if (vault.claimable(address(token), actor) == 0) return;
        token.freeze(actors[to % 4], 0);
        vm.prank(actor);
        vault.claim(address(token), actors[to % 4]);
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + time % 1 hours);
    }

    // ---------------------------------------------------------------- honest guardians

    /// @dev Attests what the other chain can have locked: no more of the custody token than went there.
    function attest(uint256 seed, uint8 count) external {
        count = uint8(bound(count, 1, 12));
        Batches.Batch memory b = Batches.Batch(bridgeId, 1, 2, 1, attested + 1, new Batches.Item[](count));
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 there = locked - outstanding();
            bool asWrapped = seed % 3 == 0 || there == 0;
            uint64 amount = uint64(1 + (seed >> 32) % (asWrapped ? 500e6 : there));
            bytes32 id = vault.assetOf(asWrapped ? address(wrapped) : address(token));
            b.items[i] = Batches.Item(uint8(1 + (seed >> 8) % 2), id, amount, keccak256("s"), actors[(seed >> 16) % 4]);
            if (!asWrapped) attestedUnits += amount;
        }
        attested += count;
        published.push(b.encode(group.sign(b.digest())));
        storeBatch(b);
    }

    uint256 private attestedUnits;

    function outstanding() private view returns (uint256) {
        return attestedUnits;
    }

    // ---------------------------------------------------------------- relayers, honest or not

    /// @dev Delivers any published batch, with any choice, as often as it likes.
    function deliver(uint256 which, uint128 chosen) external {
        if (published.length == 0) return;
        which %= published.length;
        Batches.Batch memory b = batches[which];
        chosen &= Batches.all(b.items.length);
        bytes memory data = b.encode(group.sign(b.digest()), chosen);
        (bool ok,) = address(vault).call(abi.encodeCall(vault.release, (data)));
        if (ok) book(b, chosen);
    }

    /// @dev Changes one byte of a published batch. The choice of transfers is the caller's; every other byte is signed.
    function forge(uint256 which, uint256 position, uint8 flip) external {
        if (published.length == 0 || flip == 0) return;
        bytes memory data = published[which % published.length];
        position %= data.length;
        uint256 bitmap = 115 + 32 * uint256(uint8(data[114]));
        if (position >= bitmap && position < bitmap + 16) return;
        data[position] = bytes1(uint8(data[position]) ^ flip);
        attack(address(vault), abi.encodeCall(vault.release, (data)));
    }

    /// @dev A batch of the attacker's own, signed by the attacker.
    function steal(uint64 first, uint64 amount, bool asWrapped) external {
        bytes32 id = vault.assetOf(asWrapped ? address(wrapped) : address(token));
        Batches.Batch memory b = Batches.Batch(bridgeId, 1, 2, 1, first, new Batches.Item[](1));
        b.items[0] = Batches.Item(1, id, amount, keccak256("s"), address(this));
        attack(address(vault), abi.encodeCall(vault.release, (b.encode(thief.sign(b.digest())))));
    }

    /// @dev Every function that only a part of the bridge may call.
    function trespass(uint8 which, uint64 amount) external {
        if (which % 6 == 0) attack(address(vault), abi.encodeCall(vault.collect, (amount % 2 == 0 ? address(wrapped) : address(token))));
        if (which % 6 == 1) attack(address(wrapped), abi.encodeCall(wrapped.mint, (address(this), amount)));
        if (which % 6 == 2) attack(address(margin), abi.encodeCall(margin.credit, (address(this), address(token), amount)));
        if (which % 6 == 3) attack(address(vault), abi.encodeCall(vault.setLimits, (vault.assetOf(address(token)), amount, amount, amount, amount)));
        if (which % 6 == 4) attack(address(vault), abi.encodeCall(vault.claim, (address(token), address(this))));
        if (which % 6 == 5) {
            attack(address(vault), abi.encodeCall(vault.lockFor, (actors[0], address(token), 2, 1, amount, keccak256("r"))));
        }
    }

    // ---------------------------------------------------------------- books

    /// @dev A lock is at most the largest release.
    function lockable(address what, uint256 balance) private view returns (uint256) {
        (uint64 maxRelease,,,) = vault.limits(what);
        return balance < maxRelease ? balance : maxRelease;
    }

    function attack(address target, bytes memory data) private {
        (bool ok,) = target.call(data);
        if (ok) ++breaches;
    }

    function note(uint64 sequence) private {
        ++locks;
        if (sequence != locks) ++breaches;
    }

    function book(Batches.Batch memory b, uint128 chosen) private {
        for (uint256 i; i < b.items.length; ++i) {
            uint64 sequence = uint64(b.first + i);
            if (chosen & Batches.only(i) == 0 || paid[sequence]) continue;
            paid[sequence] = true;
            ++consumedCount;
            if (b.items[i].asset == vault.assetOf(address(token))) released += b.items[i].amount;
            else wrappedReleased += b.items[i].amount;
        }
    }

    function storeBatch(Batches.Batch memory b) private {
        Batches.Batch storage stored = batches.push();
        (stored.bridgeId, stored.epoch, stored.source, stored.destination, stored.first) =
            (b.bridgeId, b.epoch, b.source, b.destination, b.first);
        for (uint256 i; i < b.items.length; ++i) stored.items.push(b.items[i]);
    }
}
