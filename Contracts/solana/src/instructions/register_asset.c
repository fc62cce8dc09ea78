/*
 * 3 register_asset: lists an asset, closed until it has limits.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [SIGNER]        governor
 *   2 []              config
 *   3 [WRITE]         asset
 *   4 [WRITE]         mint index
 *   5 []              mint
 *   6 []              custody token account; in Mint mode the mint again
 *   7 []              system program
 *   8 []              instructions sysvar
 *
 * data: 0 tag 1 | 1 mode 1 | 2 canonical decimals 1 | 3 home chain 2 | 5 home token 32
 */
#include "../governance.h"
#include "../listing.h"

enum { RegisterSize = 37 };

static __attribute__((noinline)) u64 register_asset(const Input *in)
{
    REQUIRE(in->account_count == 9, WrongAccountCount);
    REQUIRE(in->data_len == RegisterSize, InvalidInstructionData);
    const Config *config;
    OPEN(&in->accounts[2], CONFIG_KIND, config);
    TRY(require_governor(config, &in->accounts[1], &in->accounts[8]));
    const Listing listing = {
        &in->accounts[0], &in->accounts[3], &in->accounts[4], &in->accounts[5], &in->accounts[6], in->data + 3, in->data + 5, in->data[1], in->data[2],
    };
    return list_asset(in, config, &listing);
}
