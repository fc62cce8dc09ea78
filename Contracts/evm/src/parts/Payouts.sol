// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBridgeVault} from "../IBridgeVault.sol";
import {IMarginAccounts} from "../IMarginAccounts.sol";
import {IVaultControl} from "../IVaultControl.sol";
import {WrappedToken} from "../WrappedToken.sol";
import {AssetWords} from "../libraries/AssetSlots.sol";
import {BreakerLevel} from "../libraries/BreakerLevel.sol";
import {Outflow, Outflows} from "../libraries/Outflow.sol";
import {TokenBucket} from "../libraries/TokenBucket.sol";
import {AssetRegistry} from "./AssetRegistry.sol";

/// @title What flows out: charged to the limits first, then pushed, and credited where a push fails
abstract contract Payouts is AssetRegistry, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using AssetWords for uint256;
    using Outflows for Outflow;

    uint8 internal constant WALLET = 1;
    uint8 internal constant MARGIN_ACCOUNT = 2;

    mapping(address token => mapping(address owner => uint256)) public claimable;
    mapping(address token => uint256) public claimableTotal;
    mapping(address token => uint256) public owedToMargin;

    /// @inheritdoc IBridgeVault
    function claim(address token, address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroValue();
        // SECURITY: tokens that stay here would be shown as paid out, and cover a lock that never came in (W2).
        if (to == address(this)) revert BadRecipient(bytes32(uint256(uint160(to))));
        bytes32 id = _listed(token);
        uint8 current = levelOf(0, id);
        if (current >= BreakerLevel.CURSED) revert LevelTooHigh(current);
        amount = claimable[token][msg.sender];
        if (amount == 0) revert NothingToClaim();
        // SECURITY: cleared before anything is paid, and only the caller's own.
        claimable[token][msg.sender] = 0;
        claimableTotal[token] -= amount;
        emit Claimed(token, msg.sender, to, amount);
        _payOut(token, _assets[id].terms.mode(), to, amount);
    }

    /// @inheritdoc IBridgeVault
    function collect(address token) external nonReentrant returns (uint256 amount) {
        // SECURITY: nobody else is owed it.
        if (msg.sender != marginAccounts()) revert NotMarginAccounts(msg.sender);
        bytes32 id = _listed(token);
        amount = owedToMargin[token];
        // SECURITY: cleared before anything is paid.
        owedToMargin[token] = 0;
        emit Claimed(token, msg.sender, msg.sender, amount);
        _payOut(token, _assets[id].terms.mode(), msg.sender, amount);
    }

    /// @inheritdoc IVaultControl
    function setMarginAccounts(address marginAccounts_) external onlyControl {
        // SECURITY: once; a later one could lock in anybody's name.
        if (marginAccounts() != address(0)) revert AlreadySet();
        if (IMarginAccounts(marginAccounts_).vault() != address(this)) revert WrongVault(marginAccounts_);
        _inForce.marginAccounts = marginAccounts_;
        emit MarginAccountsSet(marginAccounts_);
    }

    function marginAccounts() public view returns (address) {
        return _inForce.marginAccounts;
    }

    /// @dev Reads an asset for paying it out.
    function _open(Outflow memory outflow, bytes32 id, uint8 base) internal view {
        uint8 strictest = outflow.load(_assets[id], base);
        // SECURITY: unlisted is closed (M75).
        if (outflow.mode == 0) revert AssetUnlisted(id);
        // SECURITY: cursed is closed.
        if (strictest >= BreakerLevel.CURSED) revert LevelTooHigh(strictest);
    }

    /// @dev Takes `amount` from the bucket in memory, if it fits; `_settle` writes it.
    function _charge(Outflow memory outflow, uint256 amount) internal pure returns (bool) {
        // SECURITY: the largest single release; zero when closed (W6).
        if (amount > outflow.maxRelease) return false;
        uint256 left = outflow.level;
        // SECURITY: the bucket (W6).
        if (amount > left) return false;
        unchecked {
            outflow.level = left - amount;
        }
        return true;
    }

    /// @dev Says when the transfer that `_charge` did not take will fit.
    function _refuse(Outflow memory outflow, uint256 amount, uint16 other, uint64 sequence) internal view {
        uint64 availableAt = type(uint64).max;
        if (amount <= outflow.maxRelease) availableAt = TokenBucket.availableAt(outflow.level, amount, outflow.capacity, outflow.refill);
        revert AboveLimit(other, sequence, availableAt);
    }

    function _settle(bytes32 id, Outflow memory outflow) internal {
        // SECURITY: without this write the bucket would never empty (W6).
        _assets[id].flow = outflow.flow.settled(outflow.level);
    }

    /// @dev Pushes, or credits.
    function _pay(Outflow memory outflow, uint256 kind, address recipient, uint256 amount) internal returns (bool paid) {
        paid = _push(outflow.token, outflow.mode, kind, recipient, amount);
        if (!paid) _credit(outflow.token, recipient, amount);
    }

    function _credit(address token, address recipient, uint256 amount) internal {
        // SECURITY: a push that fails stops nobody behind it and loses nothing: it stays a liability of the vault (M62).
        claimable[token][recipient] += amount;
        claimableTotal[token] += amount;
    }

    /// @dev Calls only the token and the margin contract (W7, M50). A caller that gives too little gas cannot make a push fail and the rest succeed: what
    /// is left, 1/64, does not pay for a claimable balance.
    function _push(address token, uint256 mode, uint256 kind, address recipient, uint256 amount) internal returns (bool) {
        if (kind == MARGIN_ACCOUNT) return _pushToMargin(token, recipient, amount);
        if (mode == AssetWords.CUSTODY) return IERC20(token).trySafeTransfer(recipient, amount);
        try WrappedToken(token).mint(recipient, amount) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev The account is credited and the tokens stay, owed to the margin contract until it needs them: no token moves.
    function _pushToMargin(address token, address account, uint256 amount) private returns (bool) {
        address margin = marginAccounts();
        if (margin == address(0)) return false;
        try IMarginAccounts(margin).credit(account, token, amount) {
            // SECURITY: what an account was credited with is owed, or the accounts together would hold more than there is (W5).
            owedToMargin[token] += amount;
            return true;
        } catch {
            return false;
        }
    }

    function _payOut(address token, uint8 mode, address to, uint256 amount) private {
        if (mode == AssetWords.MINT) WrappedToken(token).mint(to, amount);
        else IERC20(token).safeTransfer(to, amount);
    }
}
