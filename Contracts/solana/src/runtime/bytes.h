/* Reading, writing and comparing bytes. All integers of the bridge are big-endian; those of the SPL Token program are little-endian. */
#ifndef BRIDGE_BYTES_H
#define BRIDGE_BYTES_H

#include "runtime.h"

/*
 * Eight bytes at any address. The machine reads and writes unaligned words; clang would assemble them from single bytes if it knew, so it is
 * told that the word is aligned (may_alias: the bytes belong to other types). On the host the same is a copy, so that the sanitizers hold.
 */
#ifdef BRIDGE_HOST
static inline u64 load64(const u8 *at) { u64 value; __builtin_memcpy(&value, at, 8); return value; }
static inline u32 load32(const u8 *at) { u32 value; __builtin_memcpy(&value, at, 4); return value; }
static inline u16 load16(const u8 *at) { u16 value; __builtin_memcpy(&value, at, 2); return value; }
static inline void store64(u8 *at, u64 value) { __builtin_memcpy(at, &value, 8); }
#else
typedef u64 __attribute__((may_alias)) Word64;
typedef u32 __attribute__((may_alias)) Word32;
typedef u16 __attribute__((may_alias)) Word16;
static inline u64 load64(const u8 *at) { return *(const Word64 *)at; }
static inline u32 load32(const u8 *at) { return *(const Word32 *)at; }
static inline u16 load16(const u8 *at) { return *(const Word16 *)at; }
static inline void store64(u8 *at, u64 value) { *(Word64 *)at = value; }
#endif

static inline u64 be64(const u8 *at) { return __builtin_bswap64(load64(at)); }
static inline u32 be32(const u8 *at) { return __builtin_bswap32(load32(at)); }
static inline u16 be16(const u8 *at) { return __builtin_bswap16(load16(at)); }
static inline void put_be64(u8 *at, u64 value) { store64(at, __builtin_bswap64(value)); }
static inline void put_be32(u8 *at, u32 value) { for (u32 i = 0; i < 4; i++) at[i] = (u8)(value >> (24 - 8 * i)); }
static inline void put_be16(u8 *at, u64 value) { at[0] = (u8)(value >> 8); at[1] = (u8)value; }

static inline void copy32(u8 *to, const u8 *from)
{
    for (u32 i = 0; i < 32; i += 8) store64(to + i, load64(from + i));
}

static inline int equal32(const u8 *a, const u8 *b)
{
    return load64(a) == load64(b) && load64(a + 8) == load64(b + 8) && load64(a + 16) == load64(b + 16) && load64(a + 24) == load64(b + 24);
}

static inline void copy20(u8 *to, const u8 *from)
{
    store64(to, load64(from));
    store64(to + 8, load64(from + 8));
    for (u32 i = 16; i < 20; i++) to[i] = from[i];
}

static inline int equal20(const u8 *a, const u8 *b)
{
    return load64(a) == load64(b) && load64(a + 8) == load64(b + 8) && load32(a + 16) == load32(b + 16);
}

static inline int is_zero20(const u8 *a) { return (load64(a) | load64(a + 8) | load32(a + 16)) == 0; }

static inline int is_zero32(const u8 *a)
{
    return (load64(a) | load64(a + 8) | load64(a + 16) | load64(a + 24)) == 0;
}

/* a < b as 256-bit big-endian numbers. */
static inline int less32(const u8 *a, const u8 *b)
{
    for (u32 i = 0; i < 24; i += 8) {
        u64 x = be64(a + i), y = be64(b + i);
        if (x != y) return x < y;
    }
    return be64(a + 24) < be64(b + 24);
}

#endif
