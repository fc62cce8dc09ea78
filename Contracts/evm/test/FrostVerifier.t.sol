// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {FrostVerifier} from "../src/libraries/FrostVerifier.sol";
import {GroupSigner} from "./support/GroupSigner.sol";

contract FrostVerifierTest is Test {
    using GroupSigner for GroupSigner.Key;

    uint256 private constant N = FrostVerifier.N;
    uint256 private constant P = FrostVerifier.P;
    bytes32 private constant MESSAGE = keccak256("message");

    GroupSigner.Key private key;
    uint256 private rx;
    uint256 private ry;
    uint256 private z;

    function setUp() public {
        key = GroupSigner.key(7_777);
        (rx, ry, z) = abi.decode(key.sign(MESSAGE), (uint256, uint256, uint256));
    }

    function verify(bytes32 message, uint256 rx_, uint256 ry_, uint256 z_) private view returns (bool) {
        return FrostVerifier.verify(key.x, key.parity(), message, rx_, ry_, z_);
    }

    function test_Verify_RefusesOtherMessages() public view {
        assertTrue(verify(MESSAGE, rx, ry, z));
        assertFalse(verify(keccak256("other"), rx, ry, z));
        assertFalse(verify(bytes32(uint256(MESSAGE) ^ 1), rx, ry, z));
    }

    function test_Verify_RefusesZeroAndUnreducedZ() public view {
        assertFalse(verify(MESSAGE, rx, ry, 0));
        assertFalse(verify(MESSAGE, rx, ry, N));
        assertFalse(verify(MESSAGE, rx, ry, N - z));
        assertFalse(verify(MESSAGE, rx, ry, type(uint256).max));
        // z + n is congruent: a second encoding of the same signature.
        if (z <= type(uint256).max - N) assertFalse(verify(MESSAGE, rx, ry, z + N));
    }

    /// @dev With z = 0 a signature for the challenge c exists whenever R = -c·P: the hash given to ecrecover is n, which it takes as 0.
    function test_Holds_RefusesZeroZ_WhereTheEquationHolds() public {
        uint256 c = 12_345;
        GroupSigner.Key memory r = GroupSigner.key(N - mulmod(c, key.secret, N));
        assertFalse(FrostVerifier.holds(key.x, key.parity(), c, r.x, r.y, 0));
    }

    /// @dev A second encoding: z' = z + n fits into 256 bits only for small z, so k is chosen to give one.
    function test_Holds_RefusesUnreducedZ_WhereTheEquationHolds() public {
        uint256 c = 54_321;
        uint256 small = 99;
        GroupSigner.Key memory r = GroupSigner.key(addmod(small, N - mulmod(c, key.secret, N), N));
        assertTrue(FrostVerifier.holds(key.x, key.parity(), c, r.x, r.y, small));
        assertFalse(FrostVerifier.holds(key.x, key.parity(), c, r.x, r.y, small + N));
    }

    function test_Verify_RefusesPointsBesideTheCurve() public view {
        assertFalse(verify(MESSAGE, 0, 0, z));
        assertFalse(verify(MESSAGE, rx, ry ^ 1, z));
        assertFalse(verify(MESSAGE, rx, P - ry, z));
        assertFalse(verify(MESSAGE, P, ry, z));
        assertFalse(verify(MESSAGE, rx, P + 1, z));
        assertFalse(verify(MESSAGE, type(uint256).max, type(uint256).max, z));
    }

    function test_Verify_RefusesAnotherKeyAndParity() public {
        GroupSigner.Key memory other = GroupSigner.key(8_888);
        assertFalse(FrostVerifier.verify(other.x, other.parity(), MESSAGE, rx, ry, z));
        assertFalse(FrostVerifier.verify(key.x, key.parity() ^ 1, MESSAGE, rx, ry, z));
    }

    /// @dev c = 0 would let z·G = R stand for any key; the recovery then fails, and what an earlier call left in memory must not count.
    function test_Holds_RefusesWhenTheRecoveryFails() public {
        GroupSigner.Key memory r = GroupSigner.key(4_242);
        address left = address(uint160(uint256(keccak256(abi.encode(r.x, r.y)))));
        bytes32 before;
        assembly ("memory-safe") {
            mstore(0x00, left)
            before := mload(0x00)
        }
        assertEq(address(uint160(uint256(before))), left);
        assembly ("memory-safe") {
            mstore(0x00, left)
        }
        assertFalse(FrostVerifier.holds(key.x, key.parity(), 0, r.x, r.y, 4_242));
    }

    function test_IsKey_RefusesWhatIsNoPoint() public view {
        assertTrue(FrostVerifier.isKey(key.x, 0));
        assertTrue(FrostVerifier.isKey(key.x, 1));
        assertFalse(FrostVerifier.isKey(key.x, 2));
        assertFalse(FrostVerifier.isKey(0, 0));
        assertFalse(FrostVerifier.isKey(N, 0));
        assertFalse(FrostVerifier.isKey(N + 1, 0));
        assertFalse(FrostVerifier.isKey(P, 0));
        assertFalse(FrostVerifier.isKey(type(uint256).max, 0));
        // 5³ + 7 = 132 has no root mod p.
        assertFalse(FrostVerifier.isKey(5, 0));
    }

    function test_Vectors_Rfc9591() public view {
        string memory json = vm.readFile("../vectors/derived_ecrecover_vectors.json");
        uint256 seen;
        for (uint256 i; vm.keyExistsJson(json, at(i, "name")); ++i) {
            if (!same(vm.parseJsonString(json, at(i, "name")), "FROST(secp256k1, SHA-256)")) continue;
            checkVector(json, i);
            ++seen;
        }
        assertGe(seen, 3);
    }

    function checkVector(string memory json, uint256 i) private view {
        GroupSigner.Key memory group =
            GroupSigner.Key(0, number(json, at(i, "group_public_key_x")), number(json, at(i, "group_public_key_y")));
        uint256 x = number(json, at(i, "R_x"));
        uint256 y = number(json, at(i, "R_y"));
        uint256 c = number(json, at(i, "challenge_c"));
        uint256 s = number(json, at(i, "z"));
        // The challenge of the test's own signer is the RFC's; `testFuzz_Verify_AcceptsTheSigner` shows that the verifier's is the signer's.
        bytes memory message = vm.parseBytes(string.concat("0x", vm.parseJsonString(json, at(i, "message"))));
        assertEq(group.challenge(message, x, y), c);
        assertTrue(FrostVerifier.isKey(group.x, group.parity()));
        assertTrue(FrostVerifier.holds(group.x, group.parity(), c, x, y, s));
        assertFalse(FrostVerifier.holds(group.x, group.parity(), c, x, P - y, s));
        assertFalse(FrostVerifier.holds(group.x, group.parity(), addmod(c, 1, N), x, y, s));
        assertFalse(FrostVerifier.holds(group.x, group.parity(), c, x, y, addmod(s, 1, N)));
    }

    function testFuzz_Verify_AcceptsTheSigner(uint256 secret, bytes32 message) public {
        GroupSigner.Key memory signer = GroupSigner.key(bound(secret, 1, N - 1));
        (uint256 x, uint256 y, uint256 s) = abi.decode(signer.sign(message), (uint256, uint256, uint256));
        assertTrue(FrostVerifier.isKey(signer.x, signer.parity()));
        assertTrue(FrostVerifier.verify(signer.x, signer.parity(), message, x, y, s));
    }

    function testFuzz_Verify_RefusesAnyChangedBit(bytes32 message, uint8 bit, uint8 field) public {
        (uint256 x, uint256 y, uint256 s) = abi.decode(key.sign(message), (uint256, uint256, uint256));
        uint256 flip = uint256(1) << bit;
        field = uint8(bound(field, 0, 3));
        if (field == 0) x ^= flip;
        if (field == 1) y ^= flip;
        if (field == 2) s ^= flip;
        if (field == 3) message ^= bytes32(flip);
        assertFalse(verify(message, x, y, s));
    }

    function at(uint256 i, string memory field) private pure returns (string memory) {
        return string.concat("$[", vm.toString(i), "].", field);
    }

    function number(string memory json, string memory path) private pure returns (uint256) {
        return vm.parseUint(string.concat("0x", vm.parseJsonString(json, path)));
    }

    function same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
