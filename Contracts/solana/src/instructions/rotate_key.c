/*
 * 9 rotate_key: proposes the next epoch's group key, which waits and can be vetoed until it is activated. The signature of the key in force is the
 * permission; anyone may deliver it.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [WRITE]         config
 *   2 [WRITE]         proposal of the signed digest
 *   3 []              system program
 *
 * data: 0 tag 1 | 1 new epoch 4 | 5 new group key 33 | 38 signature 96
 */
#include "../group_key.h"
#include "../pda.h"

enum { RotateSize = 134 };

static __attribute__((noinline)) u64 rotate_key(const Input *in)
{
    REQUIRE(in->account_count == 4, WrongAccountCount);
    REQUIRE(in->data_len == RotateSize, InvalidInstructionData);
    const u8 *new_epoch = in->data + 1, *new_key = in->data + 5, *signature = in->data + 38;
    const Account *target = &in->accounts[2];
    Config *config;
    u64 now;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[1]));
    /* SECURITY: one step at a time, so that no rotation can be shown twice or skipped. */
    REQUIRE((u64)be32(new_epoch) == (u64)be32(config->epoch) + 1, WrongEpoch);
    TRY(validate_group_key(new_key));
    u8 digest[32] __attribute__((aligned(8)));
    TRY(rotation_digest(config, new_epoch, new_key, digest));
    /* SECURITY: what one person stopped does not come back with the same signature (W8): its proposal stays. */
    REQUIRE(!is_made(in, target), AlreadyExists);
    /* SECURITY: whoever watches has one key to look at, and its delay does not start anew unseen. */
    REQUIRE(is_zero32(config->pending_rotation), RotationPending);
    /* SECURITY: only the guardians in force hand over. */
    TRY(verify_signature(config->group_key, digest, 32, signature));

    TRY(read_unix_time(&now));
    NewAccount new = {&in->accounts[0], target, {{"proposal", 8}, {digest, 32}}, 2, sizeof(Proposal), 0};
    TRY(create_pda(in, &new));
    Proposal *proposal = (Proposal *)(void *)target->data;
    store64(proposal->kind, PROPOSAL_KIND);
    copy32(proposal->digest, digest);
    put_be64(proposal->ready_at, now + delay(config, DelayRotation));
    put_be64(proposal->until, ~0ULL);
    proposal->state = ProposalScheduled;
    proposal->action = RotationAction;
    proposal->bump = new.bump;
    u8 *epoch_and_key = (u8 *)proposal->words;
    for (u32 i = 0; i < 37; i++) epoch_and_key[i] = in->data[1 + i];
    copy32(config->pending_rotation, digest);
    return Success;
}
