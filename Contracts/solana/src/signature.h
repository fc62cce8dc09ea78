/*
 * RFC 9591 FROST(secp256k1, SHA-256) signatures, checked through the recovery syscall:
 *   z*G - c*P == R  <=>  recover(hash = -z*Px mod n, parity of P, r = Px, s = -c*Px mod n) == R
 * because recovery computes r^-1 (s*Q - hash*G) for the point Q with x coordinate r, here Px^-1 (-c*Px*P + z*Px*G).
 */
#ifndef BRIDGE_SIGNATURE_H
#define BRIDGE_SIGNATURE_H

#include "errors.h"
#include "scalar.h"

/* RFC 9591, section 6.5: H2(m) = hash_to_field(m), DST = "FROST-secp256k1-SHA256-v1" || "chal"; DST' ends in its length (RFC 9380, 5.3.3). */
#define CHALLENGE_DST_PRIME 'F', 'R', 'O', 'S', 'T', '-', 's', 'e', 'c', 'p', '2', '5', '6', 'k', '1', '-', \
    'S', 'H', 'A', '2', '5', '6', '-', 'v', '1', 'c', 'h', 'a', 'l', 29

/* Z_pad (one SHA-256 block of zeros), then the first byte of R compressed. */
static const u8 PaddedEven[65] = {[64] = 2};
static const u8 PaddedOdd[65] = {[64] = 3};
/* l_i_b_str (48 bytes asked for), a zero, DST'. */
static const u8 ChallengeSuffix[33] = {0, 48, 0, CHALLENGE_DST_PRIME};
static const u8 ChallengeBlock1[31] = {1, CHALLENGE_DST_PRIME};
static const u8 ChallengeBlock2[31] = {2, CHALLENGE_DST_PRIME};

/* c = H2(R || P || message), 48 bytes before reduction: expand_message_xmd of RFC 9380, section 5.3.1. */
static u64 challenge(const u8 *r, int r_is_odd, const u8 *key, const u8 *message, u64 message_len, u8 *out64)
{
    u8 b0[32] __attribute__((aligned(8)));
    const Slice first[5] = {{r_is_odd ? PaddedOdd : PaddedEven, 65}, {r, 32}, {key, 33}, {message, message_len}, {ChallengeSuffix, 33}};
    REQUIRE(sol_sha256(first, 5, b0) == 0, InvalidSignature);
    const Slice second[2] = {{b0, 32}, {ChallengeBlock1, 31}};
    REQUIRE(sol_sha256(second, 2, out64) == 0, InvalidSignature);
    for (u32 i = 0; i < 32; i += 8) store64(b0 + i, load64(b0 + i) ^ load64(out64 + i));
    const Slice third[2] = {{b0, 32}, {ChallengeBlock2, 31}};
    REQUIRE(sol_sha256(third, 2, out64 + 32) == 0, InvalidSignature);
    return Success;
}

/* key: 33 bytes compressed, validated when it was installed (validate_group_key). signature: Rx, Ry, z. */
static __attribute__((noinline)) u64 verify_signature(const u8 *key, const u8 *message, u64 message_len, const u8 *signature)
{
    const u8 *r = signature, *z = signature + 64;
    /* SECURITY: z + n would be a second signature of the same message, and zero is never one (M12). */
    REQUIRE(!is_zero32(z) && less32(z, GroupOrder), InvalidSignature);

    u8 hashed[64] __attribute__((aligned(8)));
    TRY(challenge(r, signature[63] & 1, key, message, message_len, hashed));

    u64 px[LIMBS], minus_px[LIMBS], factor[LIMBS];
    u8 hash[32] __attribute__((aligned(8)));
    u8 recoverable[64] __attribute__((aligned(8)));
    u8 point[64] __attribute__((aligned(8)));
    scalar_read(px, key + 1);
    scalar_negate(minus_px, px);
    scalar_read(factor, z);
    scalar_multiply(hash, factor, minus_px);
    scalar_read_wide(factor, hashed);
    scalar_multiply(recoverable + 32, factor, minus_px);
    copy32(recoverable, key + 1);

    /* SECURITY: a failed recovery leaves the point as it was, so its result is asked before the point is believed. */
    REQUIRE(sol_secp256k1_recover(hash, key[0] & 1, recoverable, point) == 0, InvalidSignature);
    /* SECURITY: this comparison is the signature check; all of R, so that no other R of the same x passes. */
    REQUIRE(equal32(point, r) && equal32(point + 32, r + 32), InvalidSignature);
    return Success;
}

/* A key that verify_signature can use: 02 or 03, a point of the curve, 0 < x < n. */
static u64 validate_group_key(const u8 *key)
{
    /* SECURITY: a key of zero or off the curve is nobody's, or everybody's (W9, M12). */
    REQUIRE(key[0] == 2 || key[0] == 3, InvalidGroupKey);
    REQUIRE(!is_zero32(key + 1) && less32(key + 1, GroupOrder), InvalidGroupKey);
    /* With hash 0 and s = 1 recovery computes x^-1 * P: it succeeds exactly if x belongs to a point. */
    const u8 zero[32] __attribute__((aligned(8))) = {0};
    u8 probe[64] __attribute__((aligned(8)));
    u8 point[64] __attribute__((aligned(8)));
    copy32(probe, key + 1);
    copy32(probe + 32, zero);
    probe[63] = 1;
    REQUIRE(sol_secp256k1_recover(zero, key[0] & 1, probe, point) == 0, InvalidGroupKey);
    return Success;
}

#endif
