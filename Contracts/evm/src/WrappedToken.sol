// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A token whose home is another chain
/// @notice Its supply is what the vault has released and not taken back. Made by `RiskControl` for its vault, which alone mints and burns.
contract WrappedToken is ERC20Permit {
    address public immutable vault;
    uint8 private immutable _decimals;

    error NotVault(address caller);

    modifier onlyVault() {
        // SECURITY: nobody else makes or destroys supply (W5).
        if (msg.sender != vault) revert NotVault(msg.sender);
        _;
    }

    constructor(address vault_, string memory name_, string memory symbol_, uint8 decimals_)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
    {
        vault = vault_;
        _decimals = decimals_;
    }

    function mint(address to, uint256 amount) external onlyVault {
        _mint(to, amount);
    }

    /// @notice The vault burns what its own caller locks, so no allowance is asked for.
    function burn(address from, uint256 amount) external onlyVault {
        _burn(from, amount);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
