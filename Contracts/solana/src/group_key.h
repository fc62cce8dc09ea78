/* Whom the program believes: the guardians' key in force and, for releases on their way, the one before. */
#ifndef BRIDGE_GROUP_KEY_H
#define BRIDGE_GROUP_KEY_H

#include "limits.h"
#include "message.h"
#include "signature.h"

/* The key of an epoch that releases: the one in force, or the one before while its overlap lasts. */
static u64 key_of_epoch(const Config *config, u64 epoch, const u8 **key)
{
    const u64 current = be32(config->epoch);
    *key = config->group_key;
    if (epoch == current) return Success;
    u64 now;
    TRY(read_unix_time(&now));
    /* SECURITY: a key that was rotated away signs nothing once its overlap is over (M58). */
    REQUIRE(epoch + 1 == current && now < be64(config->previous_until), WrongEpoch);
    *key = config->previous_key;
    return Success;
}

/* A void (VoidTag) or a refund (RefundTag) of a transfer, by the key in force: epoch 4, signature 96. */
static u64 require_ending(const Config *config, const u8 *tag_and_leaf[2], const Transfer *transfer, const u8 *epoch_and_signature)
{
    u8 digest[32] __attribute__((aligned(8)));
    /* SECURITY: the overlap is for releases on their way only. */
    REQUIRE(be32(epoch_and_signature) == be32(config->epoch), WrongEpoch);
    TRY(ending_digest(config, tag_and_leaf[0], transfer, tag_and_leaf[1], digest));
    return verify_signature(config->group_key, digest, 32, epoch_and_signature + 4);
}

#endif
