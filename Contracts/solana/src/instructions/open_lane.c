/*
 * 2 open_lane: locks toward, and releases from, another chain become possible.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [SIGNER]        governor
 *   2 []              config
 *   3 [WRITE]         lane
 *   4 []              system program
 *
 * data: 0 tag 1 | 1 other chain 2 | 3 its addresses 1 (1 EVM, 2 any 32 bytes)
 */
#include "../governance.h"
#include "../pda.h"

enum { OpenLaneSize = 4 };

static __attribute__((noinline)) u64 open_lane(const Input *in)
{
    REQUIRE(in->account_count == 5, WrongAccountCount);
    REQUIRE(in->data_len == OpenLaneSize, InvalidInstructionData);
    const u8 *other_chain = in->data + 1, family = in->data[3];
    const Account *target = &in->accounts[3];
    const Config *config;
    OPEN(&in->accounts[2], CONFIG_KIND, config);
    TRY(require_governor(config, &in->accounts[1]));
    REQUIRE(be16(other_chain) != 0 && be16(other_chain) != be16(config->chain), WrongChain);
    REQUIRE(family == FamilyEvm || family == FamilyBytes32, InvalidInstructionData);

    NewAccount new = {&in->accounts[0], target, {{"lane", 4}, {other_chain, 2}}, 2, sizeof(Lane), 0};
    TRY(create_pda(in, &new));
    Lane *lane = (Lane *)(void *)target->data;
    store64(lane->kind, LANE_KIND);
    put_be16(lane->other_chain, be16(other_chain));
    lane->bump = new.bump;
    lane->family = family;
    return Success;
}
