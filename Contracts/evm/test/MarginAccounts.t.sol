// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {IMarginAccounts} from "../src/IMarginAccounts.sol";
import {MarginAccounts} from "../src/MarginAccounts.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {CallbackToken, FeeToken} from "./support/HostileTokens.sol";

contract MarginAccountsTest is BridgeFixture {
    function deposit(uint256 amount) private {
        vm.startPrank(alice);
        token.approve(address(margin), amount);
        margin.deposit(address(token), amount);
        vm.stopPrank();
    }

    function list(TestToken t) private {
        vm.startPrank(governor);
        control.registerCustody(address(t), 6);
        control.setLimits(address(t), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        t.mint(alice, 1_000e6);
        vm.prank(alice);
        t.approve(address(margin), type(uint256).max);
    }

    function test_Constructor_RevertWhen_VaultIsZero() public {
        vm.expectRevert(IMarginAccounts.ZeroValue.selector);
        newMargin(address(0));
    }

    function test_Credit_RevertWhen_CallerIsNotTheVault() public {
        address[3] memory strangers = [alice, governor, address(margin)];
        for (uint256 i; i < strangers.length; ++i) {
            token.mint(address(margin), 1e6);
            vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.NotVault.selector, strangers[i]));
            vm.prank(strangers[i]);
            margin.credit(strangers[i], address(token), 1e6);
        }
    }

    function test_Credit_RevertWhen_AccountOrAmountIsZero() public {
        token.mint(address(margin), 1e6);
        vm.startPrank(address(vault));
        vm.expectRevert(IMarginAccounts.ZeroValue.selector);
        margin.credit(address(0), address(token), 1e6);
        vm.expectRevert(IMarginAccounts.ZeroValue.selector);
        margin.credit(bob, address(token), 0);
    }

    function test_Deposit_RevertWhen_TokenIsUnlisted() public {
        TestToken other = new TestToken("Other", "O", 6);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.TokenUnlisted.selector, address(other)));
        margin.deposit(address(other), 1);
    }

    function test_Deposit_RevertWhen_TokenTakesAFee() public {
        FeeToken fee = new FeeToken();
        list(fee);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.NotReceived.selector, 100e6, 99e6));
        vm.prank(alice);
        margin.deposit(address(fee), 100e6);
    }

    /// @dev A deposit inside a deposit would be counted by both balance differences.
    function test_Deposit_RevertWhen_Reentered() public {
        CallbackToken callback = new CallbackToken();
        list(callback);
        callback.mint(address(callback), 10e6);
        vm.prank(address(callback));
        callback.approve(address(margin), 10e6);
        callback.arm(address(margin), abi.encodeCall(margin.deposit, (address(callback), 10e6)));
        vm.prank(alice);
        margin.deposit(address(callback), 100e6);
        assertFalse(callback.succeeded());
        assertEq(margin.balanceOf(address(callback), address(callback)), 0);
        assertEq(callback.balanceOf(address(margin)), 100e6);
    }

    function test_Withdraw_RevertWhen_MoreThanTheBalance() public {
        deposit(5e6);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.InsufficientBalance.selector, 5e6, 5e6 + 1));
        vm.prank(alice);
        margin.withdraw(address(token), 5e6 + 1, alice);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.InsufficientBalance.selector, 0, 1));
        vm.prank(bob);
        margin.withdraw(address(token), 1, bob);
        vm.expectRevert(IMarginAccounts.ZeroValue.selector);
        vm.prank(alice);
        margin.withdraw(address(token), 1e6, address(0));
    }

    /// @dev They would be nobody's, or cover a lock that never came in.
    function test_Withdraw_RevertWhen_TokensWouldStayOrGoBack() public {
        deposit(5e6);
        address[2] memory recipients = [address(margin), address(vault)];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.BadRecipient.selector, recipients[i]));
            vm.prank(alice);
            margin.withdraw(address(token), 5e6, recipients[i]);
        }
    }

    /// @dev A listed token that takes a fee some day: nobody is paid with what is another's.
    function test_Withdraw_RevertWhen_LessArrivesThanIsOwed() public {
        FeeToken fee = new FeeToken();
        list(fee);
        fee.mint(address(vault), 100e6);
        Batches.Batch memory b = batchOf(1, 1, 100e6, alice);
        (b.items[0].asset, b.items[0].kind) = (vault.assetOf(address(fee)), MARGIN);
        release(b);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.NotReceived.selector, 100e6, 99e6));
        vm.prank(alice);
        margin.withdraw(address(fee), 50e6, alice);
        assertEq(margin.balanceOf(alice, address(fee)), 100e6);
    }

    function test_Withdraw_FetchesWhatIsOwedOnlyWhenNeeded() public {
        lockAs(alice, 100e6);
        deposit(5e6);
        Batches.Batch memory b = batchOf(1, 1, 60e6, bob);
        b.items[0].kind = MARGIN;
        release(b);
        vm.startPrank(bob);
        margin.withdraw(address(token), 5e6, bob);
        assertEq(vault.owedToMargin(address(token)), 60e6);
        margin.withdraw(address(token), 55e6, bob);
        vm.stopPrank();
        assertEq(token.balanceOf(bob), 60e6);
        assertEq(vault.owedToMargin(address(token)), 0);
        vm.prank(alice);
        margin.withdraw(address(token), 5e6, alice);
        assertEq(token.balanceOf(address(margin)), 0);
    }

    function test_Withdraw_RevertWhen_Reentered() public {
        CallbackToken callback = new CallbackToken();
        list(callback);
        vm.prank(alice);
        margin.deposit(address(callback), 100e6);
        vm.prank(alice);
        margin.withdraw(address(callback), 50e6, address(callback));
        callback.arm(address(margin), abi.encodeCall(margin.withdraw, (address(callback), 1e6, bob)));
        vm.prank(alice);
        margin.withdraw(address(callback), 10e6, alice);
        assertFalse(callback.succeeded());
        assertEq(callback.answer(), abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
    }

    function test_WithdrawToChain_RevertWhen_MoreThanTheBalance() public {
        deposit(5e6);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IMarginAccounts.InsufficientBalance.selector, 0, 5e6));
        margin.withdrawToChain(address(token), SOLANA, WALLET, 5e6, RECIPIENT);
    }

    function test_WithdrawToChain_RevertWhen_TheVaultRefuses_KeepsTheBalance() public {
        deposit(5e6);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 9));
        margin.withdrawToChain(address(token), 9, WALLET, 5e6, RECIPIENT);
        assertEq(margin.balanceOf(alice, address(token)), 5e6);
    }

    function test_WithdrawToChain_RevertWhen_AboveTheLargestRelease() public {
        deposit(uint256(MAX_RELEASE) + 1);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, type(uint64).max));
        margin.withdrawToChain(address(token), SOLANA, WALLET, uint256(MAX_RELEASE) + 1, RECIPIENT);
        assertEq(margin.withdrawToChain(address(token), SOLANA, WALLET, MAX_RELEASE, RECIPIENT), 1);
        assertEq(margin.balanceOf(alice, address(token)), 1);
    }

    function test_Deposit_Withdraw_MoveWhatTheySay() public {
        deposit(5e6);
        assertEq(margin.balanceOf(alice, address(token)), 5e6);
        vm.prank(alice);
        margin.withdraw(address(token), 2e6, bob);
        assertEq(token.balanceOf(bob), 2e6);
        assertEq(margin.balanceOf(alice, address(token)), 3e6);
        assertEq(token.balanceOf(address(margin)), 3e6);
    }

    function test_WithdrawToChain_LocksInTheOwnersName() public {
        deposit(5e6);
        vm.expectEmit(address(vault));
        emit IBridgeVault.Locked(SOLANA, 1, asset, WALLET, 5e6, bytes32(uint256(uint160(alice))), RECIPIENT);
        vm.prank(alice);
        assertEq(margin.withdrawToChain(address(token), SOLANA, WALLET, 5e6, RECIPIENT), 1);
        assertEq(token.balanceOf(address(vault)), 5e6);
        assertEq(token.allowance(address(margin), address(vault)), 0);
        assertEq(token.balanceOf(address(margin)), 0);
    }

    function test_WithdrawToChain_Wrapped_BurnsAndLeavesNoAllowance() public {
        Batches.Batch memory b = batchOf(1, 1, 5e6, alice);
        (b.items[0].asset, b.items[0].kind) = (wrappedAsset, MARGIN);
        release(b);
        vm.prank(alice);
        margin.withdrawToChain(address(wrapped), SOLANA, WALLET, 5e6, RECIPIENT);
        assertEq(wrapped.totalSupply(), 0);
        assertEq(wrapped.allowance(address(margin), address(vault)), 0);
    }
}
