/* The token bucket of an asset: what may leave this chain, in canonical units (W6). */
#ifndef BRIDGE_LIMITS_H
#define BRIDGE_LIMITS_H

#include "layout.h"

static u64 read_unix_time(u64 *now)
{
    Clock clock;
    REQUIRE(sol_get_clock_sysvar(&clock) == 0, WrongAccount);
    *now = clock.unix_timestamp > 0 ? (u64)clock.unix_timestamp : 0;
    return Success;
}

/* Level at a time. A clock that stands or goes back fills nothing. */
static u64 bucket_level(const Asset *asset, u64 now)
{
    const u64 capacity = be64(asset->capacity), refill = be64(asset->refill), level = be64(asset->level), changed_at = be64(asset->changed_at);
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

/* Takes an amount out of the bucket. AboveLimit comes with return data: the Unix seconds at which the amount will fit. */
static u64 take_from_bucket(Asset *asset, u64 amount)
{
    const u64 max_release = be64(asset->max_release);
    /* SECURITY: an asset without limits is closed (W6, W9, M12). */
    REQUIRE(max_release != 0, AssetClosed);
    /* SECURITY: the largest single release caps what one stolen signature takes at once (W6). */
    REQUIRE(amount <= max_release, AboveMaxRelease);
    u64 now;
    TRY(read_unix_time(&now));
    const u64 level = bucket_level(asset, now);
    /* SECURITY: the bucket caps what leaves in any window of time, whoever signed (W6, M20). */
    if (amount > level) {
        const u64 refill = be64(asset->refill), changed_at = be64(asset->changed_at), missing = amount - level;
        const u64 from = now > changed_at ? now : changed_at;
        u8 available_at[8] __attribute__((aligned(8)));
        put_be64(available_at, from + missing / refill + (missing % refill != 0));
        sol_set_return_data(available_at, 8);
        return AboveLimit;
    }
    set_bucket(asset, level - amount, now);
    return Success;
}

#endif
