/*
 * Paying tokens out. The accounts of every payment stand in the same places:
 *
 *   3 []              authority
 *   4 []              mint; in Mint mode [WRITE]
 *   5 [WRITE]         custody token account; in Mint mode the mint again
 *   6 [WRITE]         token account that is paid
 *   7 []              SPL Token program
 *   8 [WRITE, SIGNER] payer of the rent of a claim   (pay_or_credit)
 *   9 [WRITE]         claim of the owner             (pay_or_credit; looked at when the owner cannot be paid)
 *  10 []              system program                 (pay_or_credit)
 */
#ifndef BRIDGE_PAYMENT_H
#define BRIDGE_PAYMENT_H

#include "limits.h"
#include "pda.h"
#include "token.h"

enum { PlaceAuthority = 3, PlaceMint = 4, PlaceCustody = 5, PlaceTo = 6, PlaceToken = 7, PlacePayer = 8, PlaceClaim = 9, PaymentEnd = 11 };

static u64 require_source(const Input *in, const Asset *asset)
{
    const Account *authority = &in->accounts[PlaceAuthority], *mint = &in->accounts[PlaceMint], *custody = &in->accounts[PlaceCustody];
    const int mints = asset->mode == ModeMint;
    TRY(require_token_program(&in->accounts[PlaceToken]));
    REQUIRE(equal32(mint->key, asset->mint), WrongAccount);
    /* SECURITY: paid out of custody and out of nothing else, whatever was approved to the authority (M51). */
    REQUIRE(equal32(custody->key, mints ? asset->mint : asset->custody), WrongAccount);
    REQUIRE(equal32(mints ? mint->data + MintAuthority : custody->data + TokenOwner, authority->key), WrongAccount);
    return Success;
}

/* The one address where a wallet looks for its tokens: that of the bump, or with bump 0 the canonical one. */
static u64 require_associated(const Account *account, const u8 *owner, const u8 *mint, const u8 *bump)
{
    u8 address[32] __attribute__((aligned(8)));
    u8 found;
    const Slice seeds[4] = {{owner, 32}, {TokenProgram, 32}, {mint, 32}, {bump, 1}};
    const u64 failed = bump != 0 ? sol_create_program_address(seeds, 4, AssociatedTokenProgram, address)
                                 : sol_try_find_program_address(seeds, 3, AssociatedTokenProgram, address, &found);
    REQUIRE(failed == 0, WrongAccount);
    /* SECURITY: to the owner who was attested, at no address that somebody else chose. */
    REQUIRE(equal32(account->key, address), WrongAccount);
    return Success;
}

/*
 * Whether the owner's associated token account cannot take tokens: it is frozen, or was given to somebody else. One that is missing, or is no token
 * account, is an error: it can be made first.
 */
static u64 cannot_be_paid(const Account *account, const u8 *owner, const u8 *mint, int *cannot)
{
    REQUIRE(equal32(account->owner, TokenProgram), WrongTokenProgram);
    REQUIRE(account->data_len == TokenSize && equal32(account->data + TokenMint, mint), InvalidTokenAccount);
    const u8 state = account->data[TokenState];
    REQUIRE(state == TokenUsable || state == TokenFrozen, InvalidTokenAccount);
    *cannot = state == TokenFrozen || !equal32(account->data + TokenOwner, owner);
    return Success;
}

static u64 local_amount(const Asset *asset, u64 amount, u64 *local)
{
    const u64 units = be64(asset->units);
    u64 most = ~0ULL / units;
    __asm__("" : "+r"(most)); /* hidden from the compiler, which would make the comparison a 128-bit product that the machine lacks */
    /* SECURITY: an amount that wraps around would pay the remainder (M60). */
    REQUIRE(amount <= most, AmountOverflow);
    *local = amount * units;
    return Success;
}

/* Pays an amount in local units. The accounts were checked: require_source, and where it goes. */
static u64 pay(const Input *in, const Config *config, const Asset *asset, u64 local)
{
    const Account *mint = &in->accounts[PlaceMint], *custody = &in->accounts[PlaceCustody], *to = &in->accounts[PlaceTo];
    TokenCall call = {TokenTransferChecked, 3, {custody, mint, to}, &in->accounts[PlaceAuthority], local, asset->local_decimals};
    if (asset->mode == ModeMint) {
        call.tag = TokenMintToChecked;
        call.count = 2;
        call.accounts[0] = mint;
        call.accounts[1] = to;
    }
    const Slice seeds[2] = AUTHORITY_SEEDS(config);
    const SignerSeeds signer = {seeds, 2};
    /* SECURITY: tokens that stay here would be shown as paid out, and cover a lock that never came in (W2). */
    REQUIRE(!equal32(to->data + TokenOwner, in->accounts[PlaceAuthority].key), InvalidRecipient);
    const u64 before = token_amount(to);
    TRY(call_token(in, &call, &signer, 1));
    /* SECURITY: a sequence is consumed only for a payment that arrived (W5). */
    REQUIRE(token_amount(to) - before == local, BalanceMismatch);
    return Success;
}

/* Where an owner's claim is, and who pays its rent when it is made. */
typedef struct {
    const Account *payer, *account;
    const u8 *owner;
} ClaimPlace;

/* Adds an amount in canonical units to what the owner may claim. */
static __attribute__((noinline)) u64 credit(const Input *in, Asset *asset, const ClaimPlace *place, u64 amount)
{
    Claim *claim;
    if (!is_made(in, place->account)) {
        NewAccount new = {place->payer, place->account, {{"claim", 5}, {asset->asset_id, 32}, {place->owner, 32}}, 3, sizeof(Claim), 0};
        TRY(create_pda(in, &new));
        claim = (Claim *)(void *)place->account->data;
        store64(claim->kind, CLAIM_KIND);
        copy32(claim->asset_id, asset->asset_id);
        copy32(claim->owner, place->owner);
        claim->bump = new.bump;
    } else {
        TRY(require_signer(place->payer));
        TRY(require_writable(place->account));
        OPEN(place->account, CLAIM_KIND, claim);
        /* SECURITY: credited to the owner who was attested. */
        REQUIRE(equal32(claim->asset_id, asset->asset_id) && equal32(claim->owner, place->owner), WrongAccount);
    }
    const u64 total = be64(claim->amount) + amount;
    u64 local;
    /* SECURITY: what is owed can be paid some day in one piece. */
    REQUIRE(total >= amount, AmountOverflow);
    TRY(local_amount(asset, total, &local));
    put_be64(claim->amount, total);
    put_be64(asset->claimable, be64(asset->claimable) + amount);
    return Success;
}

/* SECURITY: a payment that cannot succeed stops nobody and loses nothing: it stays a liability (M62). */
static u64 pay_or_credit(const Input *in, const Config *config, Asset *asset, const u8 *owner, u64 amount)
{
    const Account *to = &in->accounts[PlaceTo];
    u64 local;
    int cannot;
    TRY(require_signer(&in->accounts[PlacePayer]));
    TRY(require_writable(&in->accounts[PlacePayer]));
    TRY(require_source(in, asset));
    TRY(require_associated(to, owner, asset->mint, 0));
    TRY(cannot_be_paid(to, owner, asset->mint, &cannot));
    TRY(local_amount(asset, amount, &local));
    if (!cannot) return pay(in, config, asset, local);
    const ClaimPlace place = {&in->accounts[PlacePayer], &in->accounts[PlaceClaim], owner};
    return credit(in, asset, &place, amount);
}

#endif
