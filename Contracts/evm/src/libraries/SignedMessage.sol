// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Transfer} from "./Transfers.sol";

/// @title What the guardians sign, as `Bridge.Protocol/Messages/SignedMessage.cs`
/// @notice digest = keccak256(tag 32 ‖ bridge id 32 ‖ epoch 4 ‖ body), tag = keccak256 of the text:
///
///     tag text              body
///     bridge/attestation/v1 source 2 ‖ destination 2 ‖ first sequence 8 ‖ count 4 ‖ root 32
///     bridge/void/v1        source 2 ‖ destination 2 ‖ sequence 8 ‖ leaf 32
///     bridge/refund/v1      source 2 ‖ destination 2 ‖ sequence 8 ‖ leaf 32
///     bridge/rotate/v1      chain 2 ‖ new epoch 4 ‖ new key x 32 ‖ new key y parity 1
library SignedMessage {
    bytes32 internal constant ATTESTATION = keccak256("bridge/attestation/v1");
    bytes32 internal constant VOID = keccak256("bridge/void/v1");
    bytes32 internal constant REFUND = keccak256("bridge/refund/v1");
    bytes32 internal constant ROTATE = keccak256("bridge/rotate/v1");

    function attestation(
        bytes32 bridgeId,
        uint32 epoch,
        uint16 source,
        uint16 destination,
        uint64 first,
        uint32 count,
        bytes32 root
    ) internal pure returns (bytes32) {
        // SECURITY: tag, bridge id, epoch, both chains, range and root: no other message reads like this one (W1, M58).
        return keccak256(abi.encodePacked(ATTESTATION, bridgeId, epoch, source, destination, first, count, root));
    }

    /// @param tag `VOID` or `REFUND`
    function ending(bytes32 tag, bytes32 bridgeId, uint32 epoch, Transfer memory transfer, bytes32 leaf)
        internal
        pure
        returns (bytes32)
    {
        // SECURITY: a void is no refund and neither is an attestation (M04).
        return keccak256(
            abi.encodePacked(tag, bridgeId, epoch, transfer.source, transfer.destination, transfer.sequence, leaf)
        );
    }

    function rotate(bytes32 bridgeId, uint32 epoch, uint16 chain, uint32 newEpoch, bytes32 newKeyX, uint8 newKeyParity)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(ROTATE, bridgeId, epoch, chain, newEpoch, newKeyX, newKeyParity));
    }
}
