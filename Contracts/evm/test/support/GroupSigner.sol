// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

/// @title Signs as the guardians' group would, with one secret in one place (RFC 9591: the group's signature is a plain Schnorr signature)
/// @notice Written apart from `FrostVerifier`, with other means, so that both are not wrong in the same way.
library GroupSigner {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    struct Key {
        uint256 secret;
        uint256 x;
        uint256 y;
    }

    function key(uint256 secret) internal returns (Key memory) {
        Vm.Wallet memory wallet = VM.createWallet(secret);
        return Key(secret, wallet.publicKeyX, wallet.publicKeyY);
    }

    function parity(Key memory self) internal pure returns (uint8) {
        return uint8(self.y & 1);
    }

    /// @return signature Rx ‖ Ry ‖ z
    function sign(Key memory self, bytes32 message) internal returns (bytes memory signature) {
        Key memory nonce = key((uint256(keccak256(abi.encode("nonce", self.secret, message))) % (N - 1)) + 1);
        uint256 c = challenge(self, abi.encodePacked(message), nonce.x, nonce.y);
        uint256 z = addmod(nonce.secret, mulmod(c, self.secret, N), N);
        return abi.encodePacked(nonce.x, nonce.y, z);
    }

    /// @dev RFC 9380, section 5.3.1, written out with abi.encodePacked.
    function challenge(Key memory self, bytes memory message, uint256 rx, uint256 ry) internal pure returns (uint256) {
        bytes memory input = abi.encodePacked(uint8(2 + (ry & 1)), rx, uint8(2 + (self.y & 1)), self.x, message);
        bytes memory dst = abi.encodePacked("FROST-secp256k1-SHA256-v1", "chal", uint8(29));
        bytes32 b0 = sha256(abi.encodePacked(new bytes(64), input, uint16(48), uint8(0), dst));
        bytes32 b1 = sha256(abi.encodePacked(b0, uint8(1), dst));
        bytes32 b2 = sha256(abi.encodePacked(b0 ^ b1, uint8(2), dst));
        return addmod(mulmod(uint256(b1), 2 ** 128, N), uint256(b2) >> 128, N);
    }
}
