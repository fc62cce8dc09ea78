// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {stdJson} from "forge-std/StdJson.sol";
import {IRiskControl} from "../src/IRiskControl.sol";
import {OfficerSignature} from "../src/libraries/OfficerSignature.sol";
import {RiskControl} from "../src/RiskControl.sol";
import {RiskFixture} from "./support/RiskFixture.sol";

/// @notice The control plane against `Contracts/vectors/risk.json`, which viem and ethers made.
contract RiskVectorsTest is RiskFixture {
    using stdJson for string;

    string private json;
    RiskControl private vectors;

    function setUp() public override {
        super.setUp();
        json = vm.readFile("../vectors/risk.json");
        bytes32 bridge = json.readBytes32(".bridgeId");
        vectors = controlOf(newVault(bridge, HERE, governor, bytes32(group.x), uint8(group.y & 1)));
    }

    function at(string memory list, uint256 i, string memory field) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", field);
    }

    function recover(bytes32 digest, bytes calldata signature) external pure returns (address) {
        return OfficerSignature.recover(digest, signature);
    }

    function test_Vectors_DomainAndDigestsAgree() public view {
        assertEq(vectors.domainSeparator(), json.readBytes32(".domain.separator"));
        uint256 count;
        for (; json.keyExists(at("actions", count, "action")); ++count) {
            uint8 action = uint8(json.readUint(at("actions", count, "action")));
            bytes memory words = json.readBytes(at("actions", count, "words"));
            bytes32 digest = json.readBytes32(at("actions", count, "digest"));
            assertEq(vectors.digestOf(action, words), digest);
            for (uint256 k; k < 2; ++k) {
                string memory signature = string.concat("signatures[", vm.toString(k), "].");
                address expected = json.readAddress(at("actions", count, string.concat(signature, "address")));
                bytes memory bytes65 = json.readBytes(at("actions", count, string.concat(signature, "signature")));
                assertEq(this.recover(digest, bytes65), expected);
            }
        }
        assertGe(count, 11);
    }

    function test_Vectors_BadSignaturesAreNobodys() public view {
        bytes32 digest = json.readBytes32(".negative.digest");
        uint256 count;
        for (; json.keyExists(at("negative.cases", count, "why")); ++count) {
            address recovered = this.recover(digest, json.readBytes(at("negative.cases", count, "signature")));
            if (keccak256(bytes(json.readString(at("negative.cases", count, "error")))) == keccak256("BadSignature")) {
                assertEq(recovered, address(0), json.readString(at("negative.cases", count, "why")));
            } else {
                assertTrue(recovered != address(0));
            }
        }
        assertGe(count, 10);
    }

    function test_Vectors_BadWordsAreRefused() public {
        uint256 count;
        for (; json.keyExists(at("badWords", count, "why")); ++count) {
            uint8 action = uint8(json.readUint(at("badWords", count, "action")));
            bytes memory words = json.readBytes(at("badWords", count, "words"));
            vm.expectRevert(IRiskControl.BadWords.selector);
            vectors.digestOf(action, words);
            vm.expectRevert(IRiskControl.BadWords.selector);
            vectors.act(action, words, new bytes(65));
        }
        assertGe(count, 13);
    }

    function test_Act_RevertWhen_TheSignatureHasItsOtherForm() public {
        bytes memory words = levelWords(EVERYTHING, 0, 3);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ANNA, control.digestOf(RAISE, words));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes memory high = abi.encodePacked(r, order - uint256(s), uint8(v == 27 ? 28 : 27));
        actReverts(RAISE, words, high, abi.encodeWithSelector(IRiskControl.BadSignature.selector));
        actReverts(RAISE, words, abi.encodePacked(r, s, v - 27), abi.encodeWithSelector(IRiskControl.BadSignature.selector));
        control.act(RAISE, words, abi.encodePacked(r, s, v));
    }
}
