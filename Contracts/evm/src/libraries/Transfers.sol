// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev One transfer as plain values; amount in canonical units, addresses left-padded.
struct Transfer {
    uint16 source;
    uint16 destination;
    uint64 sequence;
    uint8 kind;
    bytes32 asset;
    uint64 amount;
    bytes32 sender;
    bytes32 recipient;
}

/// @title The 150 bytes of a transfer, as `Bridge.Protocol/Transfers/Transfer.cs`
/// @notice
///
///     offset size field                       offset size field
///          0    1 version = 1                     46   32 asset id
///          1   32 bridge id                       78    8 amount in canonical units
///         33    2 source chain                    86   32 sender
///         35    2 destination chain              118   32 recipient
///         37    8 sequence
///         45    1 kind: 1 wallet, 2 margin account
library Transfers {
    uint256 internal constant SIZE = 150;

    /// @notice The bytes are no transfer of this bridge.
    error MalformedTransfer();

    /// @notice Double hash, so that an inner node of a batch is never a leaf (M10).
    function leafOf(bytes memory encoded) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(encoded)));
    }

    function encode(Transfer memory self, bytes32 bridgeId) internal pure returns (bytes memory) {
        bytes memory head =
            abi.encodePacked(uint8(1), bridgeId, self.source, self.destination, self.sequence, self.kind, self.asset);
        return bytes.concat(head, abi.encodePacked(self.amount, self.sender, self.recipient));
    }

    /// @notice The transfer in `encoded`.
    function parse(bytes calldata encoded, bytes32 bridgeId) internal pure returns (Transfer memory self) {
        // SECURITY: exactly one encoding, of this bridge (W1).
        if (encoded.length != SIZE || uint8(encoded[0]) != 1 || bytes32(encoded[1:33]) != bridgeId) revert MalformedTransfer();
        self.source = uint16(bytes2(encoded[33:35]));
        self.destination = uint16(bytes2(encoded[35:37]));
        self.sequence = uint64(bytes8(encoded[37:45]));
        self.kind = uint8(encoded[45]);
        self.asset = bytes32(encoded[46:78]);
        self.amount = uint64(bytes8(encoded[78:86]));
        self.sender = bytes32(encoded[86:118]);
        self.recipient = bytes32(encoded[118:150]);
    }
}
