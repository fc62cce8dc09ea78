// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {CanonicalAmount} from "../src/libraries/CanonicalAmount.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {SilentToken} from "./support/HostileTokens.sol";

/// @notice Takes more of a user than it locks.
contract GreedyWrapper {
    function lockFor(IBridgeVault vault, TestToken token, uint256 taken, uint256 locked) external returns (uint64) {
        token.transferFrom(msg.sender, address(this), taken);
        token.approve(address(vault), locked);
        return vault.lock(address(token), 2, 1, locked, keccak256("another Solana wallet"));
    }
}

contract LockTest is BridgeFixture {
    function lockReverts(bytes memory reason, address token_, uint16 to, uint8 kind, uint256 amount, bytes32 recipient)
        private
    {
        vm.expectRevert(reason);
        vm.prank(alice);
        vault.lock(token_, to, kind, amount, recipient);
    }

    function test_Lock_RevertWhen_LaneIsClosed() public {
        lockReverts(abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 7), address(token), 7, WALLET, 1e6, RECIPIENT);
        lockReverts(
            abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, HERE), address(token), HERE, WALLET, 1e6, RECIPIENT
        );
        lockReverts(abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 0), address(token), 0, WALLET, 1e6, RECIPIENT);
    }

    function test_Lock_RevertWhen_KindIsUnknown() public {
        lockReverts(abi.encodeWithSelector(IVaultErrors.UnknownKind.selector, 0), address(token), SOLANA, 0, 1e6, RECIPIENT);
        lockReverts(abi.encodeWithSelector(IVaultErrors.UnknownKind.selector, 3), address(token), SOLANA, 3, 1e6, RECIPIENT);
        lockReverts(abi.encodeWithSelector(IVaultErrors.UnknownKind.selector, 2), address(token), SOLANA, 2, 1e6, RECIPIENT);
    }

    function test_Lock_RevertWhen_RecipientIsZero() public {
        lockReverts(abi.encodeWithSelector(IVaultErrors.ZeroValue.selector), address(token), SOLANA, WALLET, 1e6, 0);
    }

    function test_Lock_RevertWhen_AmountIsZero() public {
        bytes memory reason = abi.encodeWithSelector(CanonicalAmount.ZeroAmount.selector);
        lockReverts(reason, address(token), SOLANA, WALLET, 0, RECIPIENT);
    }

    function test_Lock_RevertWhen_TokenIsUnlisted() public {
        TestToken other = new TestToken("Other", "O", 6);
        bytes memory reason = abi.encodeWithSelector(IVaultErrors.TokenUnlisted.selector, address(other));
        lockReverts(reason, address(other), SOLANA, WALLET, 1e6, RECIPIENT);
    }

    function test_Lock_RevertWhen_TokenHasNoLimits() public {
        TestToken other = new TestToken("Other", "O", 6);
        vm.prank(governor);
        control.registerCustody(address(other), 6);
        bytes memory reason = abi.encodeWithSelector(IVaultErrors.TokenClosed.selector, address(other));
        lockReverts(reason, address(other), SOLANA, WALLET, 1e6, RECIPIENT);
    }

    /// @dev More would neither be released on the other side nor refunded here.
    function test_Lock_RevertWhen_AboveTheLargestRelease() public {
        bytes memory reason = abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, type(uint64).max);
        lockReverts(reason, address(token), SOLANA, WALLET, uint256(MAX_RELEASE) + 1, RECIPIENT);
        assertEq(lockAs(alice, MAX_RELEASE), 1);
        assertEq(token.balanceOf(address(vault)), MAX_RELEASE);
        // What is wrapped is burned within the same bounds.
        vm.prank(address(vault));
        wrapped.mint(alice, uint256(MAX_RELEASE) + 1);
        reason = abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 2, type(uint64).max);
        lockReverts(reason, address(wrapped), SOLANA, WALLET, uint256(MAX_RELEASE) + 1, RECIPIENT);
        vm.prank(alice);
        assertEq(vault.lock(address(wrapped), SOLANA, WALLET, MAX_RELEASE, RECIPIENT), 2);
    }

    function test_LockWithPermit_RevertWhen_AboveTheLargestRelease() public {
        (address carol, bytes memory permit) = permitOf(uint256(MAX_RELEASE) + 1);
        vm.prank(carol);
        (bool ok, bytes memory answer) = address(vault).call(permit);
        assertFalse(ok);
        assertEq(answer, abi.encodeWithSelector(IVaultErrors.AboveLimit.selector, SOLANA, 1, type(uint64).max));
        assertEq(token.balanceOf(carol), uint256(MAX_RELEASE) + 1);
    }

    function test_Lock_RevertWhen_AllowanceIsMissing() public {
        vm.prank(alice);
        token.approve(address(vault), 1e6 - 1);
        bytes memory reason = abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientAllowance.selector, address(vault), 1e6 - 1, 1e6
        );
        lockReverts(reason, address(token), SOLANA, WALLET, 1e6, RECIPIENT);
    }

    function test_Lock_RevertWhen_WrappedBalanceIsMissing() public {
        bytes memory reason = abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 0, 1e9);
        lockReverts(reason, address(wrapped), SOLANA, WALLET, 1e9, RECIPIENT);
    }

    function test_LockFor_RevertWhen_CallerIsNotTheMarginContract() public {
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NotMarginAccounts.selector, bob));
        vm.prank(bob);
        vault.lockFor(alice, address(token), SOLANA, WALLET, 1e6, RECIPIENT);
    }

    function test_Lock_Refused_UsesNoSequence() public {
        lockReverts(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 0, 1e9),
            address(wrapped), SOLANA, WALLET, 1e9, RECIPIENT
        );
        assertEq(vault.lastSequence(SOLANA), 0);
        assertEq(lockAs(alice, 1e6), 1);
    }

    function test_Lock_Custody_TakesTokensAndLogs() public {
        vm.expectEmit(address(vault));
        emit IBridgeVault.Locked(SOLANA, 1, asset, WALLET, 5e6, bytes32(uint256(uint160(alice))), RECIPIENT);
        assertEq(lockAs(alice, 5e6), 1);
        assertEq(lockAs(alice, 5e6), 2);
        assertEq(vault.lastSequence(SOLANA), 2);
        assertEq(token.balanceOf(address(vault)), 10e6);
    }

    function test_Lock_Wrapped_BurnsFromTheCaller() public {
        vm.prank(address(vault));
        wrapped.mint(alice, 3e9);
        vm.expectEmit(address(vault));
        emit IBridgeVault.Locked(SOLANA, 1, wrappedAsset, WALLET, 2e9, bytes32(uint256(uint160(alice))), RECIPIENT);
        vm.prank(alice);
        vault.lock(address(wrapped), SOLANA, WALLET, 2e9, RECIPIENT);
        assertEq(wrapped.totalSupply(), 1e9);
        assertEq(wrapped.balanceOf(alice), 1e9);
    }

    function test_Lock_LanesCountApart() public {
        vm.prank(governor);
        control.openLane(3, 2);
        assertEq(lockAs(alice, 1e6), 1);
        vm.prank(alice);
        assertEq(vault.lock(address(token), 3, WALLET, 1e6, RECIPIENT), 1);
        assertEq(lockAs(alice, 1e6), 2);
    }

    function test_Lock_TokenWithoutReturnValues() public {
        SilentToken silent = new SilentToken();
        vm.startPrank(governor);
        control.registerCustody(address(silent), 6);
        control.setLimits(address(silent), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        silent.mint(alice, 5e6);
        vm.startPrank(alice);
        silent.approve(address(vault), 5e6);
        vault.lock(address(silent), SOLANA, WALLET, 5e6, RECIPIENT);
        vm.stopPrank();
        assertEq(silent.balanceOf(address(vault)), 5e6);
    }

    function test_LockWithPermit_NeedsNoApproval() public {
        (address carol, bytes memory permit) = permitOf(7e6);
        vm.prank(carol);
        (bool ok,) = address(vault).call(permit);
        assertTrue(ok);
        assertEq(token.balanceOf(address(vault)), 7e6);
        assertEq(token.allowance(carol, address(vault)), 0);
    }

    /// @dev A permit is public in the mempool: someone who sends it first must not stop the lock.
    function test_LockWithPermit_WorksWhenThePermitWasUsedByAnother() public {
        (address carol, bytes memory permit) = permitOf(7e6);
        (uint256 deadline, uint8 v, bytes32 r, bytes32 s) = signatureIn(permit);
        vm.prank(bob);
        token.permit(carol, address(vault), 7e6, deadline, v, r, s);
        vm.prank(carol);
        (bool ok,) = address(vault).call(permit);
        assertTrue(ok);
    }

    function test_LockWithPermit_RevertWhen_TheCallerIsNotTheSigner() public {
        (, bytes memory permit) = permitOf(7e6);
        vm.prank(bob);
        (bool ok,) = address(vault).call(permit);
        assertFalse(ok);
        assertEq(vault.lastSequence(SOLANA), 0);
    }

    function permitOf(uint256 amount) private returns (address owner, bytes memory call_) {
        uint256 secret;
        (owner, secret) = makeAddrAndKey("carol");
        token.mint(owner, amount);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner, address(vault), amount, 0, block.timestamp
            )
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        call_ = abi.encodeCall(
            vault.lockWithPermit, (address(token), SOLANA, WALLET, amount, RECIPIENT, block.timestamp, v, r, s)
        );
    }

    function signatureIn(bytes memory call_) private pure returns (uint256 deadline, uint8 v, bytes32 r, bytes32 s) {
        bytes memory arguments = new bytes(call_.length - 4);
        for (uint256 i; i < arguments.length; ++i) arguments[i] = call_[i + 4];
        (,,,,, deadline, v, r, s) =
            abi.decode(arguments, (address, uint16, uint8, uint256, bytes32, uint256, uint8, bytes32, bytes32));
    }

    /// @dev M05: what a wrapper keeps is in no lock: the event tells of what reached the vault, and the wrapper, not its user, is the sender.
    function test_Museum_M05_WrapperThatKeepsTheMoney_LocksOnlyWhatArrived() public {
        GreedyWrapper wrapper = new GreedyWrapper();
        vm.prank(alice);
        token.approve(address(wrapper), 100e6);
        vm.expectEmit(address(vault));
        emit IBridgeVault.Locked(SOLANA, 1, asset, WALLET, 1e6, bytes32(uint256(uint160(address(wrapper)))), RECIPIENT);
        vm.prank(alice);
        wrapper.lockFor(vault, token, 100e6, 1e6);
        assertEq(token.balanceOf(address(vault)), 1e6);
        assertEq(token.balanceOf(address(wrapper)), 99e6);
        // The story that 100 were locked has no lock to be refunded from.
        bytes memory head = abi.encodePacked(uint8(1), BRIDGE, HERE, SOLANA, uint64(1), WALLET, asset, uint64(100e6));
        bytes memory story = bytes.concat(head, bytes32(uint256(uint160(alice))), RECIPIENT);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.NotLocked.selector, SOLANA, 1));
        vm.prank(alice);
        vault.requestRefund(story);
    }
}
