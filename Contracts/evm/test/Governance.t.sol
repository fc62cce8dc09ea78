// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRiskControl} from "../src/IRiskControl.sol";
import {IVaultErrors} from "../src/IVaultErrors.sol";
import {RiskControl} from "../src/RiskControl.sol";
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

    function governorCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](7);
        calls[0] = abi.encodeCall(control.openLane, (9, 2));
        calls[1] = abi.encodeCall(control.registerCustody, (address(other), 6));
        calls[2] = abi.encodeCall(control.registerMint, (SOLANA, keccak256("mint"), 9, 9, "N", "S"));
        calls[3] = abi.encodeCall(control.setLimits, (address(token), 1, 1, 1, 1));
        calls[4] = abi.encodeCall(control.setMarginAccounts, (address(margin)));
        calls[5] = abi.encodeCall(control.grantRole, (alice, 1));
        calls[6] = abi.encodeCall(control.seal, ());
    }

    function test_EveryGovernorFunction_RevertWhen_CalledByAnyoneElse() public {
        bytes[] memory calls = governorCalls();
        address[4] memory strangers = [alice, address(margin), address(vault), address(control)];
        for (uint256 i; i < calls.length; ++i) {
            for (uint256 k; k < strangers.length; ++k) {
                vm.prank(strangers[k]);
                (bool ok, bytes memory answer) = address(control).call(calls[i]);
                assertFalse(ok);
                assertEq(answer, abi.encodeWithSelector(IRiskControl.NotGovernor.selector, strangers[k]));
            }
        }
    }

    function test_EveryGovernorFunction_RevertWhen_Sealed() public {
        vm.startPrank(governor);
        control.grantRole(alice, 1);
        control.grantRole(bob, 1);
        control.grantRole(relayer, 2); // a sentinel is no officer
        // Of two neither could be revoked, and one of them vetoes every third.
        vm.expectRevert(abi.encodeWithSelector(IRiskControl.TooFewOfficers.selector, 2));
        control.seal();
        control.grantRole(makeAddr("carol"), 1);
        control.seal();
        bytes[] memory calls = governorCalls();
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = address(control).call(calls[i]);
            assertFalse(ok);
            assertEq(answer, abi.encodeWithSelector(IRiskControl.NotGovernor.selector, governor));
        }
        assertEq(control.governor(), address(0));
    }

    /// @dev W8: no key of the governor, no key of anybody: only the control itself.
    function test_EveryControlFunction_RevertWhen_CalledByAnyoneElse() public {
        bytes[8] memory calls = [
            abi.encodeCall(vault.openLane, (9, 2)),
            abi.encodeCall(vault.listAsset, (keccak256("id"), address(other), 1, 18, 9)),
            abi.encodeCall(vault.setLimits, (asset, 1, 1, 1, 1)),
            abi.encodeCall(vault.setLevel, (1, 0, 5)),
            abi.encodeCall(vault.approveHold, (SOLANA, 1, 0, alice)),
            abi.encodeCall(vault.rejectHold, (SOLANA, 1, 0, alice)),
            abi.encodeCall(vault.vetoRotation, (0)),
            abi.encodeCall(vault.setMarginAccounts, (address(margin)))
        ];
        address[4] memory strangers = [alice, address(margin), address(vault), governor];
        for (uint256 i; i < calls.length; ++i) {
            for (uint256 k; k < strangers.length; ++k) {
                vm.prank(strangers[k]);
                (bool ok, bytes memory answer) = address(vault).call(calls[i]);
                assertFalse(ok);
                assertEq(answer, abi.encodeWithSelector(IVaultErrors.NotControl.selector, strangers[k]));
            }
        }
    }

    function test_GrantRole_RevertWhen_NobodyOrTwice() public {
        vm.startPrank(governor);
        vm.expectRevert(IRiskControl.ZeroValue.selector);
        control.grantRole(address(0), 1);
        vm.expectRevert(IRiskControl.BadWords.selector);
        control.grantRole(alice, 0);
        vm.expectRevert(IRiskControl.BadWords.selector);
        control.grantRole(alice, 3);
        control.grantRole(alice, 2);
        vm.expectRevert(abi.encodeWithSelector(IRiskControl.RoleTaken.selector, alice, 2));
        control.grantRole(alice, 1);
    }

    function test_OpenLane_RevertWhen_ItLeadsNowhere() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, HERE));
        control.openLane(HERE, 2);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.LaneClosed.selector, 0));
        control.openLane(0, 2);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.LaneAlreadyOpen.selector, SOLANA));
        control.openLane(SOLANA, 2);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.UnknownFamily.selector, 0));
        control.openLane(9, 0);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.UnknownFamily.selector, 3));
        control.openLane(9, 3);
    }

    function test_RegisterCustody_RevertWhen_ListedAlready() public {
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.TokenAlreadyListed.selector, address(token)));
        control.registerCustody(address(token), 5);
        vm.expectRevert(IRiskControl.BadListing.selector);
        control.registerCustody(address(wrapped), 9);
    }

    function test_RegisterCustody_RevertWhen_DecimalsDoNotFit() public {
        TestToken huge = new TestToken("Huge", "H", 37);
        vm.startPrank(governor);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.BadDecimals.selector, 18, 19));
        control.registerCustody(address(other), 19);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.BadDecimals.selector, 37, 6));
        control.registerCustody(address(huge), 6);
    }

    function test_RegisterCustody_RevertWhen_ThereIsNoContract() public {
        vm.prank(governor);
        vm.expectRevert();
        control.registerCustody(makeAddr("nobody"), 6);
    }

    function test_RegisterMint_RevertWhen_HomeIsHereOrMissing() public {
        vm.startPrank(governor);
        vm.expectRevert(IRiskControl.BadListing.selector);
        control.registerMint(HERE, HOME_MINT, 9, 9, "N", "S");
        vm.expectRevert(IRiskControl.BadListing.selector);
        control.registerMint(0, HOME_MINT, 9, 9, "N", "S");
        vm.expectRevert(IRiskControl.BadListing.selector);
        control.registerMint(SOLANA, 0, 9, 9, "N", "S");
        vm.expectPartialRevert(IVaultErrors.TokenAlreadyListed.selector);
        control.registerMint(SOLANA, HOME_MINT, 9, 9, "N", "S");
    }

    function test_SetLimits_RevertWhen_TokenIsUnlisted() public {
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.AssetUnlisted.selector, 0));
        control.setLimits(address(other), 1, 1, 1, NO_HOLD);
    }

    function test_SetMarginAccounts_RevertWhen_SetAlreadyOrOfAnotherVault() public {
        MarginAccounts second = newMargin(address(vault));
        vm.prank(governor);
        vm.expectRevert(IVaultErrors.AlreadySet.selector);
        control.setMarginAccounts(address(second));

        BridgeVault fresh = newVault(BRIDGE, HERE, governor, bytes32(group.x), group.parity());
        RiskControl freshControl = controlOf(fresh);
        vm.prank(governor);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.WrongVault.selector, address(margin)));
        freshControl.setMarginAccounts(address(margin));
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
        assertEq(control.governor(), governor);
        assertEq(control.vault(), address(vault));
        assertEq(control.chain(), HERE);
        assertTrue(control.isWrapped(address(wrapped)));
        assertEq(vault.marginAccounts(), address(margin));
    }
}
