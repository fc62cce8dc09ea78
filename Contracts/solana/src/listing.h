/* Listing an asset and opening a lane: by the governor while it sets up, by two officers afterwards. */
#ifndef BRIDGE_LISTING_H
#define BRIDGE_LISTING_H

#include "breaker.h"
#include "pda.h"
#include "token.h"

enum { MostScaleDigits = 19 };

typedef struct {
    const Account *payer, *asset, *index, *mint, *custody;
    const u8 *home_chain, *home_token;
    u8 mode, canonical_decimals;
} Listing;

/* The custody account is the authority's Associated Token Account, made beforehand with the ATA program. */
static u64 require_custody(const Account *custody, const Account *mint, const u8 *authority)
{
    u8 address[32] __attribute__((aligned(8)));
    u8 bump;
    const Slice seeds[3] = {{authority, 32}, {TokenProgram, 32}, {mint->key, 32}};
    REQUIRE(sol_try_find_program_address(seeds, 3, AssociatedTokenProgram, address, &bump) == 0, InvalidTokenAccount);
    REQUIRE(equal32(custody->key, address), WrongAccount);
    TRY(require_token_account(custody, mint->key, authority));
    /* SECURITY: a delegate or a close authority could take what custody holds. */
    REQUIRE(load32(custody->data + TokenDelegatePresent) == 0 && load32(custody->data + TokenClosePresent) == 0, InvalidTokenAccount);
    return Success;
}

static u64 require_wrapped_mint(const Account *mint, const u8 *authority)
{
    /* SECURITY: nobody else may print what releases print, and nothing is printed yet (W5). */
    REQUIRE(load32(mint->data + MintAuthorityPresent) == 1 && equal32(mint->data + MintAuthority, authority), InvalidMint);
    REQUIRE(mint_supply(mint) == 0, InvalidMint);
    /* SECURITY: nobody may freeze holders of the wrapped token. */
    REQUIRE(load32(mint->data + MintFreezePresent) == 0, InvalidMint);
    return Success;
}

static u64 require_backing(const Input *in, const Config *config, const Listing *listing)
{
    const Account *mint = listing->mint, *custody = listing->custody;
    const u8 *home_token = listing->home_token;
    const u64 home_chain = be16(listing->home_chain);
    u8 authority[32] __attribute__((aligned(8)));
    const Slice seeds[2] = AUTHORITY_SEEDS(config);
    REQUIRE(sol_create_program_address(seeds, 2, in->program, authority) == 0, WrongAccount);
    TRY(require_mint(mint));
    if (listing->mode == ModeCustody) {
        /* SECURITY: the asset id names this chain and this mint, so that no other token can be released as it. */
        REQUIRE(home_chain == be16(config->chain) && equal32(home_token, mint->key), BadListing);
        return require_custody(custody, mint, authority);
    }
    REQUIRE(listing->mode == ModeMint, BadListing);
    REQUIRE(home_chain != 0 && home_chain != be16(config->chain) && !is_zero32(home_token), BadListing);
    REQUIRE(equal32(custody->key, mint->key), WrongAccount);
    return require_wrapped_mint(mint, authority);
}

static void write_asset(const Listing *listing, const u8 *asset_id, u8 bump, u64 units)
{
    Asset *asset = (Asset *)(void *)listing->asset->data;
    const Account *mint = listing->mint;
    store64(asset->kind, ASSET_KIND);
    copy32(asset->asset_id, asset_id);
    copy32(asset->mint, mint->key);
    if (listing->mode == ModeCustody) copy32(asset->custody, listing->custody->key);
    asset->mode = listing->mode;
    asset->local_decimals = mint->data[MintDecimals];
    asset->canonical_decimals = listing->canonical_decimals;
    asset->bump = bump;
    put_be16(asset->home_chain, be16(listing->home_chain));
    copy32(asset->home_token, listing->home_token);
    put_be64(asset->units, units);
}

static __attribute__((noinline)) u64 list_asset(const Input *in, const Config *config, const Listing *listing)
{
    const Account *mint = listing->mint, *index = listing->index;
    const u8 canonical_decimals = listing->canonical_decimals;
    TRY(require_backing(in, config, listing));
    const u8 local_decimals = mint->data[MintDecimals];
    REQUIRE(canonical_decimals <= local_decimals && local_decimals - canonical_decimals <= MostScaleDigits, BadListing);
    u64 units = 1;
    for (u8 i = canonical_decimals; i < local_decimals; i++) units *= 10;

    /* SECURITY: computed here, so that an id always means one home token of this deployment. */
    u8 asset_id[32] __attribute__((aligned(8)));
    const Slice identity[3] = {{config->bridge_id, 32}, {listing->home_chain, 2}, {listing->home_token, 32}};
    REQUIRE(sol_keccak256(identity, 3, asset_id) == 0, WrongAccount);

    NewAccount new_asset = {listing->payer, listing->asset, {{"asset", 5}, {asset_id, 32}}, 2, sizeof(Asset), 0};
    TRY(create_pda(in, &new_asset));
    write_asset(listing, asset_id, new_asset.bump, units);
    /* SECURITY: one mint is one asset: two wrapped assets on one mint would be redeemable for each other. */
    NewAccount new_index = {listing->payer, index, {{"mint", 4}, {mint->key, 32}}, 2, sizeof(MintIndex), 0};
    TRY(create_pda(in, &new_index));
    MintIndex *entry = (MintIndex *)(void *)index->data;
    store64(entry->kind, MINT_INDEX_KIND);
    copy32(entry->asset_id, asset_id);
    entry->bump = new_index.bump;
    return Success;
}

typedef struct {
    const Account *payer, *account;
    const u8 *other_chain;
    u8 family;
} NewLane;

/* Makes the lane and its place among the levels in config. */
static __attribute__((noinline)) u64 make_lane(const Input *in, Config *config, const NewLane *new_lane)
{
    const u64 other = be16(new_lane->other_chain);
    /* SECURITY: a lane joins two chains; one to itself would release what it has just locked. */
    REQUIRE(other != 0 && other != be16(config->chain), WrongChain);
    REQUIRE(new_lane->family == FamilyEvm || new_lane->family == FamilyBytes32, InvalidInstructionData);
    NewAccount new = {new_lane->payer, new_lane->account, {{"lane", 4}, {new_lane->other_chain, 2}}, 2, sizeof(Lane), 0};
    TRY(create_pda(in, &new));
    Lane *lane = (Lane *)(void *)new_lane->account->data;
    store64(lane->kind, LANE_KIND);
    put_be16(lane->other_chain, other);
    lane->bump = new.bump;
    lane->family = new_lane->family;
    for (u64 i = 0; i < Lanes; i++) {
        if (be16(config->lanes[i].chain) != 0) continue;
        put_be16(config->lanes[i].chain, other);
        return Success;
    }
    return TableFull;
}

#endif
