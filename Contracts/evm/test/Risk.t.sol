// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IRiskControl} from "../src/IRiskControl.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice Who may do what, and when: every paper, signature, nonce, delay and window.
contract RiskTest is RiskFixture {
    bytes private badSignature = abi.encodeWithSelector(IRiskControl.BadSignature.selector);

    function calm() private returns (bytes memory words) {
        raise(EVERYTHING, 0, 4);
        return levelWords(EVERYTHING, 0, 0);
    }

    // ---- papers

    function test_Act_RevertWhen_ThePaperIsForAnotherChain() public {
        bytes memory words = abi.encode(3, EVERYTHING, bytes32(0), 3, REASON, nextNonce(), until());
        actReverts(ANNA, RAISE, words, abi.encodeWithSelector(IRiskControl.WrongChain.selector, 3));
        // Every chain at once is fine for what tightens, but a hold is on one chain.
        act(ANNA, RAISE, abi.encode(0, EVERYTHING, bytes32(0), 3, REASON, nextNonce(), until()));
        words = abi.encode(0, SOLANA, 1, REASON, nextNonce(), until());
        actReverts(ANNA, APPROVE, words, abi.encodeWithSelector(IRiskControl.WrongChain.selector, 0));
        words = abi.encode(0, 9, 1, nextNonce(), until());
        actReverts(OPEN, words, signPaper(ANNA, BEN, OPEN, words), abi.encodeWithSelector(IRiskControl.WrongChain.selector, 0));
    }

    function test_Act_RevertWhen_ThePaperIsTooOldOrTooLong() public {
        uint64 late = uint64(block.timestamp - 1);
        bytes memory words = abi.encode(HERE, EVERYTHING, bytes32(0), 3, REASON, nextNonce(), late);
        actReverts(ANNA, RAISE, words, abi.encodeWithSelector(IRiskControl.PaperExpired.selector, late));
        uint64 far = uint64(block.timestamp + 30 days + 1);
        words = abi.encode(HERE, EVERYTHING, bytes32(0), 3, REASON, nextNonce(), far);
        actReverts(ANNA, RAISE, words, abi.encodeWithSelector(IRiskControl.PaperTooLong.selector, far));
        act(ANNA, RAISE, abi.encode(HERE, EVERYTHING, bytes32(0), 1, REASON, nextNonce(), block.timestamp));
        act(ANNA, RAISE, abi.encode(HERE, EVERYTHING, bytes32(0), 2, REASON, nextNonce(), far - 1));
    }

    function test_Act_RevertWhen_TheNonceIsNotNew() public {
        bytes memory first = levelWords(EVERYTHING, 0, 1);
        bytes memory second = levelWords(EVERYTHING, 0, 2);
        act(ANNA, RAISE, second);
        assertEq(control.lastNonce(vm.addr(ANNA)), 2);
        actReverts(ANNA, RAISE, second, abi.encodeWithSelector(IRiskControl.NonceUsed.selector, vm.addr(ANNA), 2));
        actReverts(ANNA, RAISE, first, abi.encodeWithSelector(IRiskControl.NonceUsed.selector, vm.addr(ANNA), 2));
        // Nonces are each person's own.
        bytes memory third = abi.encode(HERE, EVERYTHING, bytes32(0), 3, REASON, 1, until());
        act(BEN, RAISE, third);
        assertEq(vault.level(1, 0), 3);
    }

    function test_Act_RevertWhen_SignedForAnotherAction() public {
        // The words of a raise and of a lowering look alike; the type hash does not.
        bytes memory words = levelWords(EVERYTHING, 0, 3);
        vm.expectPartialRevert(IRiskControl.NotSentinel.selector);
        control.act(RAISE, words, signPaper(ANNA, LOWER, words));
    }

    function test_Act_RevertWhen_TheNumberOfSignaturesIsWrong() public {
        bytes memory words = levelWords(EVERYTHING, 0, 3);
        actReverts(RAISE, words, "", badSignature);
        actReverts(RAISE, words, signPaper(ANNA, BEN, RAISE, words), badSignature);
        words = calm();
        actReverts(LOWER, words, signPaper(ANNA, LOWER, words), badSignature);
        actReverts(LOWER, words, bytes.concat(signPaper(ANNA, BEN, LOWER, words), signPaper(CLEO, LOWER, words)), badSignature);
    }

    // ---- roles

    function test_Act_RevertWhen_SignedByAStranger() public {
        bytes memory notSentinel = abi.encodeWithSelector(IRiskControl.NotSentinel.selector, vm.addr(STRANGER));
        bytes memory notOfficer = abi.encodeWithSelector(IRiskControl.NotOfficer.selector, vm.addr(STRANGER));
        actReverts(STRANGER, RAISE, levelWords(EVERYTHING, 0, 3), notSentinel);
        actReverts(STRANGER, LOWER_LIMITS, limitWords(asset, 1, 1, 1, 1), notSentinel);
        actReverts(STRANGER, VETO, vetoWords(0), notSentinel);
        actReverts(STRANGER, APPROVE, holdWords(1, 0), notOfficer);
        actReverts(STRANGER, REJECT, holdWords(1, 0), notOfficer);
        bytes memory words = calm();
        actReverts(LOWER, words, signPaper(ANNA, STRANGER, LOWER, words), notOfficer);
        actReverts(LOWER, words, signPaper(STRANGER, BEN, LOWER, words), notOfficer);
    }

    /// @dev M77: the role that halts cannot resume, alone or with an officer's help.
    function test_Museum_M77_SentinelHaltsAndNeverResumes() public {
        bytes memory words = calm();
        bytes memory notOfficer = abi.encodeWithSelector(IRiskControl.NotOfficer.selector, vm.addr(GUARD));
        actReverts(LOWER, words, signPaper(ANNA, GUARD, LOWER, words), notOfficer);
        actReverts(LOWER, words, signPaper(GUARD, ANNA, LOWER, words), notOfficer);
        actReverts(GUARD, APPROVE, holdWords(1, 0), notOfficer);
        actReverts(GUARD, REJECT, holdWords(1, 0), notOfficer);
        // Nor does one person twice.
        actReverts(LOWER, words, signPaper(ANNA, ANNA, LOWER, words), abi.encodeWithSelector(IRiskControl.SameOfficer.selector, vm.addr(ANNA)));
        // Nor does one key get both roles.
        words = roleWords(vm.addr(GUARD), 1);
        schedule(GRANT, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(GRANT, words, abi.encodeWithSelector(IRiskControl.RoleTaken.selector, vm.addr(GUARD), 2));
        assertEq(vault.level(1, 0), 4);
    }

    function test_GrantAndRevoke_ChangeWhoMayAct() public {
        loosen(GRANT, roleWords(vm.addr(STRANGER), 1));
        assertEq(control.role(vm.addr(STRANGER)), 1);
        assertEq(control.officers(), 4);
        loosen(REVOKE, roleWords(vm.addr(STRANGER), 1));
        assertEq(control.role(vm.addr(STRANGER)), 0);
        loosen(REVOKE, roleWords(vm.addr(GUARD), 2));
        bytes memory words = levelWords(EVERYTHING, 0, 1);
        actReverts(GUARD, RAISE, words, abi.encodeWithSelector(IRiskControl.NotSentinel.selector, vm.addr(GUARD)));
    }

    function test_Revoke_RevertWhen_TheRoleIsAnotherOrTooFewRemain() public {
        bytes memory words = roleWords(vm.addr(GUARD), 1);
        schedule(REVOKE, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(REVOKE, words, abi.encodeWithSelector(IRiskControl.RoleMismatch.selector, vm.addr(GUARD), 2));
        loosen(REVOKE, roleWords(vm.addr(CLEO), 1));
        words = roleWords(vm.addr(BEN), 1);
        schedule(REVOKE, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(REVOKE, words, abi.encodeWithSelector(IRiskControl.TooFewOfficers.selector, 2));
    }

    function test_Grant_RevertWhen_ToNobody() public {
        bytes memory words = roleWords(address(0), 1);
        schedule(GRANT, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(GRANT, words, abi.encodeWithSelector(IRiskControl.ZeroValue.selector));
    }

    // ---- schedule, veto, execute

    function test_Execute_RevertWhen_TooEarlyOrTooLate() public {
        bytes memory words = calm();
        schedule(LOWER, words);
        uint64 readyAt = uint64(block.timestamp) + LOOSEN;
        assertEq(control.scheduled(digestOf(LOWER, words)), readyAt);
        vm.warp(readyAt - 1);
        executeReverts(LOWER, words, abi.encodeWithSelector(IRiskControl.NotReady.selector, readyAt));
        vm.warp(readyAt + EXECUTE + 1);
        assertEq(control.scheduled(digestOf(LOWER, words)), 0);
        executeReverts(LOWER, words, abi.encodeWithSelector(IRiskControl.ExecutionExpired.selector, readyAt + EXECUTE));
        vm.warp(readyAt + EXECUTE);
        assertEq(control.scheduled(digestOf(LOWER, words)), readyAt);
        execute(LOWER, words);
        assertEq(vault.level(1, 0), 0);
    }

    function test_Execute_RevertWhen_NotScheduledOrDoneAlready() public {
        bytes memory words = calm();
        bytes memory notScheduled = abi.encodeWithSelector(IRiskControl.NotScheduled.selector, digestOf(LOWER, words));
        executeReverts(LOWER, words, notScheduled);
        loosen(LOWER, words);
        executeReverts(LOWER, words, notScheduled);
        assertEq(control.scheduled(digestOf(LOWER, words)), 0);
        bytes memory signatures = signPaper(ANNA, BEN, LOWER, words);
        actReverts(LOWER, words, signatures, abi.encodeWithSelector(IRiskControl.NonceUsed.selector, vm.addr(ANNA), 2));
    }

    function test_Execute_RevertWhen_Vetoed() public {
        uint256[3] memory who = [GUARD, CLEO, ANNA]; // also one of the two who signed
        for (uint256 i; i < 3; ++i) {
            raise(EVERYTHING, 0, uint8(3 + i));
            bytes memory words = levelWords(EVERYTHING, 0, 0);
            bytes32 digest = digestOf(LOWER, words);
            schedule(LOWER, words);
            vm.expectEmit(address(control));
            emit IRiskControl.Vetoed(digest, vm.addr(who[i]));
            act(who[i], VETO, vetoWords(digest));
            assertEq(control.scheduled(digest), 0);
            vm.warp(block.timestamp + LOOSEN);
            executeReverts(LOWER, words, abi.encodeWithSelector(IRiskControl.WasVetoed.selector, digest));
            bytes memory again = vetoWords(digest);
            actReverts(ANNA, VETO, again, abi.encodeWithSelector(IRiskControl.NothingToVeto.selector, digest));
        }
        assertEq(vault.level(1, 0), 5);
    }

    function test_Veto_RevertWhen_NothingWaits() public {
        bytes memory words = vetoWords(keccak256("nothing"));
        actReverts(GUARD, VETO, words, abi.encodeWithSelector(IVaultErrors.NothingToVeto.selector, keccak256("nothing")));
    }

    function test_Execute_RevertWhen_ASignerIsNoOfficerAnyMore() public {
        raise(EVERYTHING, 0, 4);
        bytes memory revoke = roleWords(vm.addr(BEN), 1);
        bytes memory signatures = signPaper(ANNA, CLEO, REVOKE, revoke);
        control.act(REVOKE, revoke, signatures);
        bytes memory words = levelWords(EVERYTHING, 0, 0);
        schedule(LOWER, words);
        bytes memory other = levelWords(EVERYTHING, 0, 0);
        control.act(LOWER, other, signPaper(BEN, ANNA, LOWER, other));
        vm.warp(block.timestamp + LOOSEN);
        execute(REVOKE, revoke);
        executeReverts(LOWER, words, abi.encodeWithSelector(IRiskControl.NotOfficer.selector, vm.addr(BEN)));
        executeReverts(LOWER, other, abi.encodeWithSelector(IRiskControl.NotOfficer.selector, vm.addr(BEN)));
    }

    // ---- levels

    function test_Raise_RevertWhen_NotHigher() public {
        raise(EVERYTHING, 0, 3);
        bytes memory words = levelWords(EVERYTHING, 0, 3);
        actReverts(GUARD, RAISE, words, abi.encodeWithSelector(IRiskControl.LevelNotHigher.selector, 3));
        words = levelWords(EVERYTHING, 0, 2);
        actReverts(ANNA, RAISE, words, abi.encodeWithSelector(IRiskControl.LevelNotHigher.selector, 3));
    }

    function test_Raise_RevertWhen_TheScopeIsNotHere() public {
        bytes memory words = levelWords(LANE, bytes32(uint256(9)), 3);
        actReverts(GUARD, RAISE, words, abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 9));
        words = levelWords(ASSET, keccak256("unknown"), 3);
        actReverts(GUARD, RAISE, words, abi.encodeWithSelector(IVaultErrors.AssetUnlisted.selector, keccak256("unknown")));
    }

    function test_Lower_RevertWhen_NotLower() public {
        raise(EVERYTHING, 0, 3);
        bytes memory words = levelWords(EVERYTHING, 0, 3);
        schedule(LOWER, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(LOWER, words, abi.encodeWithSelector(IRiskControl.LevelNotLower.selector, 3));
    }

    function test_Level_EachScopeKeepsItsOwn() public {
        raise(EVERYTHING, 0, 1);
        raise(LANE, LANE_SCOPE, 2);
        vm.expectEmit(address(control));
        emit IRiskControl.LevelChanged(ASSET, asset, 0, 3, REASON, vm.addr(GUARD));
        raise(ASSET, asset, 3);
        assertEq(vault.level(EVERYTHING, 0), 1);
        assertEq(vault.level(LANE, LANE_SCOPE), 2);
        assertEq(vault.level(ASSET, asset), 3);
        assertEq(vault.level(ASSET, wrappedAsset), 0);
        assertEq(vault.levelOf(SOLANA, asset), 3);
        assertEq(vault.levelOf(SOLANA, wrappedAsset), 2);
        assertEq(vault.levelOf(0, wrappedAsset), 1);
        loosen(LOWER, levelWords(ASSET, asset, 1));
        assertEq(vault.level(ASSET, asset), 1);
        assertEq(vault.tokenOf(asset), address(token));
    }

    // ---- limits

    function test_LowerLimits_RevertWhen_AnythingIsHigherOrAllIsEqual() public {
        bytes memory notLower = abi.encodeWithSelector(IRiskControl.LimitsNotLower.selector);
        actReverts(GUARD, LOWER_LIMITS, limitWords(asset, MAX_RELEASE, CAPACITY, REFILL, NO_HOLD), notLower);
        loosen(SET_LIMITS, limitWords(asset, MAX_RELEASE, CAPACITY, REFILL, 1_000e6));
        actReverts(GUARD, LOWER_LIMITS, limitWords(asset, MAX_RELEASE + 1, CAPACITY, REFILL, 1), notLower);
        actReverts(GUARD, LOWER_LIMITS, limitWords(asset, 1, CAPACITY + 1, REFILL, 1), notLower);
        actReverts(GUARD, LOWER_LIMITS, limitWords(asset, 1, CAPACITY, REFILL + 1, 1), notLower);
        actReverts(GUARD, LOWER_LIMITS, limitWords(asset, 1, CAPACITY, REFILL, 1_000e6 + 1), notLower);
    }

    function test_LowerLimits_WorksAtOnce_AlsoToClosed() public {
        act(GUARD, LOWER_LIMITS, limitWords(asset, MAX_RELEASE, CAPACITY, REFILL, 5));
        act(ANNA, LOWER_LIMITS, limitWords(asset, 10, 100, 1, 5));
        (uint64 a, uint64 b, uint64 c, uint64 d) = vault.limits(address(token));
        assertEq(abi.encode(a, b, c, d), abi.encode(10, 100, 1, 5));
        act(GUARD, LOWER_LIMITS, limitWords(asset, 0, 0, 0, 0));
        (a,,,) = vault.limits(address(token));
        assertEq(a, 0);
    }

    function test_SetLimits_RevertWhen_NotBounded() public {
        bytes memory words = limitWords(asset, 2, 1, 1, 1);
        schedule(SET_LIMITS, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(SET_LIMITS, words, abi.encodeWithSelector(IVaultErrors.BadLimits.selector));
    }

    // ---- listing and lanes

    function listWords(bytes32 token_, uint8 mode, uint16 homeChain, bytes32 homeToken) private returns (bytes memory) {
        return abi.encode(HERE, token_, mode, 6, homeChain, homeToken, nextNonce(), until());
    }

    function listReverts(bytes memory words, bytes memory reason) private {
        schedule(LIST, words);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(LIST, words, reason);
    }

    function test_List_Custody_IsClosedUntilLimited() public {
        TestToken t = new TestToken("T", "T", 8);
        bytes32 word = bytes32(uint256(uint160(address(t))));
        loosen(LIST, listWords(word, 1, HERE, word));
        bytes32 id = vault.assetOf(address(t));
        assertEq(id, keccak256(abi.encodePacked(BRIDGE, HERE, word)));
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.TokenClosed.selector, address(t)));
        vault.lock(address(t), SOLANA, WALLET, 100, RECIPIENT);
        loosen(SET_LIMITS, limitWords(id, 1, 1, 1, 1));
    }

    function test_List_Mint_OnlyOfTokensMadeHere() public {
        address made = control.createWrapped("New", "NEW", 9);
        bytes32 word = bytes32(uint256(uint160(made)));
        loosen(LIST, listWords(word, 2, SOLANA, keccak256("another mint")));
        assertEq(vault.assetOf(made), keccak256(abi.encodePacked(BRIDGE, SOLANA, keccak256("another mint"))));
        TestToken t = new TestToken("T", "T", 8);
        bytes32 foreign = bytes32(uint256(uint160(address(t))));
        listReverts(listWords(foreign, 2, SOLANA, keccak256("x")), abi.encodeWithSelector(IRiskControl.NotWrapped.selector, address(t)));
    }

    function test_List_RevertWhen_ThePaperContradictsItself() public {
        TestToken t = new TestToken("T", "T", 8);
        bytes32 word = bytes32(uint256(uint160(address(t))));
        bytes memory bad = abi.encodeWithSelector(IRiskControl.BadListing.selector);
        listReverts(listWords(word, 0, HERE, word), bad);
        listReverts(listWords(word, 3, HERE, word), bad);
        listReverts(listWords(word, 1, SOLANA, word), bad);
        listReverts(listWords(word, 1, HERE, HOME_MINT), bad);
        bytes32 dirty = bytes32(uint256(word) | (1 << 200));
        listReverts(listWords(dirty, 1, HERE, dirty), bad);
        bytes32 made = bytes32(uint256(uint160(control.createWrapped("New", "NEW", 9))));
        listReverts(listWords(made, 1, HERE, made), bad);
        listReverts(listWords(made, 2, HERE, HOME_MINT), bad);
        listReverts(listWords(made, 2, 0, HOME_MINT), bad);
        listReverts(listWords(made, 2, SOLANA, 0), bad);
    }

    function test_OpenLane_OpensAfterTheDelay() public {
        loosen(OPEN, abi.encode(HERE, 9, 1, nextNonce(), until()));
        assertTrue(vault.isLaneOpen(9));
        lockAs(alice, 1e6);
        // An EVM family takes EVM addresses only.
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.BadRecipient.selector, RECIPIENT));
        vm.prank(alice);
        vault.lock(address(token), 9, WALLET, 1e6, RECIPIENT);
        vm.prank(alice);
        vault.lock(address(token), 9, WALLET, 1e6, bytes32(uint256(uint160(bob))));
        assertEq(vault.lastSequence(9), 1);
    }
}
