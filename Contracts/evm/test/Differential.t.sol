// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeVault} from "../src/IBridgeVault.sol";
import {Batches} from "./support/Batches.sol";
import {GroupSigner} from "./support/GroupSigner.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice Random runs of the reference model (`tests/Bridge.Differential`), carried out on the vault: every outcome and the final state must be equal. The
/// Solana program's tests carry out the same runs. `tests/differential.sh` is the long form.
contract DifferentialTest is RiskFixture {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    uint256 private constant STEP = 6;

    uint256 private base;
    uint256[] private incoming;
    uint256[] private locked;
    mapping(uint64 lockSequence => bool) private requested;
    string private json;

    function delays() internal pure override returns (IBridgeVault.Delays memory) {
        return IBridgeVault.Delays(100, 1_000, 50, 600, 200, 300); // as in the file
    }

    function setUp() public override {
        super.setUp();
        json = vm.readFile(vm.envOr("DIFFERENTIAL_TRACES", string("../vectors/differential.json")));
        uint256[] memory d = vm.parseJsonUintArray(json, ".delays");
        IBridgeVault.Delays memory own = delays();
        assertEq(abi.encode(d[0], d[1], d[2], d[3], d[4], d[5]), abi.encode(own), "delays of the file");
        uint256[] memory l = vm.parseJsonUintArray(json, ".limits");
        bytes memory words = limitWords(asset, uint64(l[0]), uint64(l[1]), uint64(l[2]), uint64(l[3]));
        schedule(SET_LIMITS, words);
        vm.warp(block.timestamp + 100);
        execute(SET_LIMITS, words);
        token.mint(address(vault), 1e18); // what the other chain's users have locked before
        base = block.timestamp - vm.parseJsonUint(json, ".start");
    }

    function test_Differential_EveryOutcomeAndEveryEndAsTheModel() public {
        uint256 runs;
        for (; vm.keyExistsJson(json, key(runs, "")); ++runs) {
            uint256 snapshot = vm.snapshotState();
            replay(runs);
            vm.revertToState(snapshot);
        }
        assertGt(runs, 0);
    }

    function replay(uint256 run) private {
        incoming = vm.parseJsonUintArray(json, key(run, ".incoming"));
        uint256[] memory steps = vm.parseJsonUintArray(json, key(run, ".steps"));
        uint256[5] memory s;
        for (uint256 i; i < steps.length; i += STEP) {
            for (uint256 k; k < 5; ++k) s[k] = steps[i + k];
            string memory where = string.concat("run ", vm.toString(run), " step ", vm.toString(i / STEP), " kind ", vm.toString(s[0]));
            assertEq(act(s), steps[i + 5], where);
        }
        uint256[] memory expected = vm.parseJsonUintArray(json, key(run, ".final"));
        uint256[] memory end = finalState();
        assertEq(end.length, expected.length, "length");
        for (uint256 i; i < end.length; ++i) {
            assertEq(end[i], expected[i], string.concat("run ", vm.toString(run), " end ", vm.toString(i)));
        }
    }

    /// @return outcome 0 refused, 1 done, 2 held
    function act(uint256[5] memory s) private returns (uint256 outcome) {
        (uint256 kind, uint64 a, uint64 b) = (s[0], uint64(s[1]), uint64(s[2]));
        if (kind == 0) return deliver(a);
        if (kind == 1) return lockOne(a);
        if (kind == 2) return request(a);
        if (kind == 3) return call(abi.encodeCall(vault.refund, (outgoing(a), EPOCH, ending("bridge/refund/v1", outgoing(a), HERE, SOLANA, a))));
        if (kind == 4) return call(abi.encodeCall(vault.voidTransfer, (arriving(a).bytesOf(0), EPOCH, ending("bridge/void/v1", arriving(a).bytesOf(0), SOLANA, HERE, a))));
        if (kind == 5 || kind == 6) return paper(officer(b), kind == 5 ? APPROVE : REJECT, holdWords(a, arriving(a).leaf(0)));
        if (kind == 7) return call(abi.encodeCall(vault.executeHold, (arriving(a).bytesOf(0))));
        if (kind == 8) return paper(GUARD, RAISE, levelWords(uint8(a), scopeOf(a), uint8(b)));
        if (kind == 9) return loosened(LOWER, levelWords(uint8(a), scopeOf(a), uint8(b)));
        if (kind == 10) return paper(GUARD, LOWER_LIMITS, limitWords(asset, a, b, uint64(s[3]), uint64(s[4])));
        if (kind == 11) return loosened(SET_LIMITS, limitWords(asset, a, b, uint64(s[3]), uint64(s[4])));
        require(kind == 12, "unknown step");
        vm.warp(block.timestamp + a);
        return 1;
    }

    function deliver(uint64 sequence) private returns (uint256) {
        if (call(abi.encodeCall(vault.release, (signed(arriving(sequence))))) == 0) return 0;
        return vault.transferState(SOLANA, sequence);
    }

    function lockOne(uint64 amount) private returns (uint256) {
        vm.prank(alice);
        (bool ok,) = address(vault).call(abi.encodeCall(vault.lock, (address(token), SOLANA, WALLET, amount, RECIPIENT)));
        if (ok) locked.push(amount);
        return ok ? 1 : 0;
    }

    function request(uint64 sequence) private returns (uint256) {
        bytes memory transfer = outgoing(sequence);
        vm.prank(alice);
        (bool ok,) = address(vault).call(abi.encodeCall(vault.requestRefund, (transfer)));
        if (ok) requested[sequence] = true;
        return ok ? 1 : 0;
    }

    function loosened(uint8 action, bytes memory words) private returns (uint256) {
        schedule(action, words);
        vm.warp(block.timestamp + 100);
        (bool ok,) = address(control).call(abi.encodeCall(control.execute, (action, words)));
        return ok ? 1 : 0;
    }

    function paper(uint256 signer, uint8 action, bytes memory words) private returns (uint256) {
        (bool ok,) = address(control).call(abi.encodeCall(control.act, (action, words, signPaper(signer, action, words))));
        return ok ? 1 : 0;
    }

    function call(bytes memory data) private returns (uint256) {
        vm.prank(relayer);
        (bool ok,) = address(vault).call(data);
        return ok ? 1 : 0;
    }

    /// @dev In the order of the model's `Final`.
    function finalState() private view returns (uint256[] memory end) {
        end = new uint256[](incoming.length + locked.length + 11);
        uint256 at_;
        for (uint64 i = 1; i <= incoming.length; ++i) end[at_++] = vault.transferState(SOLANA, i);
        uint256 refunded;
        uint256 taken;
        for (uint64 i = 1; i <= locked.length; ++i) {
            bool back = vault.lockedAt(SOLANA, i) == 0;
            end[at_++] = back ? 3 : requested[i] ? 2 : 1;
            taken += locked[i - 1];
            if (back) refunded += locked[i - 1];
        }
        end[at_++] = vault.available(address(token));
        (end[at_++], end[at_++], end[at_++]) = (vault.level(EVERYTHING, 0), vault.level(LANE, LANE_SCOPE), vault.level(ASSET, asset));
        (end[at_++], end[at_++], end[at_++], end[at_++]) = vault.limits(address(token));
        // Bob has what was paid, alice what she did not lock or has back, the vault the rest.
        assertEq(token.balanceOf(alice) + taken - refunded, 10_000_000e6, "alice");
        assertEq(token.balanceOf(address(vault)) + token.balanceOf(bob), 1e18 + taken - refunded, "vault");
        (end[at_++], end[at_++], end[at_++]) = (token.balanceOf(bob), refunded, block.timestamp - base);
    }

    function arriving(uint64 sequence) private view returns (Batches.Batch memory) {
        return batchOf(sequence, 1, uint64(incoming[sequence - 1]), bob);
    }

    /// @dev Of a lock that was never made: some amount, no record.
    function outgoing(uint64 sequence) private view returns (bytes memory) {
        uint64 amount = sequence <= locked.length ? uint64(locked[sequence - 1]) : 1;
        bytes memory head = abi.encodePacked(uint8(1), BRIDGE, HERE, SOLANA, sequence, WALLET, asset, amount);
        return bytes.concat(head, bytes32(uint256(uint160(alice))), RECIPIENT);
    }

    function ending(string memory tag, bytes memory transfer, uint16 from, uint16 to, uint64 sequence) private returns (bytes memory) {
        bytes32 leaf = keccak256(bytes.concat(keccak256(transfer)));
        return group.sign(keccak256(abi.encodePacked(keccak256(bytes(tag)), BRIDGE, EPOCH, from, to, sequence, leaf)));
    }

    function scopeOf(uint64 kind) private view returns (bytes32) {
        return kind == EVERYTHING ? bytes32(0) : kind == LANE ? LANE_SCOPE : asset;
    }

    function officer(uint64 i) private pure returns (uint256) {
        return i == 0 ? ANNA : i == 1 ? BEN : CLEO;
    }

    function key(uint256 run, string memory field) private pure returns (string memory) {
        return string.concat(".traces[", vm.toString(run), "]", field);
    }
}
