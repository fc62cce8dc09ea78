// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {BridgeVault} from "../src/BridgeVault.sol";
import {IMarginAccounts} from "../src/IMarginAccounts.sol";
import {Payment} from "../src/libraries/Payment.sol";
import {Batches} from "./support/Batches.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {FreezableToken} from "./support/HostileTokens.sol";
import {GroupSigner} from "./support/GroupSigner.sol";

contract ClaimsTest is BridgeFixture {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    FreezableToken private frozen;
    bytes32 private frozenAsset;

    function setUp() public override {
        super.setUp();
        frozen = new FreezableToken();
        vm.startPrank(governor);
        control.registerCustody(address(frozen), 6);
        control.setLimits(address(frozen), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        frozenAsset = vault.assetOf(address(frozen));
        frozen.mint(alice, 1_000e6);
        vm.startPrank(alice);
        frozen.approve(address(vault), 1_000e6);
        vault.lock(address(frozen), SOLANA, WALLET, 1_000e6, RECIPIENT);
        vm.stopPrank();
    }

    function batch() private view returns (Batches.Batch memory b) {
        b = batchOf(1, 3, 100e6, alice);
        for (uint256 i; i < 3; ++i) b.items[i].asset = frozenAsset;
        b.items[1].recipient = bob;
    }

    function freezeAndRelease(uint8 how) private {
        frozen.freeze(bob, how);
        Batches.Batch memory b = batch();
        bytes memory data = signed(b);
        bytes32[] memory assets = new bytes32[](1);
        assets[0] = frozenAsset;
        Payment[] memory payments = new Payment[](3);
        payments[0] = Payment.wrap(payment(0, 1, 0, WALLET, 100e6, alice));
        payments[1] = Payment.wrap(payment(1, 2, 0, WALLET, 100e6, bob));
        payments[2] = Payment.wrap(payment(2, 1, 0, WALLET, 100e6, alice));
        vm.expectEmit(address(vault));
        emit IBridgeVault.Released(SOLANA, 1, assets, payments);
        vault.release{gas: 20_000_000}(data);
    }

    function assertCredited() private view {
        assertEq(frozen.balanceOf(alice), 200e6);
        assertEq(frozen.balanceOf(bob), 0);
        assertEq(vault.claimable(address(frozen), bob), 100e6);
        assertEq(vault.claimableTotal(address(frozen)), 100e6);
        // A liability: the tokens are still there for it.
        assertEq(frozen.balanceOf(address(vault)), 800e6);
        assertTrue(vault.consumed(SOLANA, 2));
    }

    function test_Claim_RevertWhen_NothingIsOwed() public {
        freezeAndRelease(1);
        vm.expectRevert(IVaultErrors.NothingToClaim.selector);
        vm.prank(alice);
        vault.claim(address(frozen), alice);
        vm.expectRevert(IVaultErrors.NothingToClaim.selector);
        vm.prank(bob);
        vault.claim(address(token), bob);
    }

    function test_Claim_RevertWhen_Repeated() public {
        freezeAndRelease(1);
        vm.startPrank(bob);
        vault.claim(address(frozen), relayer);
        vm.expectRevert(IVaultErrors.NothingToClaim.selector);
        vault.claim(address(frozen), relayer);
        assertEq(frozen.balanceOf(relayer), 100e6);
        assertEq(vault.claimableTotal(address(frozen)), 0);
    }

    function test_Claim_RevertWhen_StillFrozen_KeepsTheClaim() public {
        freezeAndRelease(1);
        vm.startPrank(bob);
        vm.expectPartialRevert(FreezableToken.Frozen.selector);
        vault.claim(address(frozen), bob);
        vm.expectRevert(IVaultErrors.ZeroValue.selector);
        vault.claim(address(frozen), address(0));
        assertEq(vault.claimable(address(frozen), bob), 100e6);
    }

    function test_Museum_M62_FrozenRecipient_RevertsInTheToken() public {
        freezeAndRelease(1);
        assertCredited();
    }

    function test_Museum_M62_FrozenRecipient_TokenReturnsFalse() public {
        freezeAndRelease(2);
        assertCredited();
    }

    function test_Museum_M62_FrozenRecipient_TokenBurnsAllGas() public {
        freezeAndRelease(3);
        assertCredited();
    }

    /// @dev A relayer that gives too little gas must not turn a payment into a claim.
    function test_Release_LittleGas_NeverCreditsInsteadOfPaying() public {
        Batches.Batch memory b = batch();
        bytes memory data = signed(b);
        uint256 snapshot = vm.snapshotState();
        for (uint256 gas_ = 60_000; gas_ < 400_000; gas_ += 2_000) {
            (bool ok,) = address(vault).call{gas: gas_}(abi.encodeCall(vault.release, (data)));
            if (ok) assertEq(vault.claimableTotal(address(frozen)), 0);
            vm.revertToState(snapshot);
        }
    }

    function test_Release_MarginRefuses_CreditsAndKeepsTheTokens() public {
        lockAs(alice, 1_000e6);
        Batches.Batch memory b = batchOf(1, 2, 100e6, bob);
        b.items[0].kind = MARGIN;
        bytes memory data = signed(b);
        vm.mockCallRevert(address(margin), abi.encodeWithSelector(IMarginAccounts.credit.selector), "no");
        vault.release(data);
        assertEq(token.balanceOf(address(margin)), 0);
        assertEq(token.balanceOf(bob), 100e6);
        assertEq(vault.claimable(address(token), bob), 100e6);
        assertEq(token.balanceOf(address(vault)), 900e6);
        vm.prank(bob);
        vault.claim(address(token), bob);
        assertEq(token.balanceOf(bob), 200e6);
    }

    function test_Release_NoMarginContract_Credits() public {
        BridgeVault fresh = newVault(BRIDGE, HERE, governor, bytes32(group.x), group.parity());
        vm.startPrank(governor);
        controlOf(fresh).openLane(SOLANA, 2);
        address minted = controlOf(fresh).registerMint(SOLANA, HOME_MINT, 9, 9, "N", "S");
        controlOf(fresh).setLimits(minted, MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        vm.stopPrank();
        Batches.Batch memory b = batchOf(1, 1, 100e6, bob);
        b.items[0].asset = fresh.assetOf(minted);
        b.items[0].kind = MARGIN;
        fresh.release(signed(b));
        assertEq(fresh.claimable(minted, bob), 100e6);
        vm.prank(bob);
        fresh.claim(minted, alice);
        (, bytes memory balance) = minted.staticcall(abi.encodeWithSignature("balanceOf(address)", alice));
        assertEq(abi.decode(balance, (uint256)), 100e6);
    }

    /// @dev Tokens that stay would be shown as paid out, and could cover a lock that never came in.
    function test_Claim_RevertWhen_ToTheVaultItself() public {
        freezeAndRelease(1);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.BadRecipient.selector, bytes32(uint256(uint160(address(vault))))));
        vm.prank(bob);
        vault.claim(address(frozen), address(vault));
        vm.expectRevert(IVaultErrors.ZeroValue.selector);
        vm.prank(bob);
        vault.claim(address(frozen), address(0));
    }
}
