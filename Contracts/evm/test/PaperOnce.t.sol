// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRiskControl} from "../src/IRiskControl.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @title A paper that loosens is scheduled once: four officers, so that two of them have not used its nonce
contract PaperOnceTest is RiskFixture {
    uint256 private constant DORA = 0xd2;

    function setUp() public override {
        super.setUp();
        loosen(GRANT, roleWords(vm.addr(DORA), 1));
    }

    function test_Act_RevertWhen_OthersSignWhatWasVetoed() public {
        raise(EVERYTHING, 0, 4);
        bytes memory words = levelWords(EVERYTHING, 0, 0);
        bytes32 digest = digestOf(LOWER, words);
        schedule(LOWER, words);
        act(GUARD, VETO, vetoWords(digest));
        actReverts(LOWER, words, signPaper(CLEO, DORA, LOWER, words), abi.encodeWithSelector(IRiskControl.AlreadyExists.selector, digest));
        assertEq(control.scheduled(digest), 0);
    }

    function test_Act_RevertWhen_OthersSignWhatWasExecuted() public {
        raise(EVERYTHING, 0, 4);
        bytes memory words = levelWords(EVERYTHING, 0, 0);
        bytes32 digest = digestOf(LOWER, words);
        loosen(LOWER, words);
        raise(EVERYTHING, 0, 4);
        actReverts(LOWER, words, signPaper(CLEO, DORA, LOWER, words), abi.encodeWithSelector(IRiskControl.AlreadyExists.selector, digest));
        assertEq(vault.level(1, 0), 4);
    }

    function test_Act_RevertWhen_OthersSignWhatWaits() public {
        raise(EVERYTHING, 0, 4);
        bytes memory words = levelWords(EVERYTHING, 0, 0);
        bytes32 digest = digestOf(LOWER, words);
        schedule(LOWER, words);
        uint64 readyAt = control.scheduled(digest);
        vm.warp(block.timestamp + 1);
        actReverts(LOWER, words, signPaper(CLEO, DORA, LOWER, words), abi.encodeWithSelector(IRiskControl.AlreadyExists.selector, digest));
        assertEq(control.scheduled(digest), readyAt);
    }
}
