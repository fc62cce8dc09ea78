/*
 * 2 open_lane: locks toward, and releases from, another chain become possible.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [SIGNER]        governor
 *   2 [WRITE]         config
 *   3 [WRITE]         lane
 *   4 []              system program
 *   5 []              instructions sysvar
 *
 * data: 0 tag 1 | 1 other chain 2 | 3 family 1
 * family, its addresses: 1 EVM, 2 any 32 bytes
 */
#include "../governance.h"
#include "../listing.h"

enum { OpenLaneSize = 4 };

static __attribute__((noinline)) u64 open_lane(const Input *in)
{
    REQUIRE(in->account_count == 6, WrongAccountCount);
    REQUIRE(in->data_len == OpenLaneSize, InvalidInstructionData);
    Config *config;
    OPEN(&in->accounts[2], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[2]));
    TRY(require_governor(config, &in->accounts[1], &in->accounts[5]));
    const NewLane lane = {&in->accounts[0], &in->accounts[3], in->data + 1, in->data[3]};
    return make_lane(in, config, &lane);
}
