/*
 * 9 rotate_key: the next epoch's group key. The signature of the current one is the permission; anyone may deliver it.
 *
 *   0 [WRITE] config
 *
 * data: 0 tag 1 | 1 new epoch 4 | 5 new group key 33 | 38 signature 96
 */
#include "../message.h"
#include "../signature.h"

enum { RotateSize = 134 };

static __attribute__((noinline)) u64 rotate_key(const Input *in)
{
    REQUIRE(in->account_count == 1, WrongAccountCount);
    REQUIRE(in->data_len == RotateSize, InvalidInstructionData);
    const u8 *new_epoch = in->data + 1, *new_key = in->data + 5, *signature = in->data + 38;
    Config *config;
    OPEN(&in->accounts[0], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[0]));
    /* SECURITY: one step at a time, so that no rotation can be shown twice or skipped. */
    REQUIRE((u64)be32(new_epoch) == (u64)be32(config->epoch) + 1, WrongEpoch);
    TRY(validate_group_key(new_key));
    u8 digest[32] __attribute__((aligned(8)));
    TRY(rotation_digest(config, new_epoch, new_key, digest));
    /* SECURITY: only the guardians in force hand over. */
    TRY(verify_signature(config->group_key, digest, 32, signature));
    put_be32(config->epoch, be32(new_epoch));
    copy32(config->group_key, new_key);
    config->group_key[32] = new_key[32];
    return Success;
}
