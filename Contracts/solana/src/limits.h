/* The token bucket of an asset: what may leave this chain, in canonical units (W6). */
#ifndef BRIDGE_LIMITS_H
#define BRIDGE_LIMITS_H

#include "breaker.h"

static u64 read_unix_time(u64 *now)
{
    Clock clock;
    REQUIRE(sol_get_clock_sysvar(&clock) == 0, WrongAccount);
    *now = clock.unix_timestamp > 0 ? (u64)clock.unix_timestamp : 0;
    return Success;
}

/* No asset refills faster, in canonical units a second. */
#define RefillBound (1ULL << 48)

/* Limits of an asset as the level in force lets it flow. */
typedef struct {
    u64 capacity, refill, hold_threshold;
} Flow;

static void flow_at(const Asset *asset, u64 level, Flow *flow)
{
    flow->capacity = be64(asset->capacity);
    flow->refill = be64(asset->refill);
    flow->hold_threshold = be64(asset->hold_threshold);
    if (level < LevelSlow) return;
    /* SECURITY: a quarter of everything while people look (design section 5). */
    flow->capacity /= 4;
    flow->refill /= 4;
    flow->hold_threshold /= 4;
    /* SECURITY: nothing is paid before two people have looked at it. */
    if (level >= LevelHold) flow->hold_threshold = 0;
}

/* Level at a time. A clock that stands or goes back fills nothing. */
static u64 bucket_level(const Asset *asset, const Flow *flow, u64 now)
{
    const u64 capacity = flow->capacity, refill = flow->refill, level = be64(asset->level), changed_at = be64(asset->changed_at);
    if (level >= capacity) return capacity;
    if (now <= changed_at || refill == 0) return level;
    const u64 elapsed = now - changed_at, room = capacity - level;
    /* SECURITY: compared by division, since elapsed * refill may not fit a word. */
    return elapsed > room / refill ? capacity : level + elapsed * refill;
}

static void set_bucket(Asset *asset, u64 level, u64 now)
{
    put_be64(asset->level, level);
    /* A clock that went back must not make the same seconds count twice. */
    if (now > be64(asset->changed_at)) put_be64(asset->changed_at, now);
}

/* AboveLimit, with the Unix seconds at which the amount will fit as return data; 2^64-1: not at this level. */
static u64 above_limit(const Asset *asset, const Flow *flow, u64 missing_and_now[2])
{
    const u64 changed_at = be64(asset->changed_at), missing = missing_and_now[0], now = missing_and_now[1];
    const u64 from = now > changed_at ? now : changed_at;
    const int never = flow->refill == 0;
    u8 available_at[8] __attribute__((aligned(8)));
    put_be64(available_at, never ? ~0ULL : from + missing / flow->refill + (missing % flow->refill != 0));
    sol_set_return_data(available_at, 8);
    return AboveLimit;
}

/* Takes an amount out of the bucket. */
static u64 take_from_bucket(Asset *asset, const Flow *flow, u64 amount)
{
    const u64 max_release = be64(asset->max_release);
    /* SECURITY: an asset without limits is closed (W6, W9, M12). */
    REQUIRE(max_release != 0, AssetClosed);
    /* SECURITY: the largest single release caps what one stolen signature takes at once (W6). */
    REQUIRE(amount <= max_release, AboveMaxRelease);
    u64 now;
    TRY(read_unix_time(&now));
    const u64 level = bucket_level(asset, flow, now);
    /* SECURITY: the bucket caps what leaves in any window of time, whoever signed (W6, M20). */
    if (amount > level) {
        u64 missing_and_now[2] = {amount - level, now};
        const Flow never = {flow->capacity, 0, 0};
        return above_limit(asset, amount > flow->capacity ? &never : flow, missing_and_now);
    }
    set_bucket(asset, level - amount, now);
    return Success;
}

/* Sets limits: largest release 8, capacity 8, refill 8, hold threshold 8, canonical units. The first three all zero closes the asset. */
static u64 set_asset_limits(Asset *asset, const u64 *values)
{
    const u64 max_release = values[0], capacity = values[1], refill = values[2];
    const int closes = max_release == 0 && capacity == 0 && refill == 0;
    /* SECURITY: half-set limits are a mistake, not a wish: a release that never fits, or a bucket that never fills (W9). */
    REQUIRE(closes || (max_release != 0 && max_release <= capacity && refill != 0), InvalidLimits);
    /* SECURITY: a rate that fills any bucket at once is no limit; the EVM chain bounds it alike (W6). */
    REQUIRE(refill < RefillBound, InvalidLimits);

    u64 now;
    TRY(read_unix_time(&now));
    /* The bucket is full when it gets its first limits. SECURITY: later ones keep its level, so that no change of limits is a refill (M20). */
    Flow flow;
    flow_at(asset, 0, &flow);
    u64 level = be64(asset->changed_at) == 0 ? capacity : bucket_level(asset, &flow, now);
    if (level > capacity) level = capacity;
    set_bucket(asset, level, now);
    put_be64(asset->max_release, max_release);
    put_be64(asset->capacity, capacity);
    put_be64(asset->refill, refill);
    put_be64(asset->hold_threshold, values[3]);
    return Success;
}

#endif
