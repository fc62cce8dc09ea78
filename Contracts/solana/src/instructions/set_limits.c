/*
 * 4 set_limits: opens, limits or closes an asset.
 *
 *   0 [SIGNER] governor
 *   1 []       config
 *   2 [WRITE]  asset
 *   3 []       instructions sysvar
 *
 * data: 0 tag 1 | 1 largest single release 8 | 9 capacity 8 | 17 refill per second 8 | 25 hold threshold 8
 * canonical units; the first three zero close
 */
#include "../governance.h"
#include "../limits.h"

enum { SetLimitsSize = 33 };

static __attribute__((noinline)) u64 set_limits(const Input *in)
{
    REQUIRE(in->account_count == 4, WrongAccountCount);
    REQUIRE(in->data_len == SetLimitsSize, InvalidInstructionData);
    const Config *config;
    Asset *asset;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    OPEN(&in->accounts[2], ASSET_KIND, asset);
    TRY(require_writable(&in->accounts[2]));
    TRY(require_governor(config, &in->accounts[0], &in->accounts[3]));
    const u64 values[4] = {be64(in->data + 1), be64(in->data + 9), be64(in->data + 17), be64(in->data + 25)};
    return set_asset_limits(asset, values);
}
