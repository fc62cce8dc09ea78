/* Breaker levels per scope; the strictest wins. What each level stops stands in ../README.md, Breaker levels. */
#ifndef BRIDGE_BREAKER_H
#define BRIDGE_BREAKER_H

#include "layout.h"

enum {
    LevelSlow = 2,
    LevelHold = 3,
    LevelStop = 4,
    LevelCursed = 5,
    ScopeEverything = 1,
    ScopeLane = 2,
    ScopeAsset = 3,
};

/* The entry of an open lane; 0 when there is none. */
static LaneLevel *find_lane(const Config *config, u64 chain)
{
    /* SECURITY: places that are not taken read as chain 0, which is no chain (W9). */
    if (chain == 0) return 0;
    for (u64 i = 0; i < Lanes; i++) {
        if (be16(config->lanes[i].chain) == chain) return (LaneLevel *)(void *)&config->lanes[i];
    }
    return 0;
}

static inline u64 stricter(u64 a, u64 b) { return a > b ? a : b; }

/* The level in force for an asset between this chain and another; the asset may be 0: one that is not registered has no level of its own. */
static u64 level_in_force(const Config *config, u64 chain, const Asset *asset, u64 *level)
{
    const LaneLevel *lane = find_lane(config, chain);
    REQUIRE(lane != 0, LaneClosed);
    *level = stricter(config->level, lane->level);
    if (asset != 0) *level = stricter(*level, asset->breaker);
    return Success;
}

#endif
