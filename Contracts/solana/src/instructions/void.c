/*
 * 17 void: ends a transfer toward this chain that is not paid: it never will be. By anyone, with the guardians' signature.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 []              config
 *   2 []              asset; one that is not registered here is passed at its address
 *   3 [WRITE]         consumed page of (source, sequence / 8192)
 *   4 [WRITE]         void record
 *   5 [WRITE]         hold of the transfer; looked at when the sequence is consumed
 *   6 []              system program
 *
 * data: 0 tag 1 | 1 transfer 150 | 151 epoch 4 | 155 signature 96
 * signature: by the key in force, over bridge/void/v1
 */
#include "../delivery.h"
#include "../held.h"
#include "../unlisted.h"
#include "../way_back.h"

enum { VoidSize = 251 };

static __attribute__((noinline)) u64 void_transfer(const Input *in)
{
    REQUIRE(in->account_count == 7, WrongAccountCount);
    REQUIRE(in->data_len == VoidSize, InvalidInstructionData);
    const Transfer *transfer = (const Transfer *)(const void *)(in->data + 1);
    const Config *config;
    const Asset *asset;
    ConsumedPage *page;
    u8 *byte, bit;
    u8 leaf[32] __attribute__((aligned(8)));
    u64 level;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    OPEN(&in->accounts[3], CONSUMED_KIND, page);
    TRY(require_writable(&in->accounts[3]));
    TRY(require_incoming(config, transfer));
    TRY(find_asset(in, &in->accounts[2], transfer->asset_id, &asset));
    TRY(find_bit(transfer, page, &byte, &bit));
    TRY(level_in_force(config, be16(transfer->source), asset, &level));
    /* SECURITY: cursed is closed. */
    REQUIRE(level < LevelCursed, LevelTooHigh);
    TRY(transfer_leaf(transfer, leaf));
    const u8 *tag_and_leaf[2] = {VoidTag, leaf};
    /* SECURITY: only the guardians in force end a transfer, and this one. */
    TRY(require_ending(config, tag_and_leaf, transfer, in->data + 151));
    /* SECURITY: voided once. */
    REQUIRE(!is_made(in, &in->accounts[4]), AlreadyVoided);

    if ((*byte & bit) != 0) {
        Hold *held;
        const u64 failed = open_held(in, &in->accounts[5], transfer->source, transfer->sequence, &held);
        /* SECURITY: what was paid is never refunded: the same bit as the release's (W4). */
        REQUIRE(failed != NotHeld, AlreadyConsumed);
        TRY(failed);
        held->state = HoldVoided;
    }
    *byte |= bit;
    const u8 *source_sequence_leaf[3] = {transfer->source, transfer->sequence, leaf};
    return make_void(in, &in->accounts[0], &in->accounts[4], source_sequence_leaf);
}
