// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestToken} from "../../src/testing/TestToken.sol";

/// @notice Keeps one percent of every transfer.
contract FeeToken is TestToken {
    constructor() TestToken("Fee", "FEE", 6) {}

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0) && to != address(0)) super._update(to, address(0xfee), amount / 100);
    }
}

/// @notice Says yes and moves nothing, while `lies`.
contract LyingToken is TestToken {
    bool public lies = true;

    constructor() TestToken("Liar", "LIE", 6) {}

    function setLies(bool lies_) external {
        lies = lies_;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return lies || super.transferFrom(from, to, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return lies || super.transfer(to, amount);
    }
}

/// @notice Refuses frozen recipients, by revert or by `false`.
contract FreezableToken is TestToken {
    mapping(address => uint8) public frozen;

    error Frozen(address account);

    constructor() TestToken("Freezable", "FRZ", 6) {}

    /// @param how 0 not, 1 revert, 2 return false, 3 burn all gas
    function freeze(address account, uint8 how) external {
        frozen[account] = how;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        uint8 how = frozen[to];
        if (how == 1) revert Frozen(to);
        if (how == 2) return false;
        if (how == 3) {
            assembly {
                invalid()
            }
        }
        return super.transfer(to, amount);
    }
}

/// @notice Calls back during transfers.
contract CallbackToken is TestToken {
    address public target;
    bytes public data;
    bool public succeeded;
    bytes public answer;

    constructor() TestToken("Callback", "CBK", 6) {}

    function arm(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0)) return;
        address callee = target;
        target = address(0);
        (succeeded, answer) = callee.call(data);
    }
}

/// @notice An old token: no return values.
contract SilentToken {
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @notice Answers `false` instead of reverting, while it refuses.
contract RefusingToken is TestToken {
    bool private refuses;

    constructor() TestToken("Refusing", "NO", 6) {}

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return !refuses && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return !refuses && super.transferFrom(from, to, amount);
    }
}

/// @notice Changes balances between transfers.
contract RebasingToken is TestToken {
    constructor() TestToken("Rebasing", "REB", 6) {}

    function rebase(address account, uint256 balance) external {
        uint256 now_ = balanceOf(account);
        if (balance > now_) _mint(account, balance - now_);
        else _burn(account, now_ - balance);
    }
}
