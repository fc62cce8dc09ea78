// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {BatchReader} from "../src/libraries/BatchReader.sol";
import {MerkleRoot} from "../src/libraries/MerkleRoot.sol";
import {SignedMessage} from "../src/libraries/SignedMessage.sol";
import {Batches} from "./support/Batches.sol";

/// @notice `Contracts/vectors/protocol.json` is computed by an independent implementation and read by every language.
contract ProtocolVectorsTest is Test {
    using Batches for Batches.Batch;

    string private json;
    bytes32 private bridgeId;

    function setUp() public {
        json = vm.readFile("../vectors/protocol.json");
        bridgeId = vm.parseJsonBytes32(json, "$.bridgeId");
    }

    function test_Assets_IdsMatch() public view {
        for (uint256 i; vm.keyExistsJson(json, path("$.assets[", i, "].id")); ++i) {
            uint16 home = uint16(vm.parseJsonUint(json, path("$.assets[", i, "].homeChain")));
            bytes32 token = vm.parseJsonBytes32(json, path("$.assets[", i, "].homeToken"));
            bytes32 id = vm.parseJsonBytes32(json, path("$.assets[", i, "].id"));
            assertEq(keccak256(abi.encodePacked(bridgeId, home, token)), id);
        }
    }

    function test_Roots_MatchForEverySize() public view {
        uint256 seen;
        for (uint256 i; vm.keyExistsJson(json, path("$.batches[", i, "].root")); ++i) {
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, path("$.batches[", i, "].leaves"));
            assertEq(MerkleRoot.consume(leaves), vm.parseJsonBytes32(json, path("$.batches[", i, "].root")));
            ++seen;
        }
        assertGe(seen, 8);
    }

    /// @dev The transfers of the file, packed into a release, must give the file's root: every field of the leaf at its place.
    function test_Leaves_RebuiltFromCalldataMatch() public view {
        uint256 seen;
        for (uint256 i; vm.keyExistsJson(json, path("$.batches[", i, "].root")); ++i) {
            // The file shows the transfers of its small batches only.
            if (!vm.keyExistsJson(json, path("$.batches[", i, "].transfers"))) continue;
            bytes[] memory transfers = vm.parseJsonBytesArray(json, path("$.batches[", i, "].transfers"));
            Batches.Batch memory b = decode(transfers);
            bytes memory data = b.encode(new bytes(96));
            assertEq(this.rootOf(data, bridgeId, b.destination), vm.parseJsonBytes32(json, path("$.batches[", i, "].root")));
            ++seen;
        }
        assertGe(seen, 5);
    }

    function test_Digests_Match() public view {
        uint32 epoch = uint32(vm.parseJsonUint(json, "$.messages.epoch"));
        bytes32 root = vm.parseJsonBytes32(json, "$.messages.attestation.root");
        uint32 count = uint32(vm.parseJsonUint(json, "$.messages.attestation.count"));
        uint64 first = uint64(vm.parseJsonUint(json, "$.messages.attestation.first"));
        assertEq(
            SignedMessage.attestation(bridgeId, epoch, 2, 1, first, count, root),
            vm.parseJsonBytes32(json, "$.messages.attestation.digest")
        );
        bytes32 keyX = vm.parseJsonBytes32(json, "$.messages.rotate.newKeyX");
        uint8 parity = uint8(vm.parseJsonUint(json, "$.messages.rotate.newKeyParity"));
        uint32 newEpoch = uint32(vm.parseJsonUint(json, "$.messages.rotate.newEpoch"));
        assertEq(
            SignedMessage.rotate(bridgeId, epoch, 1, newEpoch, keyX, parity),
            vm.parseJsonBytes32(json, "$.messages.rotate.digest")
        );
    }

    function rootOf(bytes calldata data, bytes32 bridge, uint16 chain) external pure returns (bytes32) {
        return BatchReader.root(data, BatchReader.header(data), bridge, chain);
    }

    function decode(bytes[] memory transfers) private pure returns (Batches.Batch memory b) {
        b.bridgeId = bytes32(slice(transfers[0], 1, 32));
        b.epoch = 1;
        b.source = uint16(slice(transfers[0], 33, 2));
        b.destination = uint16(slice(transfers[0], 35, 2));
        b.first = uint64(slice(transfers[0], 37, 8));
        b.items = new Batches.Item[](transfers.length);
        for (uint256 i; i < transfers.length; ++i) {
            bytes memory t = transfers[i];
            b.items[i] = Batches.Item(
                uint8(slice(t, 45, 1)), bytes32(slice(t, 46, 32)), uint64(slice(t, 78, 8)), bytes32(slice(t, 86, 32)),
                address(uint160(slice(t, 118, 32)))
            );
        }
    }

    function slice(bytes memory data, uint256 from, uint256 length) private pure returns (uint256 value) {
        for (uint256 i; i < length; ++i) value = (value << 8) | uint8(data[from + i]);
    }

    function path(string memory before, uint256 i, string memory rest) private pure returns (string memory) {
        return string.concat(before, vm.toString(i), rest);
    }
}
