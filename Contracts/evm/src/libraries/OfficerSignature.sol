// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Signatures of people: ECDSA over secp256k1, 65 bytes r ‖ s ‖ v, exactly one form each
library OfficerSignature {
    uint256 internal constant SIZE = 65;
    /// @dev Half the order of the curve (SEC 2, section 2.4.1).
    uint256 private constant HALF_N = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /// @notice The signer, or zero when the bytes are no signature.
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address) {
        if (signature.length != SIZE) return address(0);
        (bytes32 r, bytes32 s) = (bytes32(signature[:32]), bytes32(signature[32:64]));
        uint8 v = uint8(signature[64]);
        // SECURITY: one form per signature (the lower s, v of 27 or 28), as on Solana; ecrecover itself refuses r and s of 0 and above the order.
        if (uint256(s) > HALF_N || (v != 27 && v != 28)) return address(0);
        return ecrecover(digest, v, r, s);
    }
}
