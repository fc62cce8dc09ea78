/* Parsing what the runtime hands to the entrypoint. */
#ifndef BRIDGE_INPUT_H
#define BRIDGE_INPUT_H

#include "../errors.h"
#include "bytes.h"

enum { MaxAccounts = 12, SparePerAccount = 10240 };

typedef struct {
    const u8 *program; /* 32 bytes: this program's own address */
    const u8 *data;
    u64 data_len;
    u64 account_count;
    Account accounts[MaxAccounts];
} Input;

/*
 * Input region, written by the runtime and trusted (integers little-endian):
 *   count 8, then per account either
 *     0 ff 1, signer 1, writable 1, executable 1, zero 4
 *     8 key 32, 40 owner 32, 72 lamports 8, 80 data length 8, 88 data, 10,240 spare bytes, padding to 8, rent epoch 8
 *   or for a repeated account
 *     0 index of its first place 1, zero 7
 *   then data length 8, data, program 32.
 */
static u64 parse_input(u8 *region, Input *in)
{
    u64 count = load64(region);
    /* SECURITY: the array has this many places; no instruction takes more. */
    REQUIRE(count <= MaxAccounts, WrongAccountCount);
    u8 *at = region + 8;
    for (u64 i = 0; i < count; i++) {
        Account *account = &in->accounts[i];
        if (at[0] != 0xff) {
            *account = in->accounts[at[0]];
            at += 8;
            continue;
        }
        account->is_signer = at[1];
        account->is_writable = at[2];
        account->is_executable = at[3];
        account->key = at + 8;
        account->owner = at + 40;
        account->lamports = (u64 *)(void *)(at + 72); /* at is always a multiple of 8 */
        account->data_len = load64(at + 80);
        account->data = at + 88;
        account->rent_epoch = 0;
        at += 88 + account->data_len + SparePerAccount;
        at += -(u64)at & 7;
        at += 8;
    }
    in->account_count = count;
    in->data_len = load64(at);
    in->data = at + 8;
    in->program = at + 8 + in->data_len;
    return Success;
}

/* The length now: the runtime keeps it before the data, also when a call has just made the account. */
static inline u64 account_data_len(const Account *account) { return load64(account->data - 8); }

static inline u64 require_signer(const Account *account)
{
    REQUIRE(account->is_signer, MissingSignature);
    return Success;
}

static inline u64 require_writable(const Account *account)
{
    REQUIRE(account->is_writable, NotWritable);
    return Success;
}

#endif
