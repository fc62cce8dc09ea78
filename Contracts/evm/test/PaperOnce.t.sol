// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRiskControl} from "../src/IRiskControl.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @title A paper that loosens is scheduled once (four officers, so that two of them have not used its nonce), and no paper uses up all nonces
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

    function paper(uint8 to, uint64 nonce) private view returns (bytes memory) {
        return abi.encode(HERE, EVERYTHING, bytes32(0), to, REASON, nonce, until());
    }

    /// @dev Nonces are milliseconds of the Unix clock.
    function test_Act_RevertWhen_TheNonceIsMoreThan30DaysAhead() public {
        uint64 latest = uint64(block.timestamp + 30 days) * 1000;
        bytes memory tooFar = abi.encodeWithSelector(IRiskControl.NonceTooFar.selector, latest);
        actReverts(ANNA, RAISE, paper(1, latest + 1), tooFar);
        actReverts(ANNA, RAISE, paper(1, type(uint64).max), tooFar);
        // Nor does whoever signs second use up the nonces of the first.
        bytes memory words = abi.encode(HERE, vm.addr(STRANGER), 1, type(uint64).max, until());
        actReverts(GRANT, words, signPaper(ANNA, BEN, GRANT, words), tooFar);
        act(ANNA, RAISE, paper(1, latest));
        assertEq(control.lastNonce(vm.addr(ANNA)), latest);
        // The key is of use again when the clock has moved on.
        vm.warp(block.timestamp + 1);
        act(ANNA, RAISE, paper(2, latest + 1000));
        assertEq(vault.level(1, 0), 2);
    }
}
