/*
 * 4 set_limits: opens, limits or closes an asset.
 *
 *   0 [SIGNER] governor
 *   1 []       config
 *   2 [WRITE]  asset
 *
 * data: 0 tag 1 | 1 largest single release 8 | 9 capacity 8 | 17 refill per second 8, canonical units; all zero closes
 */
#include "../governance.h"
#include "../limits.h"

enum { SetLimitsSize = 25 };

static __attribute__((noinline)) u64 set_limits(const Input *in)
{
    REQUIRE(in->account_count == 3, WrongAccountCount);
    REQUIRE(in->data_len == SetLimitsSize, InvalidInstructionData);
    const u64 max_release = be64(in->data + 1), capacity = be64(in->data + 9), refill = be64(in->data + 17);
    const Config *config;
    Asset *asset;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    OPEN(&in->accounts[2], ASSET_KIND, asset);
    TRY(require_writable(&in->accounts[2]));
    TRY(require_governor(config, &in->accounts[0]));
    const int closes = max_release == 0 && capacity == 0 && refill == 0;
    /* SECURITY: half-set limits are a mistake, not a wish: a release that never fits, or a bucket that never fills (W9). */
    REQUIRE(closes || (max_release != 0 && max_release <= capacity && refill != 0), InvalidLimits);

    u64 now;
    TRY(read_unix_time(&now));
    /*
     * SECURITY: full when opened for the first time, never again: a change of limits does not refill, else each change would let a whole bucket
     * out again (M20). While the asset is closed its level stands still.
     */
    const int never_opened = be64(asset->changed_at) == 0, was_closed = be64(asset->capacity) == 0;
    u64 level = never_opened ? capacity : was_closed ? be64(asset->level) : bucket_level(asset, now);
    if (!closes && level > capacity) level = capacity;
    if (!(closes && never_opened)) set_bucket(asset, level, now);
    put_be64(asset->max_release, max_release);
    put_be64(asset->capacity, capacity);
    put_be64(asset->refill, refill);
    return Success;
}
