/* Making the program's own accounts at derived addresses. */
#ifndef BRIDGE_PDA_H
#define BRIDGE_PDA_H

#include "layout.h"
#include "programs.h"

enum { MaxSeeds = 4, SystemCreate = 0, SystemAssign = 1, SystemTransfer = 2, SystemAllocate = 8, RentOverhead = 128 };

/* The bits of the doubles 1.0 and 2.0: the two thresholds that have existed. */
#define THRESHOLD_ONE 0x3ff0000000000000ULL
#define THRESHOLD_TWO 0x4000000000000000ULL

static u64 rent_exempt_lamports(u64 size, u64 *lamports)
{
    Rent rent = {0};
    REQUIRE(sol_get_rent_sysvar(&rent) == 0, RentUnknown);
    REQUIRE(rent.exemption_threshold_bits == THRESHOLD_ONE || rent.exemption_threshold_bits == THRESHOLD_TWO, RentUnknown);
    *lamports = (size + RentOverhead) * rent.lamports_per_byte * (rent.exemption_threshold_bits == THRESHOLD_TWO ? 2 : 1);
    return Success;
}

/* One call of the System program. data is little-endian, as that program wants it. */
static inline __attribute__((always_inline)) u64 call_system(const Input *in, const AccountMeta *metas, u64 meta_count, const u8 *data, u64 data_len, const SignerSeeds *signer)
{
    const Instruction call = {SystemProgram, metas, meta_count, data, data_len};
    REQUIRE(sol_invoke_signed_c(&call, in->accounts, in->account_count, signer, 1) == 0, WrongAccount);
    return Success;
}

/* An account to make: who pays, where, the seeds of its address (the last place is for the bump), its size. */
typedef struct {
    const Account *payer, *target;
    Slice seeds[MaxSeeds];
    u64 seed_count, size;
    u8 bump; /* out */
} NewAccount;

static u64 create_with_balance(const Input *in, const NewAccount *new, u64 lamports, const SignerSeeds *signer)
{
    const Account *target = new->target;
    const u64 has = *target->lamports;
    if (has < lamports) {
        const AccountMeta metas[2] = {{new->payer->key, 1, 1}, {target->key, 1, 0}};
        u8 data[16] __attribute__((aligned(8))) = {SystemTransfer};
        store64(data + 4, lamports - has);
        TRY(call_system(in, metas, 2, data, 12, signer));
    }
    const AccountMeta metas[1] = {{target->key, 1, 1}};
    u8 data[40] __attribute__((aligned(8))) = {SystemAllocate};
    store64(data + 4, new->size);
    TRY(call_system(in, metas, 1, data, 12, signer));
    data[0] = SystemAssign;
    copy32(data + 4, in->program);
    return call_system(in, metas, 1, data, 36, signer);
}

/* Makes it at the canonical address of the seeds, rent-exempt and full of zeros. The caller writes the kind. */
static __attribute__((noinline)) u64 create_pda(const Input *in, NewAccount *new)
{
    const Account *target = new->target;
    u8 address[32] __attribute__((aligned(8)));
    TRY(require_signer(new->payer));
    TRY(require_writable(new->payer));
    TRY(require_writable(target));
    REQUIRE(sol_try_find_program_address(new->seeds, new->seed_count, in->program, address, &new->bump) == 0, WrongAccount);
    /* SECURITY: one address per thing, so that nothing (a consumed page, a config) exists twice. */
    REQUIRE(equal32(target->key, address), WrongAccount);
    /* SECURITY: made once; a second time would reset a bitmap, a sequence or a key. */
    REQUIRE(!equal32(target->owner, in->program), AlreadyExists);
    REQUIRE(equal32(target->owner, SystemProgram) && target->data_len == 0, WrongOwner);

    new->seeds[new->seed_count] = (Slice){&new->bump, 1};
    const SignerSeeds signer = {new->seeds, new->seed_count + 1};
    u64 lamports;
    TRY(rent_exempt_lamports(new->size, &lamports));

    /* SECURITY: create_account refuses an address that holds lamports, and anyone can send it one: then it is made in three steps. */
    if (*target->lamports != 0) return create_with_balance(in, new, lamports, &signer);
    const AccountMeta metas[2] = {{new->payer->key, 1, 1}, {target->key, 1, 1}};
    u8 data[56] __attribute__((aligned(8))) = {SystemCreate};
    store64(data + 4, lamports);
    store64(data + 12, new->size);
    copy32(data + 20, in->program);
    return call_system(in, metas, 2, data, 52, &signer);
}

#endif
