/*
 * 14 hold: writes a transfer of an attested batch down instead of paying it, because it is large or the breaker says so. Two officers decide.
 *
 *   0 []              config
 *   1 []              asset
 *   2 [WRITE]         consumed page of (source, sequence / 8192)
 *   3 [WRITE]         hold
 *   4 [WRITE, SIGNER] payer of the rent
 *   5 []              system program
 *
 * data: 0 tag 1 | 1 zero 1 | 2 proof nodes p 1 | 3 epoch 4 | 7 first sequence 8 | 15 count 4 | 19 signature 96 |
 *       115 transfer 150 | 265 proof 32 p
 */
#include "../delivery.h"
#include "../pda.h"

enum { HoldAccounts = 6 };

static __attribute__((noinline)) u64 hold(const Input *in)
{
    REQUIRE(in->account_count == HoldAccounts, WrongAccountCount);
    Delivery delivery;
    TRY(open_delivery(in, &delivery));
    REQUIRE(in->data[1] == 0, InvalidInstructionData);
    /* SECURITY: who delivers does not choose: what can be paid without people is paid. */
    REQUIRE(delivery.amount >= delivery.flow.hold_threshold, HoldNotRequired);
    TRY(require_attested(in, &delivery));
    u64 now;
    TRY(read_unix_time(&now));

    const Transfer *transfer = delivery.transfer;
    const Account *target = &in->accounts[3];
    NewAccount new = {&in->accounts[4], target, {{"hold", 4}, {transfer->source, 2}, {transfer->sequence, 8}}, 3, sizeof(Hold), 0};
    TRY(create_pda(in, &new));
    Hold *made = (Hold *)(void *)target->data;
    store64(made->kind, HOLD_KIND);
    copy32(made->leaf, delivery.leaf);
    put_be16(made->source, be16(transfer->source));
    made->state = HoldHeld;
    made->bump = new.bump;
    store64(made->sequence, load64(transfer->sequence));
    put_be64(made->held_at, now);
    for (u32 i = 0; i < TransferSize; i++) made->transfer[i] = ((const u8 *)transfer)[i];
    *delivery.byte |= delivery.bit;
    return Success;
}
