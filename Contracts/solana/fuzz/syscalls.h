/*
 * The runtime on the host: hashes that only have to be functions, derived addresses, and the System and SPL Token programs as far as the bridge uses
 * them. Every range a syscall is given is read, so that AddressSanitizer sees it.
 */
#ifndef FUZZ_SYSCALLS_H
#define FUZZ_SYSCALLS_H

#include "region.h"

static u8 claimed_point[64];
static int staff_signs; /* recovery answers with a member of risk staff: the one that the signature's first byte names */
static u64 calls_made;

u64 sol_sha256(const Slice *slices, u64 count, u8 *digest) { digest_slices(slices, count, "s", 1, digest); return 0; }
u64 sol_keccak256(const Slice *slices, u64 count, u8 *digest) { digest_slices(slices, count, 0, 0, digest); return 0; }
void sol_set_return_data(const u8 *data, u64 length) { u64 state[4] = {0}; mix(state, data, length); }
u64 sol_get_clock_sysvar(Clock *clock) { *clock = (Clock){slot, 0, 0, 0, (i64)unix_time}; return 0; }
u64 sol_get_rent_sysvar(Rent *rent) { *rent = (Rent){6960, THRESHOLD_ONE, 50}; return 0; }

/* The fuzzer cannot find a signature: on request recovery answers what the signature claims. */
u64 sol_secp256k1_recover(const u8 *hash, u64 recovery_id, const u8 *signature, u8 *point)
{
    u64 state[4] = {recovery_id};
    mix(state, hash, 32);
    mix(state, signature, 64);
    CHECK(recovery_id <= 1, "recovery id is a parity");
    if (!accept_signatures) return 3;
    if (staff_signs) memset(point, staff_point[signature[0] % Staff], 64);
    else memcpy(point, claimed_point, 64);
    return 0;
}

u64 sol_create_program_address(const Slice *seeds, u64 count, const u8 *program, u8 *address) { address_of(seeds, count, program, address); return 0; }

u64 sol_try_find_program_address(const Slice *seeds, u64 count, const u8 *program, u8 *address, u8 *bump)
{
    find_address(seeds, count, program, address);
    *bump = 255;
    return 0;
}

static int may_sign(const u8 *key, const SignerSeeds *signers, u64 signer_count)
{
    const int index = pool_index(key);
    if (index >= 0 && place_signer[index]) return 1;
    for (u64 i = 0; i < signer_count; i++) {
        u8 address[32] __attribute__((aligned(8)));
        address_of(signers[i].seeds, signers[i].count, program_id, address);
        if (memcmp(address, key, 32) == 0) return 1;
    }
    return 0;
}

static u64 run_system(const Instruction *call, const int *index)
{
    const u32 tag = load32(call->data);
    PoolAccount *first = &pool[index[0]], *last = &pool[index[call->account_count - 1]];
    const u64 amount = tag == SystemAssign ? 0 : load64(call->data + 4);
    if (tag == SystemCreate || tag == SystemTransfer) {
        if (first == last || memcmp(first->owner, SystemProgram, 32) != 0 || first->data_len != 0 || first->lamports < amount) return 1;
        if (tag == SystemCreate && (last->lamports != 0)) return 1;
        first->lamports -= amount;
        last->lamports += amount;
    }
    if (tag == SystemTransfer) return 0;
    if (memcmp(last->owner, SystemProgram, 32) != 0 || last->data_len != 0) {
        if (tag != SystemAssign) return 1;
    }
    if (tag == SystemCreate || tag == SystemAllocate) {
        const u64 size = tag == SystemCreate ? load64(call->data + 12) : amount;
        CHECK(size <= MaxData, "no account is larger");
        last->data_len = size;
        memset(last->data, 0, size);
    }
    if (tag == SystemCreate) memcpy(last->owner, call->data + 20, 32);
    if (tag == SystemAssign) memcpy(last->owner, call->data + 4, 32);
    return 0;
}

static u64 run_token(const Instruction *call, const int *index)
{
    const u8 tag = call->data[0];
    const u64 amount = load64(call->data + 1);
    const int moves = tag == TokenTransferChecked, mints = tag == TokenMintToChecked;
    PoolAccount *mint = &pool[index[mints ? 0 : 1]], *account = &pool[index[mints ? 1 : 0]], *to = moves ? &pool[index[2]] : account;
    const u8 *authority = call->accounts[call->account_count - 1].key;
    PoolAccount *all[3] = {mint, account, to};
    for (int i = 0; i < 3; i++)
        if (memcmp(all[i]->owner, TokenProgram, 32) != 0) return 1;
    if (mint->data_len != MintSize || account->data_len != TokenSize || to->data_len != TokenSize || mint->data[MintDecimals] != call->data[9]) return 1;
    if (account->data[TokenState] != TokenUsable || to->data[TokenState] != TokenUsable) return 1;
    if (memcmp(account->data + TokenMint, mint->key, 32) != 0 || memcmp(to->data + TokenMint, mint->key, 32) != 0) return 1;
    if (memcmp(mints ? mint->data + MintAuthority : account->data + TokenOwner, authority, 32) != 0) return 1;
    const u64 held = load64(account->data + TokenAmount), supply = load64(mint->data + MintSupply);
    if (mints ? supply + amount < supply || held + amount < held : held < amount) return 1;
    if (mints) {
        store64(mint->data + MintSupply, supply + amount);
        store64(account->data + TokenAmount, held + amount);
        return 0;
    }
    store64(account->data + TokenAmount, held - amount);
    if (!moves) store64(mint->data + MintSupply, supply - amount);
    else store64(to->data + TokenAmount, load64(to->data + TokenAmount) + amount);
    return 0;
}

u64 sol_invoke_signed_c(const Instruction *call, const Account *accounts, u64 account_count, const SignerSeeds *signers, u64 signer_count)
{
    const int is_token = memcmp(call->program, TokenProgram, 32) == 0;
    int index[4];
    calls_made++;
    /* W7, M50: whatever the input, these two programs and no other. */
    CHECK(is_token || memcmp(call->program, SystemProgram, 32) == 0, "only the System and SPL Token programs are called");
    CHECK(call->account_count <= 4, "no call has more accounts");
    u64 state[4] = {0};
    mix(state, call->data, call->data_len);
    mix(state, accounts, account_count * sizeof(Account));
    if (pool_index(call->program) < 0) return 1; /* the program must be among the accounts */
    for (u64 i = 0; i < call->account_count; i++) {
        index[i] = pool_index(call->accounts[i].key);
        if (index[i] < 0) return 1;
        if (call->accounts[i].is_writable && !place_writable[index[i]]) return 1;
        if (call->accounts[i].is_signer && !may_sign(call->accounts[i].key, signers, signer_count)) return 1;
    }
    if ((is_token ? run_token : run_system)(call, index) != 0) return 1;
    for (u64 i = 0; i < call->account_count; i++) sync_to_region(index[i]);
    return 0;
}

#endif
