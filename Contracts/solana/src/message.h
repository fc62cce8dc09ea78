/*
 * What the guardians sign: keccak256(tag || bridge id || epoch 4 || body), as in Bridge.Protocol/Messages/SignedMessage.cs. A tag is the keccak256
 * of its text, so no message is valid as another (M04, M58).
 */
#ifndef BRIDGE_MESSAGE_H
#define BRIDGE_MESSAGE_H

#include "layout.h"

/* keccak256("bridge/attestation/v1") */
static const u8 AttestationTag[32] = {
    0xbd, 0x4e, 0x44, 0xdb, 0x5d, 0xf7, 0xcf, 0xd9, 0x99, 0xd0, 0x65, 0x27, 0x89, 0xed, 0xfc, 0x63,
    0xae, 0x77, 0x2b, 0x08, 0x71, 0xc7, 0x26, 0x78, 0x10, 0xf5, 0x3d, 0x43, 0x95, 0x71, 0xa2, 0x13,
};

/* keccak256("bridge/rotate/v1") */
static const u8 RotateTag[32] = {
    0x7f, 0xda, 0xf0, 0x5d, 0x69, 0x58, 0x52, 0x45, 0x6d, 0xeb, 0x32, 0x90, 0x44, 0xd6, 0x0b, 0x80,
    0x54, 0x8e, 0xe6, 0xab, 0xa2, 0xec, 0x23, 0x9b, 0xf3, 0x7a, 0x4d, 0x2d, 0xa2, 0x93, 0x8a, 0xc9,
};

/* keccak256("bridge/void/v1") */
static const u8 VoidTag[32] = {
    0x28, 0x8d, 0x22, 0x72, 0x83, 0xe2, 0xcf, 0x8a, 0x4b, 0xf8, 0x5a, 0xb4, 0x29, 0x7f, 0x49, 0xd7,
    0xea, 0x16, 0xf8, 0x01, 0xf2, 0x53, 0x47, 0x20, 0x02, 0xf7, 0xba, 0x55, 0x80, 0xe1, 0x76, 0x9b,
};

/* keccak256("bridge/refund/v1") */
static const u8 RefundTag[32] = {
    0xcd, 0x57, 0x3a, 0x50, 0xd8, 0xa8, 0xb0, 0xde, 0x30, 0x30, 0xec, 0x72, 0x0f, 0xe1, 0x84, 0x7a,
    0x6d, 0x46, 0x9c, 0x6f, 0xcb, 0x29, 0xda, 0x5a, 0x1b, 0x96, 0x6f, 0x35, 0xc8, 0x8b, 0xa7, 0x54,
};

static u64 keccak(const Slice *slices, u64 count, u8 *digest)
{
    REQUIRE(sol_keccak256(slices, count, digest) == 0, InvalidProof);
    return Success;
}

/*
 * | offset | size | field |          | offset | size | field |
 * | 0      | 32   | tag |            | 68     | 4    | source 2, destination 2 |
 * | 32     | 32   | bridge id |      | 72     | 12   | first sequence 8, count 4 |
 * | 64     | 4    | epoch |          | 84     | 32   | root |
 */
static u64 attestation_digest(const Config *config, const u8 *epoch_first_count, const u8 *lane, const u8 *root, u8 *digest)
{
    const Slice slices[6] = {
        {AttestationTag, 32}, {config->bridge_id, 32}, {epoch_first_count, 4}, {lane, 4}, {epoch_first_count + 4, 12}, {root, 32},
    };
    return keccak(slices, 6, digest);
}

/*
 * | offset | size | field |          | offset | size | field |
 * | 0      | 32   | tag |            | 68     | 2    | chain |
 * | 32     | 32   | bridge id |      | 70     | 4    | new epoch |
 * | 64     | 4    | epoch |          | 74     | 33   | new key: x 32, parity of y 1 |
 */
static u64 rotation_digest(const Config *config, const u8 *new_epoch, const u8 *new_key, u8 *digest)
{
    const u8 parity = new_key[0] & 1;
    const Slice slices[7] = {
        {RotateTag, 32}, {config->bridge_id, 32}, {config->epoch, 4}, {config->chain, 2}, {new_epoch, 4}, {new_key + 1, 32}, {&parity, 1},
    };
    return keccak(slices, 7, digest);
}

/*
 * VoidTag or RefundTag. SECURITY: a void is no refund, and neither is an attestation (M04).
 * | offset | size | field |          | offset | size | field |
 * | 0      | 32   | tag |            | 68     | 4    | source 2, destination 2 |
 * | 32     | 32   | bridge id |      | 72     | 8    | sequence |
 * | 64     | 4    | epoch |          | 80     | 32   | leaf |
 */
static u64 ending_digest(const Config *config, const u8 *tag, const Transfer *transfer, const u8 *leaf, u8 *digest)
{
    const Slice slices[5] = {{tag, 32}, {config->bridge_id, 32}, {config->epoch, 4}, {transfer->source, 12}, {leaf, 32}};
    return keccak(slices, 5, digest);
}

/* Hashed twice: a 64-byte inner node of a tree is not the hash of a leaf (M10). */
static u64 transfer_leaf(const Transfer *transfer, u8 *leaf)
{
    const Slice once[1] = {{transfer, TransferSize}};
    TRY(keccak(once, 1, leaf));
    const Slice twice[1] = {{leaf, 32}};
    return keccak(twice, 1, leaf);
}

/*
 * Replaces the leaf at node by the root that its proof leads to: sorted pairs, an odd last node moves up unchanged. The proof has exactly the nodes
 * that position index of count leaves asks for.
 */
static u64 merkle_root(u8 *node, u64 index, u64 count, const u8 *proof, u64 proof_count)
{
    u64 used = 0;
    for (; count > 1; index >>= 1, count = (count + 1) >> 1) {
        if ((index ^ 1) >= count) continue;
        /* SECURITY: a proof that is too short would let an inner node stand for the root, and read past the instruction data (M10). */
        REQUIRE(used < proof_count, InvalidProof);
        const u8 *sibling = proof + 32 * used++;
        const int node_first = less32(node, sibling);
        const Slice pair[2] = {{node_first ? node : sibling, 32}, {node_first ? sibling : node, 32}};
        TRY(keccak(pair, 2, node));
    }
    /* SECURITY: a longer proof would make positions ambiguous (M10). */
    REQUIRE(used == proof_count, InvalidProof);
    return Success;
}

#endif
