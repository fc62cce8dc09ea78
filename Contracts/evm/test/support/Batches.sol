// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A batch as plain values, and its bytes: the test's own encoder, apart from `BatchReader`
library Batches {
    struct Item {
        uint8 kind;
        bytes32 asset;
        uint64 amount;
        bytes32 sender;
        address recipient;
    }

    struct Batch {
        bytes32 bridgeId;
        uint32 epoch;
        uint16 source;
        uint16 destination;
        uint64 first;
        Item[] items;
    }

    /// @notice The 150 bytes of transfer `i`.
    function bytesOf(Batch memory self, uint256 i) internal pure returns (bytes memory encoded) {
        Item memory item = self.items[i];
        bytes memory head = abi.encodePacked(
            uint8(1), self.bridgeId, self.source, self.destination, uint64(self.first + i), item.kind, item.asset
        );
        encoded = abi.encodePacked(head, item.amount, item.sender, bytes32(uint256(uint160(item.recipient))));
        require(encoded.length == 150, "transfer should be 150 bytes");
    }

    function leaf(Batch memory self, uint256 i) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256(bytesOf(self, i))));
    }

    function root(Batch memory self) internal pure returns (bytes32) {
        bytes32[] memory level = new bytes32[](self.items.length);
        for (uint256 i; i < level.length; ++i) level[i] = leaf(self, i);
        while (level.length > 1) {
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < above.length; ++i) {
                above[i] = 2 * i + 1 < level.length ? node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            level = above;
        }
        return level[0];
    }

    function node(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }

    function digest(Batch memory self) internal pure returns (bytes32) {
        bytes memory body = abi.encodePacked(
            self.source, self.destination, self.first, uint32(self.items.length), root(self)
        );
        return keccak256(abi.encodePacked(keccak256("bridge/attestation/v1"), self.bridgeId, self.epoch, body));
    }

    /// @notice The bytes with every transfer chosen.
    function encode(Batch memory self, bytes memory signature) internal pure returns (bytes memory) {
        return encode(self, signature, all(self.items.length));
    }

    /// @notice The bytes with the transfers in `chosen` (bit 127 = first) to be paid.
    function encode(Batch memory self, bytes memory signature, uint128 chosen) internal pure returns (bytes memory) {
        (bytes32[] memory assets, uint256 count) = assetsOf(self);
        bytes memory ids;
        for (uint256 i; i < count; ++i) ids = abi.encodePacked(ids, assets[i]);
        bytes memory transfers;
        for (uint256 i; i < self.items.length; ++i) {
            Item memory item = self.items[i];
            uint8 index;
            while (assets[index] != item.asset) ++index;
            transfers = abi.encodePacked(transfers, item.kind, index, item.amount, item.sender, item.recipient);
        }
        bytes memory head = abi.encodePacked(self.epoch, self.source, self.first, uint32(self.items.length), signature);
        return abi.encodePacked(head, uint8(count), ids, chosen, transfers);
    }

    function all(uint256 count) internal pure returns (uint128) {
        return count == 0 ? 0 : type(uint128).max << uint128(128 - count);
    }

    function only(uint256 i) internal pure returns (uint128) {
        return uint128(1) << uint128(127 - i);
    }

    function assetsOf(Batch memory self) internal pure returns (bytes32[] memory assets, uint256 count) {
        assets = new bytes32[](self.items.length);
        for (uint256 i; i < self.items.length; ++i) {
            uint256 k;
            while (k < count && assets[k] != self.items[i].asset) ++k;
            if (k == count) assets[count++] = self.items[i].asset;
        }
    }
}
