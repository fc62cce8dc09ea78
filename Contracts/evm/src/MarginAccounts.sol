// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBridgeVault} from "./IBridgeVault.sol";
import {IMarginAccounts} from "./IMarginAccounts.sol";

/// @title Collateral accounts: see `IMarginAccounts` for what they promise and whom they trust
contract MarginAccounts is IMarginAccounts, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address public immutable vault;

    mapping(address account => mapping(address token => uint256)) public balanceOf;
    mapping(address token => uint256) public totalOf;

    constructor(address vault_) {
        if (vault_ == address(0)) revert ZeroValue();
        vault = vault_;
    }

    /// @inheritdoc IMarginAccounts
    function credit(address account, address token, uint256 amount) external nonReentrant {
        // SECURITY: only the vault speaks for the other chain.
        if (msg.sender != vault) revert NotVault(msg.sender);
        // SECURITY: what is credited is here, beyond what all accounts own already.
        uint256 received = IERC20(token).balanceOf(address(this)) - totalOf[token];
        if (received < amount) revert NotReceived(amount, received);
        _add(account, token, amount);
        emit Credited(account, token, amount);
    }

    /// @inheritdoc IMarginAccounts
    function deposit(address token, uint256 amount) external nonReentrant {
        // SECURITY: unlisted is closed (M75).
        if (IBridgeVault(vault).assetOf(token) == 0) revert TokenUnlisted(token);
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        // SECURITY: an account is credited with what arrived, never with what was asked for (M03).
        if (received != amount) revert NotReceived(amount, received);
        _add(msg.sender, token, amount);
        emit Deposited(msg.sender, token, amount);
    }

    /// @inheritdoc IMarginAccounts
    function withdraw(address token, uint256 amount, address to) external nonReentrant {
        if (to == address(0)) revert ZeroValue();
        _subtract(msg.sender, token, amount);
        emit Withdrawn(msg.sender, token, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IMarginAccounts
    function withdrawToChain(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        nonReentrant
        returns (uint64 sequence)
    {
        _subtract(msg.sender, token, amount);
        // SECURITY: the allowance lives for this one call (W7); the vault burns wrapped tokens without using it.
        IERC20(token).forceApprove(vault, amount);
        sequence = IBridgeVault(vault).lockFor(msg.sender, token, destination, kind, amount, recipient);
        IERC20(token).forceApprove(vault, 0);
        emit WithdrawnToChain(msg.sender, token, destination, sequence, amount);
    }

    function _add(address account, address token, uint256 amount) private {
        if (account == address(0) || amount == 0) revert ZeroValue();
        balanceOf[account][token] += amount;
        totalOf[token] += amount;
    }

    function _subtract(address account, address token, uint256 amount) private {
        if (amount == 0) revert ZeroValue();
        uint256 balance = balanceOf[account][token];
        // SECURITY: nobody takes more than is in the account, and the books change before tokens move.
        if (balance < amount) revert InsufficientBalance(balance, amount);
        balanceOf[account][token] = balance - amount;
        totalOf[token] -= amount;
    }
}
