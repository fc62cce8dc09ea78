/*
 * 5 open_outbox_page, 6 open_consumed_page: room for 32 locks toward, or 8,192 releases from, another chain. Anyone may, who pays the rent.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 []              lane
 *   2 [WRITE]         the page
 *   3 []              system program
 *
 * data: 0 tag 1 | 1 page 8
 */
#include "../pda.h"

enum { OpenPageSize = 9 };

static u64 open_page(const Input *in, const char *seed, u64 seed_len, u64 kind, u64 size)
{
    REQUIRE(in->account_count == 4, WrongAccountCount);
    REQUIRE(in->data_len == OpenPageSize, InvalidInstructionData);
    const Account *target = &in->accounts[2];
    const u8 *page = in->data + 1;
    const Lane *lane;
    /* SECURITY: only for lanes that the governor opened: a page is what makes a release from a chain possible. */
    OPEN(&in->accounts[1], LANE_KIND, lane);
    NewAccount new = {&in->accounts[0], target, {{seed, seed_len}, {lane->other_chain, 2}, {page, 8}}, 3, size, 0};
    TRY(create_pda(in, &new));
    ConsumedPage *header = (ConsumedPage *)(void *)target->data; /* both kinds of page begin alike */
    store64(header->kind, kind);
    put_be16(header->chain, be16(lane->other_chain));
    header->bump = new.bump;
    store64(header->page, load64(page));
    return Success;
}

_Static_assert(__builtin_offsetof(ConsumedPage, bits) == __builtin_offsetof(OutboxPage, records), "both kinds of page begin alike");

static __attribute__((noinline)) u64 open_outbox_page(const Input *in)
{
    return open_page(in, "outbox", 6, OUTBOX_KIND, sizeof(OutboxPage));
}

static __attribute__((noinline)) u64 open_consumed_page(const Input *in)
{
    return open_page(in, "consumed", 8, CONSUMED_KIND, sizeof(ConsumedPage));
}
