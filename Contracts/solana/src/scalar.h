/*
 * Multiplication modulo n, the order of secp256k1, in 9 limbs of 29 bits (least significant first). The machine has no carry flag and no high
 * half of a product: nine products of 58 bits fit one word, so a column of the schoolbook product needs no carry.
 *   n = 2^256 - d, d < 2^129; 2^261 = 32 * 2^256 is congruent to K = 32 d, d and K in five limbs.
 */
#ifndef BRIDGE_SCALAR_H
#define BRIDGE_SCALAR_H

#include "runtime/bytes.h"

#define LIMBS 9
#define LIMB_MASK 0x1fffffffULL
#define UNROLL _Pragma("clang loop unroll(full)")

/* n as bytes. */
static const u8 GroupOrder[32] __attribute__((aligned(8))) = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
};

#define N_LIMBS {0x10364141, 0x1e92f466, 0x12280eef, 0x1db9cd5e, 0x1fffebaa, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0xffffff}
#define D_LIMBS {0xfc9bebf, 0x16d0b99, 0xdd7f110, 0x24632a1, 0x1455}
#define K_LIMBS {0x1937d7e0, 0xda1732f, 0x1afe2201, 0x8c6542d, 0x28aa2}

/* 32 big-endian bytes, any value below 2^256. */
static inline void scalar_read(u64 *limbs, const u8 *bytes)
{
    u64 w3 = be64(bytes), w2 = be64(bytes + 8), w1 = be64(bytes + 16), w0 = be64(bytes + 24);
    limbs[0] = w0 & LIMB_MASK;
    limbs[1] = w0 >> 29 & LIMB_MASK;
    limbs[2] = (w0 >> 58 | w1 << 6) & LIMB_MASK;
    limbs[3] = w1 >> 23 & LIMB_MASK;
    limbs[4] = (w1 >> 52 | w2 << 12) & LIMB_MASK;
    limbs[5] = w2 >> 17 & LIMB_MASK;
    limbs[6] = (w2 >> 46 | w3 << 18) & LIMB_MASK;
    limbs[7] = w3 >> 11 & LIMB_MASK;
    limbs[8] = w3 >> 40;
}

static inline void scalar_write(u8 *bytes, const u64 *limbs)
{
    put_be64(bytes + 24, limbs[0] | limbs[1] << 29 | limbs[2] << 58);
    put_be64(bytes + 16, limbs[2] >> 6 | limbs[3] << 23 | limbs[4] << 52);
    put_be64(bytes + 8, limbs[4] >> 12 | limbs[5] << 17 | limbs[6] << 46);
    put_be64(bytes, limbs[6] >> 18 | limbs[7] << 11 | limbs[8] << 40);
}

/* n - a for 0 < a < n. */
static inline void scalar_negate(u64 *out, const u64 *a)
{
    const u64 n[LIMBS] = N_LIMBS;
    u64 borrow = 0;
    UNROLL for (int i = 0; i < LIMBS; i++) {
        u64 difference = n[i] - a[i] - borrow;
        out[i] = difference & LIMB_MASK;
        borrow = difference >> 63;
    }
}

/*
 * 48 big-endian bytes modulo n, in limbs, below 2^262 (not fully reduced; limb 8 may have 30 bits): RFC 9380, section 5.2, hash_to_field.
 * value = low 261 bits + high 123 bits * 2^261
 */
static inline void scalar_read_wide(u64 *out, const u8 *bytes)
{
    const u64 k[5] = K_LIMBS;
    u64 low[LIMBS], high[5];
    u64 w5 = be64(bytes), w4 = be64(bytes + 8);
    scalar_read(low, bytes + 16);
    low[8] |= w4 << 24 & LIMB_MASK;
    high[0] = w4 >> 5 & LIMB_MASK;
    high[1] = w4 >> 34 & LIMB_MASK;
    high[2] = (w4 >> 63 | w5 << 1) & LIMB_MASK;
    high[3] = w5 >> 28 & LIMB_MASK;
    high[4] = w5 >> 57;
    u64 sum = 0;
    UNROLL for (int column = 0; column < LIMBS; column++) {
        sum += low[column];
        UNROLL for (int j = 0; j < 5; j++)
            if (column - j >= 0 && column - j < 5) sum += high[column - j] * k[j];
        out[column] = column < 8 ? sum & LIMB_MASK : sum;
        sum >>= 29;
    }
}

/* low 9 limbs of wide + (limbs 9 .. 9+high_count) * K, into columns limbs; returns the carry out of the last. */
#define FOLD(out, columns, in, high_count)                                                                                       \
    do {                                                                                                                         \
        u64 sum_ = 0;                                                                                                            \
        UNROLL for (int column_ = 0; column_ < (columns); column_++) {                                                           \
            if (column_ < LIMBS) sum_ += (in)[column_];                                                                          \
            UNROLL for (int j_ = 0; j_ < 5; j_++)                                                                                \
                if (column_ - j_ >= 0 && column_ - j_ < (high_count)) sum_ += (in)[LIMBS + column_ - j_] * k[j_];                \
            (out)[column_] = sum_ & LIMB_MASK;                                                                                   \
            sum_ >>= 29;                                                                                                         \
        }                                                                                                                        \
        (out)[columns] = sum_;                                                                                                   \
    } while (0)

/* a * b mod n, fully reduced; a below 2^262 (limb 8 up to 30 bits), b below 2^256. Not constant time: every value here is public. */
static __attribute__((noinline)) void scalar_multiply(u8 *product, const u64 *a, const u64 *b)
{
    const u64 k[5] = K_LIMBS;
    const u64 d[5] = D_LIMBS;
    u64 wide[18], folded[14], value[10];
    u64 sum = 0;
    UNROLL for (int column = 0; column < 17; column++) {
        UNROLL for (int i = 0; i < LIMBS; i++)
            if (column - i >= 0 && column - i < LIMBS) sum += a[i] * b[column - i]; /* at most 2^59 + 8 * 2^58 + carry < 2^63 */
        wide[column] = sum & LIMB_MASK;
        sum >>= 29;
    }
    wide[17] = sum;           /* product < 2^518 */
    FOLD(folded, 13, wide, 9); /* < 2^261 + 2^(257+134) */
    FOLD(value, 9, folded, 5); /* < 2^261 + 2^(131+134) */

    /* value[9] is at most a few bits: one more small fold, then the bits above 2^256 the same way with d. */
    u64 top = value[9];
    sum = 0;
    UNROLL for (int i = 0; i < LIMBS; i++) {
        sum += value[i] + (i < 5 ? top * k[i] : 0);
        value[i] = i < 8 ? sum & LIMB_MASK : sum;
        sum >>= 29;
    }
    top = value[8] >> 24;
    value[8] &= 0xffffff;
    sum = 0;
    UNROLL for (int i = 0; i < LIMBS; i++) {
        sum += value[i] + (i < 5 ? top * d[i] : 0);
        value[i] = i < 8 ? sum & LIMB_MASK : sum;
        sum >>= 29;
    }

    /* value < 2 n: it is at least n exactly if value + d reaches 2^256, and then value + d - 2^256 = value - n. */
    u64 reduced[LIMBS];
    sum = 0;
    UNROLL for (int i = 0; i < LIMBS; i++) {
        sum += value[i] + (i < 5 ? d[i] : 0);
        reduced[i] = i < 8 ? sum & LIMB_MASK : sum;
        sum >>= 29;
    }
    int subtract = reduced[8] >> 24 != 0;
    reduced[8] &= 0xffffff;
    scalar_write(product, subtract ? reduced : value);
}

#endif
