// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRiskControl} from "../src/IRiskControl.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice Nobody loosens what was tightened after they looked: a raised level and lowered limits count alike, per scope.
contract TightenedTest is RiskFixture {
    bytes private tightened = abi.encodeWithSelector(IRiskControl.TightenedSince.selector);

    function maxRelease() private view returns (uint64 now_) {
        (now_,,,) = vault.limits(address(token));
    }

    function test_Lower_RevertWhen_RaisedSince() public {
        bytes32[3] memory scopes = [bytes32(0), LANE_SCOPE, asset];
        for (uint8 kind = 1; kind <= 3; ++kind) {
            raise(kind, scopes[kind - 1], 3);
            bytes memory words = levelWords(kind, scopes[kind - 1], 0);
            schedule(LOWER, words);
            raise(kind, scopes[kind - 1], 4);
            vm.warp(block.timestamp + LOOSEN);
            executeReverts(LOWER, words, tightened);
            assertEq(vault.level(kind, scopes[kind - 1]), 4);
        }
    }

    function test_SetLimits_RevertWhen_LoweredSince() public {
        bytes memory words = limitWords(asset, 2 * MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        schedule(SET_LIMITS, words);
        act(GUARD, LOWER_LIMITS, limitWords(asset, 1, CAPACITY, REFILL, NO_HOLD));
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(SET_LIMITS, words, tightened);
        assertEq(maxRelease(), 1);
        // Whoever has seen it agrees anew.
        loosen(SET_LIMITS, limitWords(asset, MAX_RELEASE, CAPACITY, REFILL, NO_HOLD));
        assertEq(maxRelease(), MAX_RELEASE);
    }

    function test_SetLimits_RevertWhen_ItsAssetWasRaisedSince() public {
        bytes memory words = limitWords(asset, 2 * MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        schedule(SET_LIMITS, words);
        raise(ASSET, asset, 1);
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(SET_LIMITS, words, tightened);
        assertEq(maxRelease(), MAX_RELEASE);
    }

    function test_Lower_RevertWhen_TheLimitsOfItsAssetWereLoweredSince() public {
        raise(ASSET, asset, 3);
        bytes memory words = levelWords(ASSET, asset, 0);
        schedule(LOWER, words);
        act(GUARD, LOWER_LIMITS, limitWords(asset, 1, CAPACITY, REFILL, NO_HOLD));
        vm.warp(block.timestamp + LOOSEN);
        executeReverts(LOWER, words, tightened);
        assertEq(vault.level(ASSET, asset), 3);
    }

    function test_SetLimits_WorksWhen_AnotherScopeWasTightenedOrLimitsWereSet() public {
        bytes memory first = limitWords(asset, 10, CAPACITY, REFILL, NO_HOLD);
        bytes memory second = limitWords(asset, 20, CAPACITY, REFILL, NO_HOLD);
        schedule(SET_LIMITS, first);
        schedule(SET_LIMITS, second);
        act(GUARD, LOWER_LIMITS, limitWords(wrappedAsset, 1, CAPACITY, REFILL, NO_HOLD));
        raise(ASSET, wrappedAsset, 3);
        raise(EVERYTHING, 0, 3);
        raise(LANE, LANE_SCOPE, 3);
        // What is refused tightens nothing.
        bytes memory higher = limitWords(asset, MAX_RELEASE + 1, CAPACITY, REFILL, NO_HOLD);
        actReverts(GUARD, LOWER_LIMITS, higher, abi.encodeWithSelector(IRiskControl.LimitsNotLower.selector));
        vm.warp(block.timestamp + LOOSEN);
        execute(SET_LIMITS, first);
        execute(SET_LIMITS, second);
        assertEq(maxRelease(), 20);
    }
}
