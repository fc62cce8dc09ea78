// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {CanonicalAmount} from "../src/libraries/CanonicalAmount.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {BridgeFixture} from "./support/BridgeFixture.sol";

contract LockTest is BridgeFixture {
    function test_Lock_RevertWhen_LaneIsClosed() public {
        vm.expectRevert(abi.encodeWithSelector(IBridgeVault.LaneClosed.selector, 7));
        vm.prank(alice);
        vault.lock(address(token), 7, WALLET, 1e6, RECIPIENT);
    }

    function test_Lock_Custody_TakesTokensAndLogs() public {
        vm.expectEmit(address(vault));
        emit IBridgeVault.Locked(SOLANA, 1, asset, WALLET, 5e6, bytes32(uint256(uint160(alice))), RECIPIENT);
        assertEq(lockAs(alice, 5e6), 1);
        assertEq(lockAs(alice, 5e6), 2);
        assertEq(vault.lastSequence(SOLANA), 2);
        assertEq(token.balanceOf(address(vault)), 10e6);
    }
}
