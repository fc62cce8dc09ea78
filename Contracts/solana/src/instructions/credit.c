/*
 * 19 credit: like release, for a recipient whose token account cannot take tokens: the amount becomes a claim.
 *
 *   0 []              config
 *   1 [WRITE]         asset
 *   2 [WRITE]         consumed page of (source, sequence / 8192)
 *   3 []              recipient's Associated Token Account: frozen, or given to somebody else
 *   4 [WRITE]         claim of the recipient
 *   5 [WRITE, SIGNER] payer of the rent
 *   6 []              system program
 *
 * data: 0 tag 1 | 1 bump of the recipient's token account 1 | 2 proof nodes p 1 | 3 epoch 4 | 7 first sequence 8 | 15 count 4 | 19 signature 96 |
 *       115 transfer 150 | 265 proof 32 p
 */
#include "../delivery.h"
#include "../payment.h"

enum { CreditAccounts = 7 };

static __attribute__((noinline)) u64 credit_release(const Input *in)
{
    REQUIRE(in->account_count == CreditAccounts, WrongAccountCount);
    Delivery delivery;
    TRY(open_delivery(in, &delivery));
    TRY(require_writable(&in->accounts[1]));
    const Account *to = &in->accounts[3];
    const u8 *recipient = delivery.transfer->recipient;
    int cannot;
    TRY(require_associated(to, recipient, delivery.asset->mint, in->data + 1));
    TRY(cannot_be_paid(to, recipient, delivery.asset->mint, &cannot));
    /* SECURITY: who delivers does not choose: a recipient who can be paid is paid. */
    REQUIRE(cannot, RecipientCanBePaid);
    TRY(require_attested(in, &delivery));
    TRY(consume_within_limits(&delivery));
    const ClaimPlace place = {&in->accounts[5], &in->accounts[4], recipient};
    return credit(in, delivery.asset, &place, delivery.amount);
}
