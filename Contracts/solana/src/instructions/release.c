/*
 * 8 release: pays one transfer of an attested batch into the recipient's wallet. Anyone may deliver it.
 *
 *   0 []      config
 *   1 [WRITE] asset
 *   2 [WRITE] consumed page of (source, sequence / 8192)
 *   3 []      authority
 *   4 []      mint; in Mint mode [WRITE]
 *   5 [WRITE] custody token account; in Mint mode the mint again
 *   6 [WRITE] recipient's Associated Token Account
 *   7 []      SPL Token program
 *
 * data: 0 tag 1 | 1 bump of the recipient's token account 1 | 2 proof nodes p 1 | 3 epoch 4 | 7 first sequence 8 | 15 count 4 | 19 signature 96 |
 *       115 transfer 150 | 265 proof 32 p
 */
#include "../delivery.h"
#include "../payment.h"

enum { ReleaseAccounts = 8 };

static __attribute__((noinline)) u64 release(const Input *in)
{
    REQUIRE(in->account_count == ReleaseAccounts, WrongAccountCount);
    Delivery delivery;
    TRY(open_delivery(in, &delivery));
    TRY(require_writable(&in->accounts[1]));
    const Account *to = &in->accounts[PlaceTo];
    const u8 *recipient = delivery.transfer->recipient;
    u64 local;
    TRY(require_source(in, delivery.asset));
    TRY(require_token_account(to, delivery.asset->mint, recipient));
    TRY(require_associated(to, recipient, delivery.asset->mint, in->data + 1));
    TRY(local_amount(delivery.asset, delivery.amount, &local));
    TRY(require_attested(in, &delivery));
    TRY(consume_within_limits(&delivery));
    return pay(in, delivery.config, delivery.asset, local);
}
