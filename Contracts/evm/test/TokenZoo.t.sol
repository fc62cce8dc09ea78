// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarginAccounts} from "../src/IMarginAccounts.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {
    CallbackToken, FeeToken, FreezableToken, LyingToken, RebasingToken, RefusingToken, SilentToken
} from "./support/HostileTokens.sol";

/// @notice One of each kind of token through the whole journey: lock, release to a wallet and to a margin account, withdraw, claim. Each is handled or
/// refused as the README says.
contract TokenZooTest is BridgeFixture {
    using Batches for Batches.Batch;

    uint64 private constant AMOUNT = 100e6;

    function list(address t, uint8 canonical) private {
        vm.startPrank(governor);
        control.registerCustody(t, canonical);
        control.setLimits(t, MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        TestToken(t).mint(alice, type(uint128).max);
        vm.startPrank(alice);
        (bool a,) = t.call(abi.encodeWithSignature("approve(address,uint256)", address(vault), type(uint256).max));
        (bool b,) = t.call(abi.encodeWithSignature("approve(address,uint256)", address(margin), type(uint256).max));
        assertTrue(a && b);
        vm.stopPrank();
    }

    function lockToken(address t, uint256 amount) private {
        vm.prank(alice);
        vault.lock(t, SOLANA, WALLET, amount, RECIPIENT);
    }

    function payment(address t, uint64 sequence, uint8 kind, uint64 units) private {
        Batches.Batch memory b = batchOf(sequence, 1, units, bob);
        (b.items[0].asset, b.items[0].kind) = (vault.assetOf(t), kind);
        release(b);
    }

    /// @dev The whole journey of a token that behaves; `unit` token units in a canonical one.
    function journey(address t, uint256 unit) private {
        lockToken(t, AMOUNT * unit);
        payment(t, 1, WALLET, 40e6);
        payment(t, 2, MARGIN, 60e6);
        assertEq(TestToken(t).balanceOf(bob), 40e6 * unit);
        vm.prank(bob);
        margin.withdraw(t, 60e6 * unit, bob);
        assertEq(TestToken(t).balanceOf(bob), AMOUNT * unit);
        assertEq(TestToken(t).balanceOf(address(vault)), 0);
        vm.prank(alice);
        margin.deposit(t, 10e6 * unit);
        vm.prank(alice);
        margin.withdrawToChain(t, SOLANA, WALLET, 10e6 * unit, RECIPIENT);
        assertEq(TestToken(t).balanceOf(address(vault)), 10e6 * unit);
    }

    function test_Zoo_Decimals_CrossWhole() public {
        uint8[7] memory decimals = [0, 2, 6, 8, 9, 18, 24];
        for (uint256 i; i < decimals.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            TestToken t = new TestToken("Zoo", "ZOO", decimals[i]);
            uint8 canonical = decimals[i] < 9 ? decimals[i] : 9;
            list(address(t), canonical);
            journey(address(t), 10 ** (decimals[i] - canonical));
            vm.revertToState(snapshot);
        }
    }

    function test_Zoo_ReturnsNothing_IsHandled() public {
        SilentToken silent = new SilentToken();
        list(address(silent), 6);
        journey(address(silent), 1);
    }

    function test_Zoo_FeeOnTransfer_IsRefusedAtEveryDoor() public {
        FeeToken fee = new FeeToken();
        list(address(fee), 6);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.CustodyMismatch.selector, AMOUNT, 99e6));
        lockToken(address(fee), AMOUNT);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.NotReceived.selector, AMOUNT, 99e6));
        vm.prank(alice);
        margin.deposit(address(fee), AMOUNT);
    }

    function test_Zoo_SaysYesAndMovesNothing_IsRefusedAtEveryDoor() public {
        LyingToken liar = new LyingToken();
        list(address(liar), 6);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.CustodyMismatch.selector, AMOUNT, 0));
        lockToken(address(liar), AMOUNT);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.NotReceived.selector, AMOUNT, 0));
        vm.prank(alice);
        margin.deposit(address(liar), AMOUNT);
    }

    /// @dev A `false` is a no: a lock reverts, a push becomes a claim, a claim reverts and is still there.
    function test_Zoo_ReturnsFalse_LosesNothing() public {
        RefusingToken no = new RefusingToken();
        list(address(no), 6);
        lockToken(address(no), AMOUNT);
        no.setRefuses(true);
        bytes memory failed = abi.encodeWithSignature("SafeERC20FailedOperation(address)", address(no));
        vm.expectRevert(failed);
        lockToken(address(no), AMOUNT);
        payment(address(no), 1, WALLET, 40e6);
        payment(address(no), 2, MARGIN, 60e6);
        assertEq(vault.claimable(address(no), bob), 40e6);
        vm.expectRevert(failed);
        vm.prank(bob);
        vault.claim(address(no), bob);
        vm.expectRevert(failed);
        vm.prank(bob);
        margin.withdraw(address(no), 60e6, bob);
        assertEq(margin.balanceOf(bob, address(no)), 60e6);
        no.setRefuses(false);
        vm.startPrank(bob);
        vault.claim(address(no), bob);
        margin.withdraw(address(no), 60e6, bob);
        vm.stopPrank();
        assertEq(no.balanceOf(bob), AMOUNT);
    }

    /// @dev A blacklisted recipient waits alone, and gets everything by another address.
    function test_Zoo_Blacklisting_HoldsUpNobody() public {
        FreezableToken t = new FreezableToken();
        list(address(t), 6);
        lockToken(address(t), 3 * AMOUNT);
        t.freeze(bob, 1);
        Batches.Batch memory b = batchOf(1, 3, AMOUNT, bob);
        for (uint256 i; i < 3; ++i) b.items[i].asset = vault.assetOf(address(t));
        b.items[1].recipient = relayer;
        b.items[2].kind = MARGIN;
        release(b);
        assertEq(t.balanceOf(relayer), AMOUNT);
        assertEq(vault.claimableTotal(address(t)), AMOUNT);
        vm.startPrank(bob);
        vault.claim(address(t), alice);
        margin.withdraw(address(t), AMOUNT, alice);
        vm.stopPrank();
        assertEq(t.balanceOf(address(vault)), 0);
    }

    /// @dev A rebasing token must not be listed. If one is, a loss is nobody's gain: claims stay written down until it is made up for, nothing is paid twice.
    function test_Zoo_Rebasing_LosesNobodysClaim() public {
        RebasingToken t = new RebasingToken();
        list(address(t), 6);
        lockToken(address(t), AMOUNT);
        t.rebase(address(vault), 50e6);
        payment(address(t), 1, WALLET, 40e6);
        payment(address(t), 2, WALLET, 60e6);
        assertEq(t.balanceOf(bob), 40e6);
        assertEq(vault.claimable(address(t), bob), 60e6);
        vm.expectRevert();
        vm.prank(bob);
        vault.claim(address(t), bob);
        t.rebase(address(vault), 60e6);
        vm.prank(bob);
        vault.claim(address(t), bob);
        assertEq(t.balanceOf(bob), AMOUNT);
        // A gain is in no lock.
        t.rebase(address(vault), 7e6);
        lockToken(address(t), AMOUNT);
        assertEq(t.balanceOf(address(vault)), AMOUNT + 7e6);
    }

    /// @dev Every function that moves tokens, entered again while it moves some.
    function test_Zoo_Reentrant_IsRefusedAtEveryDoor() public {
        CallbackToken t = new CallbackToken();
        list(address(t), 6);
        lockToken(address(t), AMOUNT);
        Batches.Batch memory b = batchOf(1, 1, 1e6, bob);
        b.items[0].asset = vault.assetOf(address(t));
        bytes memory packed = signed(b);
        bytes memory transfer = b.bytesOf(0);
        bytes[8] memory inner = [
            abi.encodeCall(vault.lock, (address(t), SOLANA, WALLET, 1e6, RECIPIENT)),
            abi.encodeCall(vault.lockWithPermit, (address(t), SOLANA, WALLET, 1e6, RECIPIENT, block.timestamp, 27, 0, 0)),
            abi.encodeCall(vault.release, (packed)),
            abi.encodeCall(vault.claim, (address(t), bob)),
            abi.encodeCall(vault.collect, (address(t))),
            abi.encodeCall(vault.executeHold, (transfer)),
            abi.encodeCall(vault.voidTransfer, (transfer, EPOCH, new bytes(96))),
            abi.encodeCall(vault.refund, (transfer, EPOCH, new bytes(96)))
        ];
        for (uint256 i; i < inner.length; ++i) {
            t.arm(address(vault), inner[i]);
            lockToken(address(t), 1e6);
            assertFalse(t.succeeded());
            assertEq(t.answer(), abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
        }
    }
}
