// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FrostVerifier} from "../libraries/FrostVerifier.sol";

/// @title Measures one signature check, apart from the call that carries it: for `gas.sh` only
contract VerifyProbe {
    uint256 public spent;

    function measure(uint256 x, uint8 parity, bytes32 message, uint256[3] calldata signature) external {
        (uint256 rx, uint256 ry, uint256 z) = (signature[0], signature[1], signature[2]);
        uint256 before = gasleft();
        bool valid = FrostVerifier.verify(x, parity, message, rx, ry, z);
        spent = before - gasleft();
        require(valid, "signature should verify");
    }
}
