// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AssetSlots, AssetWords} from "./AssetSlots.sol";
import {BreakerLevel} from "./BreakerLevel.sol";
import {CanonicalAmount} from "./CanonicalAmount.sol";
import {TokenBucket} from "./TokenBucket.sol";

/// @dev One asset of the batch in hand, as the breaker level in force lets it flow: read from storage once, its bucket written once.
struct Outflow {
    /// 0 = not read yet
    uint8 mode;
    address token;
    /// token units in one canonical unit
    uint256 unit;
    uint256 maxRelease;
    /// an amount from here on is held, not paid
    uint256 holdThreshold;
    /// what is left of the bucket
    uint256 level;
    /// the same before anything was charged
    uint256 full;
    uint256 capacity;
    uint256 refill;
    /// the slot as it was read
    uint256 flow;
}

library Outflows {
    using AssetWords for uint256;

    /// @notice Fills `self` from the slots of a listed asset.
    /// @param base the strictest level of all scopes but the asset's own; below `CURSED`
    /// @return level the strictest of all
    function load(Outflow memory self, AssetSlots storage asset, uint8 base) internal view returns (uint8 level) {
        (uint256 terms, uint256 flow) = (asset.terms, asset.flow);
        level = BreakerLevel.stricter(base, terms.level());
        (uint256 hold, uint256 capacity, uint256 refill) = (terms.holdThreshold(), flow.capacity(), terms.refill(flow));
        if (level >= BreakerLevel.SLOW) {
            // SECURITY: a quarter of everything while people look (design section 5).
            (hold, capacity, refill) = (hold / 4, capacity / 4, refill / 4);
            // SECURITY: nothing is paid before two people have looked at it.
            if (level >= BreakerLevel.HOLD) hold = 0;
        }
        (self.mode, self.token, self.flow) = (terms.mode(), terms.token(), flow);
        self.unit = CanonicalAmount.unitOf(terms.scale());
        (self.maxRelease, self.holdThreshold, self.capacity, self.refill) = (flow.maxRelease(), hold, capacity, refill);
        self.level = self.full = TokenBucket.available(flow.stored(), flow.updatedAt(), capacity, refill);
    }
}
