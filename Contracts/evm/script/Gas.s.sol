// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Script} from "forge-std/Script.sol";
import {BridgeVault} from "../src/BridgeVault.sol";
import {IBridgeVault} from "../src/IBridgeVault.sol";
import {RiskControl} from "../src/RiskControl.sol";
import {MarginAccounts} from "../src/MarginAccounts.sol";
import {FrostVerifier} from "../src/libraries/FrostVerifier.sol";
import {TestToken} from "../src/testing/TestToken.sol";
import {Batches} from "../test/support/Batches.sol";
import {GroupSigner} from "../test/support/GroupSigner.sol";

/// @title Costs of one signature check, beside the call that carries it
contract VerifyProbe {
    uint256 public spent;

    function measure(GroupSigner.Key memory key, bytes32 message, uint256[3] memory signature) external {
        uint8 parity = uint8(key.y & 1);
        uint256 before = gasleft();
        bool valid = FrostVerifier.verify(key.x, parity, message, signature[0], signature[1], signature[2]);
        spent = before - gasleft();
        require(valid, "signature should verify");
    }
}

/// @title Sends the transactions whose receipts `gas.sh` prints
/// @notice Every release goes to holders, in its own transaction, into a bitmap word that is not zero, as `figures.md` asks. Recipients differ.
contract Gas is Script {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    bytes32 private constant BRIDGE = keccak256("gas");
    address private sender;
    GroupSigner.Key private group;
    BridgeVault private vault;
    MarginAccounts private margin;
    TestToken private token;
    VerifyProbe private probe;
    bytes32 private asset;

    function run() external {
        sender = msg.sender;
        group = GroupSigner.key(uint256(keccak256("group secret")) >> 8);
        vm.startBroadcast(sender);
        deploy();
        // Sequences 1 and 257 … make every later word non-zero.
        vault.release(batch(1, 1, 1));
        for (uint256 i; i < 8; ++i) vault.release(batch(uint64(i * 256 + 255), 2, 1));
        vault.lock(address(token), 2, 1, 5e6, keccak256("recipient"));
        vault.lock(address(token), 2, 1, 5e6, keccak256("recipient"));
        vault.release(batch(2, 1, 1));
        vault.release(batch(258, 8, 1));
        vault.release(batch(514, 32, 1));
        vault.release(batch(770, 128, 1));
        vault.release(batch(1026, 1, 2));
        vault.release(batch(1027, 1, 2));
        token.transfer(address(1), 1);
        token.transfer(address(1), 1);
        measureVerify();
        vm.stopBroadcast();
    }

    function deploy() private {
        vault = new BridgeVault(
            BRIDGE, 1, sender, bytes32(group.x), group.parity(), IBridgeVault.Delays(1 hours, 1 days, 1 hours, 1 days, 1 days, 1 hours)
        );
        RiskControl control = RiskControl(vault.control());
        margin = new MarginAccounts(address(vault));
        token = new TestToken("Gas", "GAS", 6);
        probe = new VerifyProbe();
        control.openLane(2, 2);
        control.registerCustody(address(token), 6);
        control.setLimits(address(token), 1e12, 1e15, 1e6, 1e13);
        control.setMarginAccounts(address(margin));
        asset = vault.assetOf(address(token));
        token.mint(sender, 1e18);
        token.approve(address(vault), type(uint256).max);
        vault.lock(address(token), 2, 1, 1e12, keccak256("recipient"));
        token.mint(address(vault), 1e15); // more than one lock may take in
        for (uint256 i; i < 128; ++i) token.mint(recipient(i), 1);
    }

    function measureVerify() private {
        bytes32 message = keccak256("message");
        bytes memory signature = group.sign(message);
        probe.measure(group, message, abi.decode(signature, (uint256[3])));
    }

    function recipient(uint256 i) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("recipient", i)))));
    }

    function batch(uint64 first, uint256 count, uint8 kind) private returns (bytes memory) {
        Batches.Batch memory b = Batches.Batch(BRIDGE, 1, 2, 1, first, new Batches.Item[](count));
        for (uint256 i; i < count; ++i) {
            bytes32 from = keccak256(abi.encode("sender", first + i));
            b.items[i] = Batches.Item(kind, asset, uint64(123_456_789 + i), from, recipient(i));
        }
        return b.encode(group.sign(b.digest()));
    }
}
