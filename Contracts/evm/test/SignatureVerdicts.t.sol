// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {FrostVerifier} from "../src/libraries/FrostVerifier.sol";

/// @title The verdicts of Contracts/vectors/signature_verdicts.json, which C# and the Solana program give too
contract SignatureVerdictsTest is Test {
    function test_Verify_EveryCase_GivesTheVerdict() public view {
        string memory json = vm.readFile("../vectors/signature_verdicts.json");
        uint256 refused;
        uint256 i;
        for (; vm.keyExistsJson(json, at(i, "name")); ++i) {
            bool valid = vm.parseJsonBool(json, at(i, "valid"));
            assertEq(verdict(json, i), valid, vm.parseJsonString(json, at(i, "name")));
            if (!valid) ++refused;
        }
        assertGt(refused, 20);
        assertGt(i, refused);
    }

    function verdict(string memory json, uint256 i) private view returns (bool) {
        bytes memory key = vm.parseJsonBytes(json, at(i, "key"));
        bytes memory signature = vm.parseJsonBytes(json, at(i, "signature"));
        assertEq(key.length, 33);
        // The contract keeps a key as x and parity: what has another prefix never becomes one.
        uint8 prefix = uint8(key[0]);
        uint256 x;
        assembly ("memory-safe") {
            x := mload(add(key, 33))
        }
        if (prefix < 2 || !FrostVerifier.isKey(x, prefix - 2)) return false;
        (uint256 rx, uint256 ry, uint256 z) = abi.decode(signature, (uint256, uint256, uint256));
        return FrostVerifier.verify(x, prefix - 2, vm.parseJsonBytes32(json, at(i, "message")), rx, ry, z);
    }

    function at(uint256 i, string memory field) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "].", field);
    }
}
