// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Collateral accounts
/// @notice One balance per account and token, in the token's own units. Only tokens that the vault lists are taken.
///
/// Trust assumptions: the vault may credit, and only what has arrived; an account's owner alone withdraws. No administrator.
interface IMarginAccounts {
    event Deposited(address indexed account, address indexed token, uint256 amount);
    /// @notice A transfer from another chain arrived.
    event Credited(address indexed account, address indexed token, uint256 amount);
    event Withdrawn(address indexed account, address indexed token, address to, uint256 amount);
    event WithdrawnToChain(address indexed account, address indexed token, uint16 destination, uint64 sequence, uint256 amount);

    error NotVault(address caller);
    error ZeroValue();
    error TokenUnlisted(address token);
    error InsufficientBalance(uint256 balance, uint256 amount);
    /// @notice The contract does not hold what it should add to an account.
    error NotReceived(uint256 expected, uint256 received);

    /// @notice Adds `amount` to an account. Only the vault, after it has transferred or minted the tokens to this contract.
    function credit(address account, address token, uint256 amount) external;
    /// @notice Takes `amount` of `token` from the caller into its account.
    function deposit(address token, uint256 amount) external;
    /// @notice Pays `amount` of `token` from the caller's account to `to`.
    function withdraw(address token, uint256 amount, address to) external;
    /// @notice Locks `amount` from the caller's account in the vault; the caller is the transfer's sender.
    function withdrawToChain(address token, uint16 destination, uint8 kind, uint256 amount, bytes32 recipient)
        external
        returns (uint64 sequence);

    function vault() external view returns (address);
    function balanceOf(address account, address token) external view returns (uint256);
    /// @notice Sum over all accounts.
    function totalOf(address token) external view returns (uint256);
}
