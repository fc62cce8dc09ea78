/*
 * 3 register_asset: lists an asset, closed until set_limits opens it.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [SIGNER]        governor
 *   2 []              config
 *   3 [WRITE]         asset
 *   4 [WRITE]         mint index
 *   5 []              mint
 *   6 []              custody token account; in Mint mode the mint again
 *   7 []              system program
 *
 * data: 0 tag 1 | 1 mode 1 | 2 canonical decimals 1 | 3 home chain 2 | 5 home token 32
 */
#include "../governance.h"
#include "../pda.h"
#include "../token.h"

enum { RegisterSize = 37, MostScaleDigits = 19 };

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

static u64 require_backing(const Input *in, const Config *config, u8 mode)
{
    const Account *mint = &in->accounts[5], *custody = &in->accounts[6];
    const u8 *home_chain = in->data + 3, *home_token = in->data + 5;
    u8 authority[32] __attribute__((aligned(8)));
    const Slice seeds[2] = AUTHORITY_SEEDS(config);
    REQUIRE(sol_create_program_address(seeds, 2, in->program, authority) == 0, WrongAccount);
    TRY(require_mint(mint));
    if (mode == ModeCustody) {
        /* SECURITY: the asset id names this chain and this mint, so that no other token can be released as it. */
        REQUIRE(be16(home_chain) == be16(config->chain) && equal32(home_token, mint->key), InvalidInstructionData);
        return require_custody(custody, mint, authority);
    }
    REQUIRE(mode == ModeMint, InvalidInstructionData);
    REQUIRE(be16(home_chain) != 0 && be16(home_chain) != be16(config->chain) && !is_zero32(home_token), InvalidInstructionData);
    REQUIRE(equal32(custody->key, mint->key), WrongAccount);
    return require_wrapped_mint(mint, authority);
}

static void write_asset(const Input *in, const u8 *asset_id, u8 bump, u64 units)
{
    Asset *asset = (Asset *)(void *)in->accounts[3].data;
    const Account *mint = &in->accounts[5];
    store64(asset->kind, ASSET_KIND);
    copy32(asset->asset_id, asset_id);
    copy32(asset->mint, mint->key);
    if (in->data[1] == ModeCustody) copy32(asset->custody, in->accounts[6].key);
    asset->mode = in->data[1];
    asset->local_decimals = mint->data[MintDecimals];
    asset->canonical_decimals = in->data[2];
    asset->bump = bump;
    put_be16(asset->home_chain, be16(in->data + 3));
    copy32(asset->home_token, in->data + 5);
    put_be64(asset->units, units);
}

static __attribute__((noinline)) u64 register_asset(const Input *in)
{
    REQUIRE(in->account_count == 8, WrongAccountCount);
    REQUIRE(in->data_len == RegisterSize, InvalidInstructionData);
    const u8 canonical_decimals = in->data[2];
    const Account *mint = &in->accounts[5], *index = &in->accounts[4];
    const Config *config;
    OPEN(&in->accounts[2], CONFIG_KIND, config);
    TRY(require_governor(config, &in->accounts[1]));
    TRY(require_backing(in, config, in->data[1]));

    const u8 local_decimals = mint->data[MintDecimals];
    REQUIRE(canonical_decimals <= local_decimals && local_decimals - canonical_decimals <= MostScaleDigits, InvalidInstructionData);
    u64 units = 1;
    for (u8 i = canonical_decimals; i < local_decimals; i++) units *= 10;

    /* SECURITY: computed here, so that an id always means one home token of this deployment. */
    u8 asset_id[32] __attribute__((aligned(8)));
    const Slice identity[3] = {{config->bridge_id, 32}, {in->data + 3, 2}, {in->data + 5, 32}};
    REQUIRE(sol_keccak256(identity, 3, asset_id) == 0, WrongAccount);

    NewAccount new_asset = {&in->accounts[0], &in->accounts[3], {{"asset", 5}, {asset_id, 32}}, 2, sizeof(Asset), 0};
    TRY(create_pda(in, &new_asset));
    write_asset(in, asset_id, new_asset.bump, units);
    /* SECURITY: one mint is one asset: two wrapped assets on one mint would be redeemable for each other. */
    NewAccount new_index = {&in->accounts[0], index, {{"mint", 4}, {mint->key, 32}}, 2, sizeof(MintIndex), 0};
    TRY(create_pda(in, &new_index));
    MintIndex *entry = (MintIndex *)(void *)index->data;
    store64(entry->kind, MINT_INDEX_KIND);
    copy32(entry->asset_id, asset_id);
    entry->bump = new_index.bump;
    return Success;
}
