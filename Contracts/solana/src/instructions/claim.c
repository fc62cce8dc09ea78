/*
 * 20 claim: pays out what releases and refunds could not push, all of it, to any token account that its owner names.
 *
 *   0 []       config
 *   1 [WRITE]  asset
 *   2 [WRITE]  claim
 *   3 []       authority
 *   4 []       mint; in Mint mode [WRITE]
 *   5 [WRITE]  custody token account; in Mint mode the mint again
 *   6 [WRITE]  token account that is paid: any usable one of the mint but the bridge's
 *   7 []       SPL Token program
 *   8 [SIGNER] owner
 *
 * data: 0 tag 1
 */
#include "../payment.h"

enum { ClaimAccounts = 9, PlaceOwner = 8 };

static __attribute__((noinline)) u64 claim(const Input *in)
{
    REQUIRE(in->account_count == ClaimAccounts, WrongAccountCount);
    REQUIRE(in->data_len == 1, InvalidInstructionData);
    const Account *to = &in->accounts[PlaceTo];
    const Config *config;
    Asset *asset;
    Claim *owed;
    OPEN(&in->accounts[0], CONFIG_KIND, config);
    OPEN(&in->accounts[1], ASSET_KIND, asset);
    OPEN(&in->accounts[2], CLAIM_KIND, owed);
    TRY(require_writable(&in->accounts[1]));
    TRY(require_writable(&in->accounts[2]));
    REQUIRE(equal32(owed->asset_id, asset->asset_id), WrongAccount);
    TRY(require_signer(&in->accounts[PlaceOwner]));
    /* SECURITY: only the owner's own. */
    REQUIRE(equal32(owed->owner, in->accounts[PlaceOwner].key), WrongAccount);
    /* SECURITY: cursed is closed. */
    REQUIRE(stricter(config->level, asset->breaker) < LevelCursed, LevelTooHigh);
    TRY(require_source(in, asset));
    REQUIRE(equal32(to->owner, TokenProgram), WrongTokenProgram);
    REQUIRE(to->data_len == TokenSize && to->data[TokenState] == TokenUsable && equal32(to->data + TokenMint, asset->mint), InvalidTokenAccount);
    const u64 amount = be64(owed->amount);
    u64 local;
    REQUIRE(amount != 0, NothingToClaim);
    TRY(local_amount(asset, amount, &local));
    /* SECURITY: cleared, so that it is paid once. */
    put_be64(owed->amount, 0);
    put_be64(asset->claimable, be64(asset->claimable) - amount);
    return pay(in, config, asset, local);
}
