// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBridgeVault} from "./IBridgeVault.sol";
import {IMarginAccounts} from "./IMarginAccounts.sol";
import {BreakerLevel} from "./libraries/BreakerLevel.sol";

/// @title Collateral accounts: see `IMarginAccounts` for what they promise and whom they trust
/// @dev For every token: balance of this contract + what the vault owes it ≥ the sum of all accounts.
contract MarginAccounts is IMarginAccounts, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address public immutable vault;

    mapping(address account => mapping(address token => uint256)) public balanceOf;

    constructor(address vault_) {
        if (vault_ == address(0)) revert ZeroValue();
        vault = vault_;
    }

    /// @inheritdoc IMarginAccounts
    function credit(address account, address token, uint256 amount) external {
        // SECURITY: only the vault speaks for the other chain, and it owes what it credits. No token moves here, so there is nothing to re-enter.
        if (msg.sender != vault) revert NotVault(msg.sender);
        _add(account, token, amount);
    }

    /// @inheritdoc IMarginAccounts
    function deposit(address token, uint256 amount) external nonReentrant {
        bytes32 asset = IBridgeVault(vault).assetOf(token);
        // SECURITY: unlisted is closed (M75).
        if (asset == 0) revert TokenUnlisted(token);
        uint8 level = IBridgeVault(vault).levelOf(0, asset);
        // SECURITY: while people look at an asset nobody takes new risk in it (M78). Whoever wants to leave may (G25).
        if (level >= BreakerLevel.HOLD) revert ReduceOnly(token, level);
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        _requireReceived(token, before, amount);
        _add(msg.sender, token, amount);
        emit Deposited(msg.sender, token, amount);
    }

    /// @inheritdoc IMarginAccounts
    function withdraw(address token, uint256 amount, address to) external nonReentrant {
        if (to == address(0)) revert ZeroValue();
        // SECURITY: tokens that stay here, or go back where they are owed from, would be shown as paid and be nobody's.
        if (to == address(this) || to == vault) revert BadRecipient(to);
        _subtract(msg.sender, token, amount);
        emit Withdrawn(msg.sender, token, to, amount);
        _collect(token, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IMarginAccounts
    function withdrawToChain(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        nonReentrant
        returns (uint64 sequence)
    {
        _subtract(msg.sender, token, amount);
        _collect(token, amount);
        // SECURITY: the allowance lives for this one call (W7); the vault burns wrapped tokens without using it.
        IERC20(token).forceApprove(vault, amount);
        sequence = IBridgeVault(vault).lockFor(msg.sender, token, destination, kind, amount, recipient);
        IERC20(token).forceApprove(vault, 0);
        emit WithdrawnToChain(msg.sender, token, destination, sequence, amount);
    }

    /// @dev Fetches what the vault owes when what is here does not reach.
    function _collect(address token, uint256 amount) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        if (before >= amount) return;
        _requireReceived(token, before, IBridgeVault(vault).collect(token));
    }

    function _requireReceived(address token, uint256 before, uint256 amount) private view {
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        // SECURITY: what counts is what arrived, never what was asked for or promised (M03).
        if (received != amount) revert NotReceived(amount, received);
    }

    function _add(address account, address token, uint256 amount) private {
        if (account == address(0) || amount == 0) revert ZeroValue();
        balanceOf[account][token] += amount;
    }

    function _subtract(address account, address token, uint256 amount) private {
        if (amount == 0) revert ZeroValue();
        uint256 balance = balanceOf[account][token];
        // SECURITY: nobody takes more than is in the account, and the books change before tokens move.
        if (balance < amount) revert InsufficientBalance(balance, amount);
        balanceOf[account][token] = balance - amount;
    }
}
