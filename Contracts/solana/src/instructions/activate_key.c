/*
 * 21 activate_key: puts the proposed group key in force once its delay is over; the one before releases for the overlap, no longer. By anyone.
 *
 *   0 [WRITE] config
 *   1 [WRITE] proposal
 *
 * data: 0 tag 1
 */
#include "../limits.h"

static __attribute__((noinline)) u64 activate_key(const Input *in)
{
    REQUIRE(in->account_count == 2, WrongAccountCount);
    REQUIRE(in->data_len == 1, InvalidInstructionData);
    Config *config;
    Proposal *proposal;
    u64 now;
    OPEN(&in->accounts[0], CONFIG_KIND, config);
    OPEN(&in->accounts[1], PROPOSAL_KIND, proposal);
    TRY(require_writable(&in->accounts[0]));
    TRY(require_writable(&in->accounts[1]));
    /* SECURITY: a rotation that waits, vetoed by nobody; no other proposal carries a key (W8). */
    REQUIRE(!is_zero32(config->pending_rotation) && equal32(config->pending_rotation, proposal->digest), WrongAccount);
    TRY(read_unix_time(&now));
    /* SECURITY: a stolen key names its successor, and people have this long to say no (W8). */
    REQUIRE(now >= be64(proposal->ready_at), NotReady);

    const u8 *epoch_and_key = (const u8 *)proposal->words;
    copy32(config->previous_key, config->group_key);
    config->previous_key[32] = config->group_key[32];
    put_be64(config->previous_until, now + delay(config, DelayOverlap));
    put_be32(config->epoch, be32(epoch_and_key));
    copy32(config->group_key, epoch_and_key + 4);
    config->group_key[32] = epoch_and_key[36];
    for (u32 i = 0; i < 32; i += 8) store64(config->pending_rotation + i, 0);
    proposal->state = ProposalExecuted;
    return Success;
}
