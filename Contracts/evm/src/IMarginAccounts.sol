// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Collateral accounts
/// @notice One balance per account and token, in the token's own units. Only tokens that the vault lists are taken.
///
/// What arrives from another chain is credited here while its tokens stay in the vault, which owes them: they are fetched when somebody withdraws.
/// From breaker level 3 of a token on (its own or everything's) nobody deposits it and nothing of it arrives; withdrawals are open at every level, to
/// another chain as far as the vault takes locks.
///
/// Trust assumptions: the vault may credit, and owes what it credits; an account's owner alone withdraws. No administrator.
interface IMarginAccounts {
    event Deposited(address indexed account, address indexed token, uint256 amount);
    event Withdrawn(address indexed account, address indexed token, address to, uint256 amount);
    event WithdrawnToChain(address indexed account, address indexed token, uint16 destination, uint64 sequence, uint256 amount);

    error NotVault(address caller);
    error ZeroValue();
    /// @notice This contract or the vault: the tokens would be nobody's.
    error BadRecipient(address to);
    error TokenUnlisted(address token);
    /// @notice The token's breaker level lets nothing in.
    error ReduceOnly(address token, uint8 level);
    error InsufficientBalance(uint256 balance, uint256 amount);
    /// @notice Other than what was asked for or promised has arrived.
    error NotReceived(uint256 expected, uint256 received);

    /// @notice Adds `amount` to an account. Only the vault, which owes it to this contract from then on; its event `Released` tells of it.
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
}
