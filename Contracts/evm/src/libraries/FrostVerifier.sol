// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title RFC 9591 FROST(secp256k1, SHA-256) signatures, checked through ecrecover
/// @notice A signature (R, z) by key P over a message holds when z·G = R + c·P (RFC 9591, section 5.3), that is R = z·G - c·P.
/// ecrecover(hash, v, r, s) returns the address of r⁻¹·(s·P' - hash·G), where P' is the point with x = r and the parity that v names. With
/// r = Px, hash = -z·Px and s = -c·Px (mod n) that is the address of z·G - c·P. It must be the address of R.
library FrostVerifier {
    /// @dev Order of the curve (SEC 2, section 2.4.1).
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    /// @dev Prime of the field.
    uint256 internal constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    /// @dev "FROST-secp256k1-SHA256-v1chal", 29 bytes: the domain separation tag of H2 (RFC 9591, section 6.5).
    uint256 private constant DST = 0x46524f53542d736563703235366b312d5348413235362d76316368616c;

    /// @notice Whether x, parity name a point that may become the group key.
    /// @dev With hash 0 and s = r = x, ecrecover returns the address of the point itself, and fails when there is none or x is not in 1 … n-1.
    function isKey(uint256 x, uint8 parity) internal view returns (bool) {
        // SECURITY: ecrecover answers for v of 27 and 28, r and s of 1 … n-1 and an r that is on the curve, and for nothing else.
        return _recover(0, parity, x, x) != address(0);
    }

    /// @notice Whether (rx, ry, z) signs `message` for the key (x, parity), which `isKey` accepted when it was installed.
    function verify(uint256 x, uint8 parity, bytes32 message, uint256 rx, uint256 ry, uint256 z)
        internal
        view
        returns (bool)
    {
        return holds(x, parity, _challenge(x, parity, message, rx, ry), rx, ry, z);
    }

    /// @notice Whether R = z·G - c·P for the challenge `c`.
    function holds(uint256 x, uint8 parity, uint256 c, uint256 rx, uint256 ry, uint256 z) internal view returns (bool) {
        // SECURITY: exactly one encoding per signature: 0 < z < n.
        if (z == 0 || z >= N) return false;
        // SECURITY: R is a point of the curve with reduced coordinates; the identity and (0, 0) are none.
        if (rx >= P || ry >= P) return false;
        if (mulmod(ry, ry, P) != addmod(mulmod(rx, mulmod(rx, rx, P), P), 7, P)) return false;

        address recovered = _recover(N - mulmod(z, x, N), parity, x, N - mulmod(c, x, N));
        // SECURITY: a recovery that failed is address(0) and equals nothing.
        return recovered != address(0) && recovered == _addressOf(rx, ry);
    }

    /// @dev H2 of RFC 9591, section 6.5: hash_to_field (RFC 9380, section 5.2, L = 48) of R ‖ P ‖ message, with
    /// expand_message_xmd over SHA-256 (RFC 9380, section 5.3.1).
    function _challenge(uint256 x, uint8 parity, bytes32 message, uint256 rx, uint256 ry)
        private
        view
        returns (uint256 c)
    {
        uint256 b0;
        uint256 b1;
        uint256 b2;
        bool ok;
        assembly ("memory-safe") {
            function sha(from, length) -> good, hash {
                // The right operand is evaluated first. SECURITY: a failed call leaves memory as it was, so its result is not looked at.
                good := and(eq(returndatasize(), 0x20), staticcall(gas(), 2, from, length, 0x00, 0x20))
                hash := mload(0x00)
            }
            let m := mload(0x40)
            // msg_prime: 64 zeros ‖ R 33 ‖ P 33 ‖ message 32 ‖ output length 2 ‖ 0 ‖ DST 29 ‖ length of DST 1
            mstore(m, 0)
            mstore(add(m, 0x20), 0)
            mstore8(add(m, 64), or(2, and(ry, 1)))
            mstore(add(m, 65), rx)
            mstore8(add(m, 97), or(2, parity))
            mstore(add(m, 98), x)
            mstore(add(m, 130), message)
            mstore(add(m, 162), or(shl(240, 48), DST))
            mstore8(add(m, 194), 29)
            ok, b0 := sha(m, 195)
            // b_1 = H(b_0 ‖ 1 ‖ DST ‖ 29), b_2 = H(b_0 xor b_1 ‖ 2 ‖ DST ‖ 29)
            let good
            mstore(m, b0)
            mstore(add(m, 0x20), or(shl(248, 1), shl(16, DST)))
            mstore8(add(m, 62), 29)
            good, b1 := sha(m, 63)
            ok := and(ok, good)
            mstore(m, xor(b0, b1))
            mstore8(add(m, 0x20), 2)
            good, b2 := sha(m, 63)
            ok := and(ok, good)
        }
        // SECURITY: c = 0 makes the recovery fail, so a hash that could not be computed is a refusal.
        if (!ok) return 0;
        // The first 48 of the 64 bytes as one number, mod n.
        c = addmod(mulmod(b1, 1 << 128, N), b2 >> 128, N);
    }

    function _recover(uint256 hash, uint8 parity, uint256 r, uint256 s) private view returns (address recovered) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, hash)
            mstore(add(m, 0x20), add(27, parity))
            mstore(add(m, 0x40), r)
            mstore(add(m, 0x60), s)
            let good := staticcall(gas(), 1, m, 0x80, 0x00, 0x20)
            // SECURITY: ecrecover reports failure by returning nothing; memory then still holds what stood there before.
            if and(good, eq(returndatasize(), 0x20)) { recovered := mload(0x00) }
        }
    }

    function _addressOf(uint256 x, uint256 y) private pure returns (address point) {
        assembly ("memory-safe") {
            mstore(0x00, x)
            mstore(0x20, y)
            point := and(keccak256(0x00, 0x40), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }
}
