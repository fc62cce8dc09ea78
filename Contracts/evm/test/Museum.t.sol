// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {BridgeVault} from "../src/BridgeVault.sol";
import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {RiskControl} from "../src/RiskControl.sol";
import {BatchReader} from "../src/libraries/BatchReader.sol";
import {CanonicalAmount} from "../src/libraries/CanonicalAmount.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {GroupSigner} from "./support/GroupSigner.sol";
import {CallbackToken, FeeToken, LyingToken} from "./support/HostileTokens.sol";

contract LookAlike {
    function emitLocked(bytes32 assetId, bytes32 sender, bytes32 recipient) external {
        emit IBridgeVault.Locked(2, 1, assetId, 1, 1e6, sender, recipient);
    }
}

/// @notice Historic failures of bridges, replayed against the vault (the list stands in the walls of the design).
contract MuseumTest is BridgeFixture {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    bytes private invalid = abi.encodeWithSelector(IVaultErrors.InvalidSignature.selector);
    bytes private malformed = abi.encodeWithSelector(BatchReader.MalformedBatch.selector);

    function list(TestToken t) private {
        vm.startPrank(governor);
        control.registerCustody(address(t), 6);
        control.setLimits(address(t), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        t.mint(alice, 1_000e6);
        vm.prank(alice);
        t.approve(address(vault), type(uint256).max);
    }

    function lockHostile(TestToken t) private {
        vm.prank(alice);
        vault.lock(address(t), SOLANA, WALLET, 100e6, RECIPIENT);
    }

    // ---- M02: look-alike event from a foreign contract

    function test_Museum_M02_ForeignEvent_IsNotTheVaults() public {
        LookAlike fake = new LookAlike();
        vm.recordLogs();
        fake.emitLocked(asset, bytes32(uint256(uint160(alice))), RECIPIENT);
        lockAs(alice, 1e6);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 genuine;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IBridgeVault.Locked.selector && logs[i].emitter == address(vault)) ++genuine;
        }
        assertEq(genuine, 1);
        assertEq(vault.lastSequence(SOLANA), 1);
    }

    // ---- M03, M05: the amount is what has arrived

    function test_Museum_M03_FeeOnTransfer_IsRefused() public {
        FeeToken fee = new FeeToken();
        list(fee);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.CustodyMismatch.selector, 100e6, 99e6));
        lockHostile(fee);
    }

    function test_Museum_M03_LyingToken_IsRefused() public {
        LyingToken liar = new LyingToken();
        list(liar);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.CustodyMismatch.selector, 100e6, 0));
        lockHostile(liar);
    }

    /// @dev A lock inside a lock would be counted by both balance differences; a release inside would lower the outer one.
    function test_Museum_M03_Reentry_IsRefused() public {
        CallbackToken callback = new CallbackToken();
        list(callback);
        callback.mint(address(callback), 1_000e6);
        vm.prank(address(callback));
        callback.approve(address(vault), type(uint256).max);
        bytes[2] memory calls = [
            abi.encodeCall(vault.lock, (address(callback), SOLANA, WALLET, 1e6, RECIPIENT)),
            abi.encodeCall(vault.claim, (address(callback), alice))
        ];
        for (uint256 i; i < calls.length; ++i) {
            callback.arm(address(vault), calls[i]);
            lockHostile(callback);
            assertFalse(callback.succeeded());
            assertEq(callback.answer(), abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
        }
        assertEq(callback.balanceOf(address(vault)), 200e6);
        assertEq(vault.lastSequence(SOLANA), 2);
    }

    function test_Museum_M03_ReentryDuringRelease_IsRefused() public {
        CallbackToken callback = new CallbackToken();
        list(callback);
        lockHostile(callback);
        Batches.Batch memory b = batchOf(1, 2, 10e6, bob);
        (b.items[0].asset, b.items[1].asset) = (vault.assetOf(address(callback)), vault.assetOf(address(callback)));
        bytes memory data = signed(b);
        callback.arm(address(vault), abi.encodeCall(vault.release, (data)));
        vault.release(data);
        assertFalse(callback.succeeded());
        assertEq(callback.balanceOf(bob), 20e6);
    }

    // ---- M04, M58: a message is valid in one place only

    function test_Museum_M04_OtherMessageTypes_AreRefused() public {
        lockAs(alice, 1_000e6);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        string[4] memory tags = ["bridge/void/v1", "bridge/refund/v1", "bridge/rotate/v1", "bridge/price/v1"];
        bytes memory body = abi.encodePacked(b.source, b.destination, b.first, uint32(1), b.root());
        for (uint256 i; i < tags.length; ++i) {
            bytes32 digest = keccak256(abi.encodePacked(keccak256(bytes(tags[i])), BRIDGE, EPOCH, body));
            releaseReverts(b.encode(group.sign(digest)), invalid);
        }
        // As the void of the same transfer really reads, and with no tag at all.
        bytes memory voided = abi.encodePacked(b.source, b.destination, b.first, b.leaf(0));
        bytes32 voidDigest = keccak256(abi.encodePacked(keccak256("bridge/void/v1"), BRIDGE, EPOCH, voided));
        releaseReverts(b.encode(group.sign(voidDigest)), invalid);
        releaseReverts(b.encode(group.sign(keccak256(abi.encodePacked(BRIDGE, EPOCH, body)))), invalid);
        // And an attestation is no rotation.
        bytes memory attestation = sign(b);
        vm.expectRevert(invalid);
        vault.rotate(2, bytes32(group.x), group.parity(), attestation);
    }

    function test_Museum_M58_SameSignature_OtherContractChainActionEpoch() public {
        lockAs(alice, 1_000e6);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        bytes memory data = signed(b);
        otherVaultRefuses(keccak256("other deployment"), HERE, data);
        otherVaultRefuses(BRIDGE, 3, data);
        b.epoch = 2;
        releaseReverts(b.encode(group.sign(b.digest())), abi.encodeWithSelector(IVaultErrors.WrongEpoch.selector, 1, 2));
        Batches.Batch memory honest = batchOf(1, 1, 100e6, bob);
        releaseReverts(honest.encode(group.sign(b.digest())), invalid); // signed for epoch 2, shown as epoch 1
    }

    function otherVaultRefuses(bytes32 bridge, uint16 chain, bytes memory data) private {
        BridgeVault other = newVault(bridge, chain, governor, bytes32(group.x), group.parity());
        vm.startPrank(governor);
        controlOf(other).openLane(SOLANA, 2);
        address minted = controlOf(other).registerMint(7, HOME_MINT, 6, 6, "N", "S");
        controlOf(other).setLimits(minted, MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        vm.expectRevert(invalid);
        other.release(data);
    }

    // ---- M10: indices and counts are bounded

    function test_Museum_M10_CountsAndIndices_AreBounded() public {
        Batches.Batch memory b = batchOf(1, 1, 1e6, bob);
        bytes memory item = abi.encodePacked(WALLET, uint8(0), uint64(1e6), SENDER, bob);
        bytes memory head = abi.encodePacked(EPOCH, SOLANA, uint64(1));
        bytes memory signature = sign(b);
        bytes memory tail = abi.encodePacked(uint8(1), asset, Batches.all(1), item);
        releaseReverts(abi.encodePacked(head, uint32(0), signature, uint8(1), asset, uint128(0)), malformed);
        releaseReverts(abi.encodePacked(head, uint32(2), signature, tail), malformed);
        releaseReverts(abi.encodePacked(head, type(uint32).max, signature, tail), malformed);
        releaseReverts(abi.encodePacked(head, uint32(1), signature, uint8(0), Batches.all(1), item), malformed);
        // An asset index that names no asset; a bit that names no transfer.
        bytes memory wrongIndex = abi.encodePacked(WALLET, uint8(1), uint64(1e6), SENDER, bob);
        releaseReverts(
            abi.encodePacked(head, uint32(1), signature, uint8(1), asset, Batches.all(1), wrongIndex), malformed
        );
        releaseReverts(abi.encodePacked(head, uint32(1), signature, uint8(1), asset, Batches.all(2), item), malformed);
    }

    function test_Museum_M10_TooLongBatch_IsRefused() public {
        Batches.Batch memory b = batchOf(1, 129, 1e6, bob);
        b.items[0].amount = 2e6;
        bytes memory signature = sign(b);
        bytes memory transfers;
        for (uint256 i; i < 129; ++i) {
            transfers = abi.encodePacked(transfers, WALLET, uint8(0), b.items[i].amount, SENDER, bob);
        }
        bytes memory head = abi.encodePacked(EPOCH, SOLANA, uint64(1), uint32(129), signature);
        releaseReverts(abi.encodePacked(head, uint8(1), asset, type(uint128).max, transfers), malformed);
    }

    /// @dev 129 assets would make an asset index ambiguous with no check at all.
    function test_Museum_M10_TooManyAssets_AreRefused() public {
        Batches.Batch memory b = batchOf(1, 1, 1e6, bob);
        bytes memory ids = abi.encodePacked(asset);
        for (uint256 i = 1; i < 129; ++i) ids = abi.encodePacked(ids, bytes32(i));
        bytes memory item = abi.encodePacked(WALLET, uint8(0), uint64(1e6), SENDER, bob);
        bytes memory head = abi.encodePacked(EPOCH, SOLANA, uint64(1), uint32(1), sign(b));
        releaseReverts(abi.encodePacked(head, uint8(129), ids, Batches.all(1), item), malformed);
    }

    /// @dev The signed root of two leaves is shown as the leaf of one transfer, and the other way round.
    function test_Museum_M10_InnerNode_IsNoLeaf() public {
        lockAs(alice, 1_000e6);
        Batches.Batch memory two = batchOf(1, 2, 100e6, bob);
        Batches.Batch memory one = batchOf(1, 1, 100e6, bob);
        bytes memory body = abi.encodePacked(SOLANA, HERE, uint64(1), uint32(1), two.root());
        bytes32 digest = keccak256(abi.encodePacked(keccak256("bridge/attestation/v1"), BRIDGE, EPOCH, body));
        releaseReverts(one.encode(group.sign(digest)), invalid);
        releaseReverts(two.encode(sign(one)), invalid);
    }

    /// @dev A single keccak256 of 150 bytes is not the leaf.
    function test_Museum_M10_LeafHashedOnce_IsRefused() public {
        lockAs(alice, 1_000e6);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        bytes memory encoded = abi.encodePacked(uint8(1), BRIDGE, SOLANA, HERE, uint64(1), WALLET, asset);
        bytes32 once = keccak256(abi.encodePacked(encoded, uint64(100e6), SENDER, bytes32(uint256(uint160(bob)))));
        assertEq(b.leaf(0), keccak256(abi.encodePacked(once)));
        bytes memory body = abi.encodePacked(SOLANA, HERE, uint64(1), uint32(1), once);
        bytes32 digest = keccak256(abi.encodePacked(keccak256("bridge/attestation/v1"), BRIDGE, EPOCH, body));
        releaseReverts(b.encode(group.sign(digest)), invalid);
    }

    // ---- M12: zero means nothing

    function test_Museum_M12_FreshVault_ReleasesNothing() public {
        BridgeVault fresh = newVault(BRIDGE, HERE, governor, bytes32(group.x), group.parity());
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        bytes memory data = signed(b);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, SOLANA));
        fresh.release(data);
        RiskControl freshControl = controlOf(fresh);
        vm.prank(governor);
        freshControl.openLane(SOLANA, 2);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.AssetUnlisted.selector, asset));
        fresh.release(data);
        vm.prank(governor);
        freshControl.registerCustody(address(token), 6);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, type(uint64).max));
        fresh.release(data);
        assertEq(fresh.epoch(), 1);
    }

    function test_Museum_M12_ZeroSignature_IsRefused() public {
        lockAs(alice, 1_000e6);
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        releaseReverts(b.encode(new bytes(96)), invalid);
        releaseReverts(b.encode(abi.encodePacked(uint256(0), uint256(0), uint256(1))), invalid);
        releaseReverts(b.encode(abi.encodePacked(group.x, group.y, uint256(0))), invalid);
        releaseReverts(abi.encodePacked(new bytes(114), uint8(1), asset, Batches.all(1), new bytes(62)), malformed);
    }

    // ---- M50: no message chooses whom the vault calls

    function test_Museum_M50_RecipientsAreNeverCalled() public {
        lockAs(alice, 1_000e6);
        address[4] memory targets = [address(vault), address(token), address(margin), address(wrapped)];
        uint256 before = token.totalSupply();
        for (uint64 i; i < targets.length; ++i) {
            Batches.Batch memory b = batchOf(i + 1, 1, 1e6, targets[i]);
            // Only the token is called, and only transfer: any other call of the target would be expected zero times and counted.
            vm.expectCall(address(token), abi.encodeWithSelector(0xa9059cbb, targets[i], 1e6));
            release(b);
        }
        assertEq(token.totalSupply(), before);
        assertEq(control.governor(), governor);
        assertEq(vault.claimableTotal(address(token)), 0);
    }

    // ---- M51: an old approval is worth nothing to a stranger

    function testFuzz_Museum_M51_StrangersCannotSpendApprovals(uint256 amount, bytes32 recipient, uint8 kind) public {
        amount = bound(amount, 1, 10_000_000e6);
        vm.assume(recipient != 0);
        kind = uint8(bound(kind, 1, 1));
        vm.prank(alice);
        token.approve(address(margin), type(uint256).max);
        uint256 before = token.balanceOf(alice);
        bytes[6] memory calls = [
            abi.encodeCall(vault.lock, (address(token), SOLANA, kind, amount, recipient)),
            abi.encodeCall(vault.lockFor, (alice, address(token), SOLANA, kind, amount, recipient)),
            abi.encodeCall(vault.lockWithPermit, (address(token), SOLANA, kind, amount, recipient, block.timestamp, 27, 0, 0)),
            abi.encodeCall(margin.deposit, (address(token), amount)),
            abi.encodeCall(margin.withdrawToChain, (address(token), SOLANA, kind, amount, recipient)),
            abi.encodeCall(vault.claim, (address(token), bob))
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.startPrank(bob);
            (bool a,) = address(vault).call(calls[i]);
            (bool b,) = address(margin).call(calls[i]);
            vm.stopPrank();
            assertFalse(a || b);
        }
        assertEq(token.balanceOf(alice), before);
    }

    // ---- M60: decimals

    function testFuzz_Museum_M60_Decimals_NeverPayMoreThanLocked(uint8 pick, uint64 units, uint256 dust) public {
        uint8[6] memory choices = [0, 2, 6, 8, 9, 18];
        uint8 decimals = choices[pick % 6];
        uint8 otherDecimals = choices[(pick / 6) % 6];
        uint8 canonical = decimals < otherDecimals ? decimals : otherDecimals;
        TestToken t = new TestToken("T", "T", decimals);
        vm.startPrank(governor);
        control.registerCustody(address(t), canonical);
        control.setLimits(address(t), type(uint64).max, type(uint64).max, 1, NO_HOLD);
        vm.stopPrank();
        units = uint64(bound(units, 1, type(uint64).max - 1)); // the largest of all is a hold threshold that nothing else reaches
        uint256 unit = 10 ** (decimals - canonical);
        uint256 amount = uint256(units) * unit;
        t.mint(alice, type(uint128).max);
        vm.startPrank(alice);
        t.approve(address(vault), type(uint256).max);
        if (unit > 1) {
            uint256 with = amount + bound(dust, 1, unit - 1);
            vm.expectRevert(abi.encodeWithSelector(CanonicalAmount.Dust.selector, with, unit));
            vault.lock(address(t), SOLANA, WALLET, with, RECIPIENT);
        }
        uint256 tooMuch = (uint256(type(uint64).max) + 1) * unit;
        vm.expectRevert(abi.encodeWithSelector(CanonicalAmount.AmountTooLarge.selector, tooMuch));
        vault.lock(address(t), SOLANA, WALLET, tooMuch, RECIPIENT);

        vm.recordLogs();
        vault.lock(address(t), SOLANA, WALLET, amount, RECIPIENT);
        vm.stopPrank();
        assertEq(lockedAmount(), units);
        assertEq(t.balanceOf(address(vault)), amount);

        Batches.Batch memory b = batchOf(1, 1, units, bob);
        b.items[0].asset = vault.assetOf(address(t));
        release(b);
        assertEq(t.balanceOf(bob), amount);
        assertEq(t.balanceOf(address(vault)), 0);
    }

    function lockedAmount() private returns (uint64 amount) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (, amount,,) = abi.decode(logs[logs.length - 1].data, (uint8, uint64, bytes32, bytes32));
    }
}
