/* The input region of one instruction, as the runtime writes it, with every byte that is not the program's to touch poisoned for AddressSanitizer. */
#ifndef FUZZ_REGION_H
#define FUZZ_REGION_H

#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"

enum { MaxPlaces = 14, MaxInstructionData = 600, RegionSize = MaxPlaces * (96 + MaxData + SparePerAccount + 16) + MaxInstructionData + 64 };

typedef struct {
    int account;
    u8 signer, writable;
} Place;

static u8 region[RegionSize] __attribute__((aligned(16)));
static u8 *region_account[PoolSize]; /* where an account's bytes start in the region, or null */
static u8 place_signer[PoolSize], place_writable[PoolSize];
static u8 *region_end;

#define CHECK(condition, what) do { if (!(condition)) { fprintf(stderr, "invariant broken: %s\n", what); abort(); } } while (0)

static u8 *write_region(const Place *places, u64 count, const u8 *data, u64 data_len)
{
    __asan_unpoison_memory_region(region, sizeof region);
    memset(region_account, 0, sizeof region_account);
    memset(place_signer, 0, sizeof place_signer);
    memset(place_writable, 0, sizeof place_writable);
    for (u64 i = 0; i < count; i++) {
        place_signer[places[i].account] |= places[i].signer;
        place_writable[places[i].account] |= places[i].writable;
    }
    u8 *at = region;
    store64(at, count);
    at += 8;
    for (u64 i = 0; i < count; i++) {
        const int index = places[i].account;
        const PoolAccount *account = &pool[index];
        if (region_account[index]) {
            memset(at, 0, 8);
            for (u64 earlier = 0; earlier < i; earlier++)
                if (places[earlier].account == index) { at[0] = (u8)earlier; break; }
            at += 8;
            continue;
        }
        region_account[index] = at;
        memset(at, 0, 8);
        at[0] = 0xff;
        at[1] = place_signer[index];
        at[2] = place_writable[index];
        memcpy(at + 8, account->key, 32);
        memcpy(at + 40, account->owner, 32);
        store64(at + 72, account->lamports);
        store64(at + 80, account->data_len);
        memcpy(at + 88, account->data, account->data_len);
        u8 *spare = at + 88 + account->data_len;
        memset(spare, 0, SparePerAccount);
        at = spare + SparePerAccount;
        at += -(u64)at & 7;
        store64(at, ~0ULL);
        at += 8;
        __asan_poison_memory_region(spare, (u64)(at - spare));
    }
    store64(at, data_len);
    memcpy(at + 8, data, data_len);
    memcpy(at + 8 + data_len, program_id, 32);
    region_end = at + 8 + data_len + 32;
    __asan_poison_memory_region(region_end, (u64)(region + sizeof region - region_end));
    return region;
}

static int pool_index(const u8 *key)
{
    for (int i = 0; i < PoolSize; i++)
        if (region_account[i] && memcmp(pool[i].key, key, 32) == 0) return i;
    return -1;
}

/* A change by another program: in the pool, and so also in the region. */
static void sync_to_region(int index)
{
    u8 *at = region_account[index];
    memcpy(at + 40, pool[index].owner, 32);
    store64(at + 72, pool[index].lamports);
    __asan_unpoison_memory_region(at + 88, pool[index].data_len);
    store64(at + 80, pool[index].data_len);
    memcpy(at + 88, pool[index].data, pool[index].data_len);
}

/* What the runtime enforces after an instruction: lengths, owners and lamports kept, data changed only where it is writable and the program's. */
static void check_region(void)
{
    for (int i = 0; i < PoolSize; i++) {
        const u8 *at = region_account[i];
        if (!at) continue;
        CHECK(memcmp(at + 8, pool[i].key, 32) == 0 && memcmp(at + 40, pool[i].owner, 32) == 0, "key and owner stay");
        CHECK(load64(at + 72) == pool[i].lamports && load64(at + 80) == pool[i].data_len, "lamports and length stay");
        if (place_writable[i] && memcmp(pool[i].owner, program_id, 32) == 0) continue;
        CHECK(memcmp(at + 88, pool[i].data, pool[i].data_len) == 0, "foreign and read-only data stays");
    }
}

#endif
