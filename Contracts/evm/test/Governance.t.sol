// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {MarginAccounts} from "../src/MarginAccounts.sol";
import {WrappedToken} from "../src/WrappedToken.sol";
import {BridgeVault} from "../src/BridgeVault.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";
import {GroupSigner} from "./support/GroupSigner.sol";

contract GovernanceTest is BridgeFixture {
    using GroupSigner for GroupSigner.Key;

    TestToken private other;

    function setUp() public override {
        super.setUp();
        other = new TestToken("Other", "O", 18);
    }

    function test_EveryGovernorFunction_RevertWhen_CalledByAnyoneElse() public {
        bytes[5] memory calls = [
            abi.encodeCall(vault.openLane, (9)),
            abi.encodeCall(vault.registerCustody, (address(other), 6)),
            abi.encodeCall(vault.registerMint, (SOLANA, keccak256("mint"), 9, 9, "N", "S")),
            abi.encodeCall(vault.setLimits, (address(token), 1, 1, 1)),
            abi.encodeCall(vault.setMarginAccounts, (address(margin)))
        ];
        address[3] memory strangers = [alice, address(margin), address(vault)];
        for (uint256 i; i < calls.length; ++i) {
            for (uint256 k; k < strangers.length; ++k) {
                vm.prank(strangers[k]);
                (bool ok, bytes memory answer) = address(vault).call(calls[i]);
                assertFalse(ok);
                assertEq(answer, abi.encodeWithSelector(IBridgeVault.NotGovernor.selector, strangers[k]));
            }
        }
    }

    function test_OpenLane_RevertWhen_ItLeadsNowhere() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.LaneClosed.selector, HERE));
        vault.openLane(HERE);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.LaneClosed.selector, 0));
        vault.openLane(0);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.LaneAlreadyOpen.selector, SOLANA));
        vault.openLane(SOLANA);
    }

    function test_RegisterCustody_RevertWhen_ListedAlready() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.TokenAlreadyListed.selector, address(token)));
        vault.registerCustody(address(token), 5);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.TokenAlreadyListed.selector, address(wrapped)));
        vault.registerCustody(address(wrapped), 9);
    }

    function test_RegisterCustody_RevertWhen_DecimalsDoNotFit() public {
        TestToken huge = new TestToken("Huge", "H", 37);
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.BadDecimals.selector, 18, 19));
        vault.registerCustody(address(other), 19);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.BadDecimals.selector, 37, 6));
        vault.registerCustody(address(huge), 6);
    }

    function test_RegisterCustody_RevertWhen_ThereIsNoContract() public {
        vm.prank(governor);
        vm.expectRevert();
        vault.registerCustody(makeAddr("nobody"), 6);
    }

    function test_RegisterMint_RevertWhen_HomeIsHereOrMissing() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.LaneClosed.selector, HERE));
        vault.registerMint(HERE, HOME_MINT, 9, 9, "N", "S");
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.LaneClosed.selector, 0));
        vault.registerMint(0, HOME_MINT, 9, 9, "N", "S");
        vm.expectRevert(IBridgeVault.ZeroValue.selector);
        vault.registerMint(SOLANA, 0, 9, 9, "N", "S");
        vm.expectPartialRevert(IBridgeVault.TokenAlreadyListed.selector);
        vault.registerMint(SOLANA, HOME_MINT, 9, 9, "N", "S");
    }

    function test_SetLimits_RevertWhen_TokenIsUnlisted() public {
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.TokenUnlisted.selector, address(other)));
        vault.setLimits(address(other), 1, 1, 1);
    }

    function test_SetMarginAccounts_RevertWhen_SetAlreadyOrOfAnotherVault() public {
        MarginAccounts second = newMargin(address(vault));
        vm.prank(governor);
        vm.expectRevert(IBridgeVault.AlreadySet.selector);
        vault.setMarginAccounts(address(second));

        BridgeVault fresh = newVault(BRIDGE, HERE, governor, bytes32(group.x), group.parity());
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.WrongVault.selector, address(margin)));
        fresh.setMarginAccounts(address(margin));
    }

    function test_Wrapped_RevertWhen_AnyoneButTheVaultMintsOrBurns() public {
        address[3] memory strangers = [alice, governor, address(margin)];
        for (uint256 i; i < strangers.length; ++i) {
            vm.startPrank(strangers[i]);
            vm.expectRevert(abi.encodeWithSelector(WrappedToken.NotVault.selector, strangers[i]));
            wrapped.mint(strangers[i], 1);
            vm.expectRevert(abi.encodeWithSelector(WrappedToken.NotVault.selector, strangers[i]));
            wrapped.burn(alice, 1);
            vm.stopPrank();
        }
    }

    function test_Registered_IdsFollowTheDesign() public view {
        assertEq(asset, keccak256(abi.encodePacked(BRIDGE, HERE, bytes32(uint256(uint160(address(token)))))));
        assertEq(wrappedAsset, keccak256(abi.encodePacked(BRIDGE, SOLANA, HOME_MINT)));
        assertEq(vault.tokenOf(asset), address(token));
        assertEq(vault.tokenOf(wrappedAsset), address(wrapped));
        assertEq(wrapped.decimals(), 9);
        assertEq(wrapped.symbol(), "wTEST");
        assertEq(wrapped.vault(), address(vault));
        assertTrue(vault.isLaneOpen(SOLANA));
        assertEq(vault.governor(), governor);
        assertEq(vault.marginAccounts(), address(margin));
    }
}
