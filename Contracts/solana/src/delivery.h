/*
 * What the guardians attested, delivered by anyone: the data and the first three accounts of release, hold and credit.
 *
 *   0 []      config
 *   1 [WRITE] asset; hold only reads it
 *   2 [WRITE] consumed page of (source, sequence / 8192)
 *
 * data: 0 tag 1 | 1 bump of the recipient's token account 1 | 2 proof nodes p 1 | 3 epoch 4 | 7 first sequence 8 | 15 count 4 | 19 signature 96 |
 *       115 transfer 150 | 265 proof 32 p
 */
#ifndef BRIDGE_DELIVERY_H
#define BRIDGE_DELIVERY_H

#include "group_key.h"

enum { DeliverySize = 265 };

typedef struct {
    const Transfer *transfer;
    const Config *config;
    Asset *asset;
    u8 *byte, bit; /* where the sequence is marked */
    u64 amount;
    Flow flow;
    u8 leaf[32];
} Delivery;

/* What a transfer toward this chain says, against this deployment. */
static u64 require_incoming(const Config *config, const Transfer *transfer)
{
    REQUIRE(transfer->version == 1 && equal32(transfer->bridge_id, config->bridge_id), InvalidTransfer);
    /* SECURITY: what leads elsewhere is none of this chain's business (M58). */
    REQUIRE(be16(transfer->destination) == be16(config->chain), WrongChain);
    REQUIRE(be64(transfer->amount) != 0, ZeroAmount);
    REQUIRE(!is_zero32(transfer->sender) && !is_zero32(transfer->recipient), InvalidTransfer);
    return Success;
}

static u64 require_in_batch(const Input *in, const Transfer *transfer)
{
    const u64 first = be64(in->data + 7), count = be32(in->data + 15), sequence = be64(transfer->sequence);
    /* SECURITY: the position is inside the batch that was signed (M10). */
    REQUIRE(count >= 1 && count <= MaxBatch && first != 0, InvalidBatch);
    REQUIRE(sequence >= first && sequence - first < count, InvalidBatch);
    return Success;
}

/* The byte and bit of a sequence in the page of its lane. */
static u64 find_bit(const Transfer *transfer, ConsumedPage *page, u8 **byte, u8 *bit)
{
    const u64 sequence = be64(transfer->sequence);
    /* SECURITY: the one page where this sequence is marked; in any other it would look unpaid (W4). */
    REQUIRE(be16(page->chain) == be16(transfer->source), WrongAccount);
    REQUIRE(be64(page->page) == sequence / PageBits, WrongAccount);
    const u64 at = sequence % PageBits;
    *byte = &page->bits[at / 8];
    *bit = (u8)(0x80 >> (at % 8));
    return Success;
}

/* Everything but the signature, and what the limits are now. */
static u64 open_delivery(const Input *in, Delivery *delivery)
{
    REQUIRE(in->data_len >= DeliverySize, InvalidInstructionData);
    /* SECURITY: bounds what merkle_root reads (M10). */
    REQUIRE(in->data[2] <= MaxProof, InvalidProof);
    REQUIRE(in->data_len == DeliverySize + 32 * (u64)in->data[2], InvalidInstructionData);
    const Transfer *transfer = (const Transfer *)(const void *)(in->data + 115);
    ConsumedPage *page;
    OPEN(&in->accounts[0], CONFIG_KIND, delivery->config);
    OPEN(&in->accounts[1], ASSET_KIND, delivery->asset);
    OPEN(&in->accounts[2], CONSUMED_KIND, page);
    TRY(require_writable(&in->accounts[2]));
    TRY(require_incoming(delivery->config, transfer));
    /* SECURITY: there are no margin accounts here, and a transfer into one is not payable into a wallet. */
    REQUIRE(transfer->kind == KindWallet, InvalidKind);
    /* SECURITY: the asset paid is the asset attested. */
    REQUIRE(equal32(transfer->asset_id, delivery->asset->asset_id), InvalidTransfer);
    TRY(require_in_batch(in, transfer));
    TRY(find_bit(transfer, page, &delivery->byte, &delivery->bit));
    /* SECURITY: paid once (W4, M71). Before the costly checks: relayers race. */
    REQUIRE((*delivery->byte & delivery->bit) == 0, AlreadyConsumed);
    u64 level;
    TRY(level_in_force(delivery->config, be16(transfer->source), delivery->asset, &level));
    /* SECURITY: cursed is closed. */
    REQUIRE(level < LevelCursed, LevelTooHigh);
    /* SECURITY: what is closed is not even written down (M12, M75). */
    REQUIRE(be64(delivery->asset->max_release) != 0, AssetClosed);
    flow_at(delivery->asset, level, &delivery->flow);
    delivery->transfer = transfer;
    delivery->amount = be64(transfer->amount);
    return Success;
}

static u64 require_attested(const Input *in, Delivery *delivery)
{
    u8 root[32] __attribute__((aligned(8)));
    u8 digest[32] __attribute__((aligned(8)));
    const u8 *key;
    const u64 index = be64(delivery->transfer->sequence) - be64(in->data + 7), count = be32(in->data + 15);
    /* SECURITY: signed by guardians whose epoch still counts (W1, M58). */
    TRY(key_of_epoch(delivery->config, be32(in->data + 3), &key));
    TRY(transfer_leaf(delivery->transfer, root));
    copy32(delivery->leaf, root);
    TRY(merkle_root(root, index, count, in->data + DeliverySize, in->data[2]));
    TRY(attestation_digest(delivery->config, in->data + 3, delivery->transfer->source, root, digest));
    /* SECURITY: nothing is paid, held or credited that the guardians did not sign (W1). */
    return verify_signature(key, digest, 32, in->data + 19);
}

/* Takes the amount out of the limits and marks the sequence. */
static u64 consume_within_limits(Delivery *delivery)
{
    /* SECURITY: large, or the breaker says so: two people look first (W6). */
    REQUIRE(delivery->amount < delivery->flow.hold_threshold, HoldRequired);
    TRY(take_from_bucket(delivery->asset, &delivery->flow, delivery->amount));
    *delivery->byte |= delivery->bit;
    put_be64(delivery->asset->released, be64(delivery->asset->released) + delivery->amount);
    return Success;
}

#endif
