/* Void and refund records: what became of a transfer that was not paid. */
#ifndef BRIDGE_WAY_BACK_H
#define BRIDGE_WAY_BACK_H

#include "message.h"
#include "pda.h"

static inline int equal_transfer(const u8 *a, const u8 *b)
{
    for (u32 i = 0; i < 144; i += 8) {
        if (load64(a + i) != load64(b + i)) return 0;
    }
    return load32(a + 144) == load32(b + 144) && load16(a + 148) == load16(b + 148);
}

/* A record to make: seeds are its kind as text, the other chain 2, the sequence 8. */
typedef struct {
    const Account *payer, *account;
    const char *seed;
    u64 seed_len, kind;
    const u8 *other_chain, *sequence, *leaf;
} NewWayBack;

static __attribute__((noinline)) u64 make_way_back(const Input *in, const NewWayBack *record)
{
    NewAccount new = {record->payer, record->account, {{record->seed, record->seed_len}, {record->other_chain, 2}, {record->sequence, 8}}, 3, sizeof(WayBack), 0};
    Clock clock;
    REQUIRE(sol_get_clock_sysvar(&clock) == 0, WrongAccount);
    TRY(create_pda(in, &new));
    WayBack *made = (WayBack *)(void *)record->account->data;
    store64(made->kind, record->kind);
    copy32(made->leaf, record->leaf);
    put_be16(made->other_chain, be16(record->other_chain));
    made->state = RecordMade;
    made->bump = new.bump;
    store64(made->sequence, load64(record->sequence));
    put_be64(made->slot, clock.slot);
    return Success;
}

static u64 make_void(const Input *in, const Account *payer, const Account *account, const u8 *source_sequence_leaf[3])
{
    const NewWayBack record = {payer, account, "void", 4, VOID_KIND, source_sequence_leaf[0], source_sequence_leaf[1], source_sequence_leaf[2]};
    return make_way_back(in, &record);
}

/* The outbox record of a lock on this chain that a transfer names, every byte of it. */
static u64 find_lock(const Input *in, const Account *account, const Config *config, const Transfer *transfer, const OutboxRecord **found)
{
    const OutboxPage *page;
    /* SECURITY: what was locked elsewhere is refunded elsewhere (M58). */
    REQUIRE(be16(transfer->source) == be16(config->chain), WrongChain);
    OPEN(account, OUTBOX_KIND, page);
    const u64 sequence = be64(transfer->sequence);
    REQUIRE(sequence != 0 && be16(page->chain) == be16(transfer->destination), NotLocked);
    REQUIRE(be64(page->page) == (sequence - 1) / PageRecords, NotLocked);
    const OutboxRecord *record = &page->records[(sequence - 1) % PageRecords];
    /* SECURITY: what is given back is what was locked, every field of it (M05). */
    REQUIRE(record->transfer[0] == 1 && equal_transfer(record->transfer, (const u8 *)transfer), NotLocked);
    *found = record;
    return Success;
}

/* The refund record of a lock, which exists already. */
static u64 open_refund(const Input *in, const Account *account, const Transfer *transfer, WayBack **found)
{
    WayBack *record;
    TRY(require_writable(account));
    OPEN(account, REFUND_KIND, record);
    /* SECURITY: this lock's record; in any other it would look open. */
    REQUIRE(be16(record->other_chain) == be16(transfer->destination) && be64(record->sequence) == be64(transfer->sequence), WrongAccount);
    *found = record;
    return Success;
}

static u64 make_refund(const Input *in, const Account *payer, const Account *account, const Transfer *transfer)
{
    u8 leaf[32] __attribute__((aligned(8)));
    TRY(transfer_leaf(transfer, leaf));
    const NewWayBack record = {payer, account, "refund", 6, REFUND_KIND, transfer->destination, transfer->sequence, leaf};
    return make_way_back(in, &record);
}

#endif
