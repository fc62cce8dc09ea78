/* What a paper speaks of. Accounts of risk and execute stand in the same places; a place that an action does not use holds config again. */
#ifndef BRIDGE_RISK_SCOPE_H
#define BRIDGE_RISK_SCOPE_H

#include "paper.h"

enum { PlaceConfig = 1, PlaceSysvar = 2, PlaceRecord = 3, PlaceSubject = 4 };

/* Level and number of raises of a scope. */
typedef struct {
    u8 *level, *changes;
} Scope;

static u64 require_config_again(const Input *in, u64 place)
{
    REQUIRE(equal32(in->accounts[place].key, in->accounts[PlaceConfig].key), WrongAccount);
    return Success;
}

/* The asset that a word names, to be changed. */
static u64 open_named_asset(const Input *in, const u8 *asset_id, Asset **found)
{
    OPEN(&in->accounts[PlaceSubject], ASSET_KIND, *found);
    TRY(require_writable(&in->accounts[PlaceSubject]));
    /* SECURITY: what was signed is what changes. */
    REQUIRE(equal32((*found)->asset_id, asset_id), WrongAccount);
    return Success;
}

static u64 find_scope(const Input *in, Config *config, const Paper *paper, Scope *scope)
{
    const u64 kind = word_number(paper, 1);
    if (kind == ScopeAsset) {
        Asset *asset;
        TRY(open_named_asset(in, word(paper, 2), &asset));
        scope->level = &asset->breaker;
        scope->changes = asset->changes;
        return Success;
    }
    TRY(require_config_again(in, PlaceSubject));
    scope->level = &config->level;
    scope->changes = config->changes;
    if (kind == ScopeEverything) return Success;
    LaneLevel *lane = find_lane(config, word_number(paper, 2));
    REQUIRE(lane != 0, LaneClosed);
    scope->level = &lane->level;
    scope->changes = lane->changes;
    return Success;
}

#endif
