// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {BridgeVault} from "../../src/BridgeVault.sol";
import {IBridgeVault} from "../../src/IBridgeVault.sol";
import {MarginAccounts} from "../../src/MarginAccounts.sol";
import {RiskControl} from "../../src/RiskControl.sol";
import {WrappedToken} from "../../src/WrappedToken.sol";
import {TestToken} from "../../src/testing/TestToken.sol";
import {Batches} from "./Batches.sol";
import {GroupSigner} from "./GroupSigner.sol";

/// @title A deployed vault with one custody token (6 decimals), one wrapped token (9), limits, and a lane to Solana
abstract contract BridgeFixture is Test {
    using GroupSigner for GroupSigner.Key;
    using Batches for Batches.Batch;

    bytes32 internal constant BRIDGE = keccak256("test deployment");
    uint16 internal constant HERE = 1;
    uint16 internal constant SOLANA = 2;
    uint8 internal constant WALLET = 1;
    uint8 internal constant MARGIN = 2;
    uint32 internal constant EPOCH = 1;
    bytes32 internal constant SENDER = keccak256("a Solana wallet");
    bytes32 internal constant RECIPIENT = keccak256("another Solana wallet");
    bytes32 internal constant HOME_MINT = keccak256("a Solana mint");
    uint64 internal constant MAX_RELEASE = 1_000_000e6;
    uint64 internal constant CAPACITY = 5_000_000e6;
    uint64 internal constant REFILL = 1_000e6;
    uint64 internal constant NO_HOLD = type(uint64).max;
    uint32 internal constant LOOSEN = 1 hours;
    uint32 internal constant EXECUTE = 1 days;
    uint32 internal constant HOLD_AGE = 10 minutes;
    uint32 internal constant REFUND = 2 hours;
    uint32 internal constant ROTATION = 3 hours;
    uint32 internal constant OVERLAP = 30 minutes;

    address internal immutable governor = makeAddr("governor");
    address internal immutable alice = makeAddr("alice");
    address internal immutable bob = makeAddr("bob");
    address internal immutable relayer = makeAddr("relayer");

    GroupSigner.Key internal group;
    BridgeVault internal vault;
    RiskControl internal control;
    MarginAccounts internal margin;
    TestToken internal token;
    WrappedToken internal wrapped;
    bytes32 internal asset;
    bytes32 internal wrappedAsset;
    bytes private vaultCode;
    bytes private marginCode;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        group = GroupSigner.key(uint256(keccak256("group secret")) >> 8);
        loadCode();
        vault = newVault(BRIDGE, HERE, governor, bytes32(group.x), group.parity());
        margin = newMargin(address(vault));
        token = new TestToken("Test Dollar", "TUSD", 6);

        control = RiskControl(vault.control());

        vm.startPrank(governor);
        control.openLane(SOLANA, 2);
        control.registerCustody(address(token), 6);
        wrapped = WrappedToken(control.registerMint(SOLANA, HOME_MINT, 9, 9, "Wrapped Test", "wTEST"));
        control.setLimits(address(token), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        control.setLimits(address(wrapped), MAX_RELEASE, CAPACITY, REFILL, NO_HOLD);
        control.setMarginAccounts(address(margin));
        vm.stopPrank();

        asset = vault.assetOf(address(token));
        wrappedAsset = vault.assetOf(address(wrapped));
        token.mint(alice, 10_000_000e6);
        vm.prank(alice);
        token.approve(address(vault), type(uint256).max);
    }

    /// @dev The environment may name artifacts to test instead of what is compiled with the tests: those that are shipped (`test.sh`), or
    /// mutants of them (`mutants.sh`).
    function loadCode() private {
        string memory artifact = vm.envOr("VAULT_ARTIFACT", string(""));
        vaultCode = bytes(artifact).length == 0 ? type(BridgeVault).creationCode : vm.getCode(artifact);
        artifact = vm.envOr("MARGIN_ARTIFACT", string(""));
        marginCode = bytes(artifact).length == 0 ? type(MarginAccounts).creationCode : vm.getCode(artifact);
    }

    function newVault(bytes32 bridge, uint16 chain, address governor_, bytes32 keyX, uint8 parity) internal returns (BridgeVault) {
        return newVault(bridge, chain, governor_, keyX, parity, delays());
    }

    function newVault(
        bytes32 bridge,
        uint16 chain,
        address governor_,
        bytes32 keyX,
        uint8 parity,
        IBridgeVault.Delays memory delays_
    ) internal returns (BridgeVault) {
        bytes memory arguments = abi.encode(bridge, chain, governor_, keyX, parity, delays_);
        return BridgeVault(create(abi.encodePacked(vaultCode, arguments)));
    }

    function delays() internal pure virtual returns (IBridgeVault.Delays memory) {
        return IBridgeVault.Delays(LOOSEN, EXECUTE, HOLD_AGE, REFUND, ROTATION, OVERLAP);
    }

    function controlOf(BridgeVault v) internal view returns (RiskControl) {
        return RiskControl(v.control());
    }

    function newMargin(address vault_) internal returns (MarginAccounts) {
        return MarginAccounts(create(abi.encodePacked(marginCode, abi.encode(vault_))));
    }

    function create(bytes memory code) private returns (address deployed) {
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        if (deployed != address(0)) return deployed;
        assembly ("memory-safe") {
            returndatacopy(mload(0x40), 0, returndatasize())
            revert(mload(0x40), returndatasize())
        }
    }

    // ---- locks

    function lockAs(address who, uint256 amount) internal returns (uint64) {
        vm.prank(who);
        return vault.lock(address(token), SOLANA, WALLET, amount, RECIPIENT);
    }

    /// @dev Money of users in the vault, in as many locks as the largest release asks for.
    function fund(uint256 amount) internal {
        for (; amount > MAX_RELEASE; amount -= MAX_RELEASE) lockAs(alice, MAX_RELEASE);
        lockAs(alice, amount);
    }

    // ---- batches: valid by default, a test changes one thing

    /// @dev `count` wallet payments of `amount` of the custody token to `to`.
    function batchOf(uint64 first, uint256 count, uint64 amount, address to) internal view returns (Batches.Batch memory b) {
        b.bridgeId = BRIDGE;
        b.epoch = EPOCH;
        b.source = SOLANA;
        b.destination = HERE;
        b.first = first;
        b.items = new Batches.Item[](count);
        for (uint256 i; i < count; ++i) b.items[i] = Batches.Item(WALLET, asset, amount, SENDER, to);
    }

    function sign(Batches.Batch memory b) internal returns (bytes memory) {
        return group.sign(b.digest());
    }

    function signed(Batches.Batch memory b) internal returns (bytes memory) {
        return b.encode(sign(b));
    }

    function signed(Batches.Batch memory b, uint128 chosen) internal returns (bytes memory) {
        return b.encode(sign(b), chosen);
    }

    /// @dev Signs first: a prank or an expected revert must hit the vault, not the signer's cheat codes.
    function release(Batches.Batch memory b) internal {
        bytes memory data = signed(b);
        vm.prank(relayer);
        vault.release(data);
    }

    function releaseReverts(bytes memory data, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(relayer);
        vault.release(data);
    }

    function releaseReverts(Batches.Batch memory b, bytes memory reason) internal {
        releaseReverts(signed(b), reason);
    }

    /// @dev A word of the event `Released`.
    function payment(uint8 offset, uint8 outcome, uint8 index, uint8 kind, uint64 amount, address to)
        internal
        pure
        returns (uint256)
    {
        return uint256(bytes32(abi.encodePacked(offset, outcome, kind, index, amount, to)));
    }
}
