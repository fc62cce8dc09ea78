// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRiskControl} from "../IRiskControl.sol";

/// @title Who is an officer, who is a sentinel, and which papers they have used up
abstract contract Roles is IRiskControl {
    uint8 internal constant OFFICER = 1;
    uint8 internal constant SENTINEL = 2;
    uint256 internal constant FEWEST_OFFICERS = 2;
    /// @dev One more than must stay: one can be revoked, and whoever is stolen first is.
    uint256 internal constant FEWEST_TO_SEAL = 3;
    uint256 private constant FARTHEST_NONCE = 30 days;

    mapping(address account => uint8) public role;
    mapping(address account => uint64) public lastNonce;
    uint256 public officers;

    function _requireOfficer(address signer) internal view {
        // SECURITY: a sentinel never counts as officer: the role that halts cannot resume (W8, M77).
        if (role[signer] != OFFICER) revert NotOfficer(signer);
    }

    function _requireAnyRole(address signer) internal view {
        // SECURITY: a stranger stops nothing.
        if (role[signer] == 0) revert NotSentinel(signer);
    }

    function _useNonce(address signer, bytes32 digest, uint8 action, uint64 nonce) internal {
        uint64 latest = uint64((block.timestamp + FARTHEST_NONCE) * 1000);
        // SECURITY: one paper with the last nonce there is would use up its signer's key for ever.
        if (nonce > latest) revert NonceTooFar(latest);
        uint64 last = lastNonce[signer];
        // SECURITY: a signature works once per chain, and never after a later one of the same person.
        if (nonce <= last) revert NonceUsed(signer, last);
        lastNonce[signer] = nonce;
        emit PaperUsed(digest, action, signer, nonce);
    }

    function _grant(address account, uint8 role_) internal {
        if (account == address(0)) revert ZeroValue();
        // SECURITY: one key, one role (M77).
        if (role[account] != 0) revert RoleTaken(account, role[account]);
        role[account] = role_;
        if (role_ == OFFICER) ++officers;
        emit RoleGranted(account, role_);
    }

    function _revoke(address account, uint8 role_) internal {
        if (role[account] != role_) revert RoleMismatch(account, role[account]);
        if (role_ == OFFICER) {
            // SECURITY: with fewer than two nothing could ever be loosened again.
            if (officers <= FEWEST_OFFICERS) revert TooFewOfficers(officers);
            --officers;
        }
        delete role[account];
        emit RoleRevoked(account, role_);
    }
}
