// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IBridgeVault} from "../IBridgeVault.sol";
import {IRiskControl} from "../IRiskControl.sol";
import {IVaultControl} from "../IVaultControl.sol";
import {AssetWords} from "../libraries/AssetSlots.sol";
import {WrappedToken} from "../WrappedToken.sol";
import {Roles} from "./Roles.sol";

/// @title How a vault is set up: by one governor, until it seals itself out
abstract contract Setup is Roles {
    address public immutable vault;
    uint16 public immutable chain;
    bytes32 internal immutable _bridgeId;

    address public governor;
    mapping(address token => bool) public isWrapped;

    modifier onlyGovernor() {
        // SECURITY: without it anyone lists a token, lifts a limit or becomes an officer.
        if (msg.sender != governor) revert NotGovernor(msg.sender);
        _;
    }

    constructor(bytes32 bridgeId_, uint16 chain_, address governor_) {
        if (governor_ == address(0)) revert ZeroValue();
        (vault, chain, _bridgeId, governor) = (msg.sender, chain_, bridgeId_, governor_);
    }

    /// @inheritdoc IRiskControl
    function seal() external onlyGovernor {
        // SECURITY: from here on two people are needed, and a third, or a stolen key of the two could never be revoked.
        if (officers < FEWEST_TO_SEAL) revert TooFewOfficers(officers);
        governor = address(0);
        emit Sealed();
    }

    /// @inheritdoc IRiskControl
    function openLane(uint16 other, uint8 family) external onlyGovernor {
        _control().openLane(other, family);
    }

    /// @inheritdoc IRiskControl
    function registerCustody(address token, uint8 canonicalDecimals) external onlyGovernor {
        _listCustody(token, canonicalDecimals);
    }

    /// @inheritdoc IRiskControl
    function registerMint(
        uint16 homeChain,
        bytes32 homeToken,
        uint8 decimals,
        uint8 canonicalDecimals,
        string calldata name,
        string calldata symbol
    ) external onlyGovernor returns (address token) {
        token = createWrapped(name, symbol, decimals);
        _listMint(token, homeChain, homeToken, canonicalDecimals);
    }

    /// @inheritdoc IRiskControl
    function setLimits(address token, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold)
        external
        onlyGovernor
    {
        _control().setLimits(IBridgeVault(vault).assetOf(token), maxRelease, capacity, refillPerSecond, holdThreshold);
    }

    /// @inheritdoc IRiskControl
    function setMarginAccounts(address marginAccounts) external onlyGovernor {
        _control().setMarginAccounts(marginAccounts);
    }

    /// @inheritdoc IRiskControl
    function grantRole(address account, uint8 role_) external onlyGovernor {
        if (role_ != OFFICER && role_ != SENTINEL) revert BadWords();
        _grant(account, role_);
    }

    /// @inheritdoc IRiskControl
    function createWrapped(string calldata name, string calldata symbol, uint8 decimals) public returns (address token) {
        token = address(new WrappedToken(vault, name, symbol, decimals));
        isWrapped[token] = true;
        emit WrappedCreated(token, name, symbol, decimals);
    }

    function _listCustody(address token, uint8 canonicalDecimals) internal {
        // SECURITY: a wrapped token held as custody could be minted and released twice.
        if (isWrapped[token]) revert BadListing();
        bytes32 id = keccak256(abi.encodePacked(_bridgeId, chain, bytes32(uint256(uint160(token)))));
        _control().listAsset(id, token, AssetWords.CUSTODY, IERC20Metadata(token).decimals(), canonicalDecimals);
    }

    function _listMint(address token, uint16 homeChain, bytes32 homeToken, uint8 canonicalDecimals) internal {
        // SECURITY: only code that this contract has made: its vault alone mints and burns.
        if (!isWrapped[token]) revert NotWrapped(token);
        // SECURITY: a token of this chain is held, never minted.
        if (homeToken == 0 || homeChain == 0 || homeChain == chain) revert BadListing();
        bytes32 id = keccak256(abi.encodePacked(_bridgeId, homeChain, homeToken));
        _control().listAsset(id, token, AssetWords.MINT, IERC20Metadata(token).decimals(), canonicalDecimals);
    }

    function _control() internal view returns (IVaultControl) {
        return IVaultControl(vault);
    }
}
