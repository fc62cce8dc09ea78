/*
 * A small chain on the host: accounts in a pool, and the input region that the runtime would make of some of them. The pool keeps what the accounts
 * hold by right; the program works on the region, and afterwards the two are compared (region.h).
 */
#ifndef FUZZ_POOL_H
#define FUZZ_POOL_H

#include "layout.h"
#include "programs.h"
#include "token.h"

enum { MaxData = 5336, PoolSize = 35 };

typedef struct {
    u8 key[32], owner[32];
    u64 lamports, data_len;
    u8 data[MaxData];
} PoolAccount;

enum {
    User, Payer, Governor, ConfigAccount, Gold, Wrapped, LaneEvm, LaneOther, Page0, Page1, Consumed0, Authority, GoldMint, WrappedMint, Custody, UserGold,
    UserWrapped, TokenProgramAccount, SystemProgramAccount, NewTarget, NewIndex, NewMint, NewCustody, Stranger, ForgedGold, ProgramData,
    Sysvar, HeldGold, HeldWrapped, Scheduled, Rotation, UserClaim, FrozenGold, Frozen, FrozenClaim,
};

static PoolAccount pool[PoolSize];
static u8 program_id[32] __attribute__((aligned(8)));
static u64 unix_time, slot;
static int accept_signatures;

/* Any function of all bytes will do where the chain has a hash: the harness and the program only have to agree. */
static void mix(u64 *state, const void *bytes, u64 length)
{
    for (u64 i = 0; i < length; i++)
        for (int lane = 0; lane < 4; lane++) state[lane] = (state[lane] ^ (((const u8 *)bytes)[i] + (u64)lane * 131)) * 0x100000001b3ULL;
}

static void digest_slices(const Slice *slices, u64 count, const void *suffix, u64 suffix_len, u8 *out)
{
    u64 state[4] = {0xcbf29ce484222325ULL, 0x84222325cbf29ce4ULL, 0x9e3779b97f4a7c15ULL, 0x2545f4914f6cdd1dULL};
    for (u64 i = 0; i < count; i++) mix(state, slices[i].address, slices[i].length);
    mix(state, suffix, suffix_len);
    for (int lane = 0; lane < 4; lane++) put_be64(out + 8 * lane, state[lane] ^ (state[lane] >> 31));
}

static void address_of(const Slice *seeds, u64 count, const u8 *program, u8 *out) { digest_slices(seeds, count, program, 32, out); }

/* Canonical address: the bump is always 255 here. */
static void find_address(const Slice *seeds, u64 count, const u8 *program, u8 *out)
{
    static const u8 bump = 255;
    Slice all[8];
    for (u64 i = 0; i < count; i++) all[i] = seeds[i];
    all[count] = (Slice){&bump, 1};
    address_of(all, count + 1, program, out);
}

static void find_address1(const char *seed, const u8 *a, u64 a_len, const u8 *b, u64 b_len, u8 *out)
{
    const Slice seeds[3] = {{seed, __builtin_strlen(seed)}, {a, a_len}, {b, b_len}};
    find_address(seeds, b ? 3 : a ? 2 : 1, program_id, out);
}

static void associated_address(const u8 *owner, const u8 *mint, u8 *out)
{
    const Slice seeds[3] = {{owner, 32}, {TokenProgram, 32}, {mint, 32}};
    find_address(seeds, 3, AssociatedTokenProgram, out);
}

static PoolAccount *make(int index, const u8 *owner, u64 size)
{
    PoolAccount *account = &pool[index];
    __builtin_memset(account, 0, sizeof *account);
    __builtin_memset(account->key, 0x40 + index, 32);
    __builtin_memcpy(account->owner, owner, 32);
    account->lamports = 1000000000000ULL;
    account->data_len = size;
    return account;
}

static void make_mint(int index, u8 decimals, u64 supply, const u8 *authority)
{
    PoolAccount *mint = make(index, TokenProgram, MintSize);
    if (authority) {
        mint->data[MintAuthorityPresent] = 1;
        copy32(mint->data + MintAuthority, authority);
    }
    store64(mint->data + MintSupply, supply);
    mint->data[MintDecimals] = decimals;
    mint->data[MintInitialised] = 1;
}

static void make_token(int index, const u8 *mint, const u8 *owner, u64 amount)
{
    PoolAccount *account = make(index, TokenProgram, TokenSize);
    copy32(account->data + TokenMint, mint);
    copy32(account->data + TokenOwner, owner);
    store64(account->data + TokenAmount, amount);
    account->data[TokenState] = TokenUsable;
    associated_address(owner, mint, account->key);
}

static void make_asset(int index, u8 mode, int mint, u8 decimals, const u8 *home_token)
{
    Asset *asset = (Asset *)(void *)make(index, program_id, sizeof(Asset))->data;
    const Config *config = (const Config *)(const void *)pool[ConfigAccount].data;
    store64(asset->kind, ASSET_KIND);
    put_be16(asset->home_chain, mode == ModeCustody ? 2 : 1);
    copy32(asset->home_token, home_token);
    const Slice identity[3] = {{config->bridge_id, 32}, {asset->home_chain, 2}, {asset->home_token, 32}};
    digest_slices(identity, 3, 0, 0, asset->asset_id);
    copy32(asset->mint, pool[mint].key);
    if (mode == ModeCustody) copy32(asset->custody, pool[Custody].key);
    asset->mode = mode;
    asset->local_decimals = decimals;
    asset->canonical_decimals = 6;
    put_be64(asset->units, decimals == 9 ? 1000 : 1);
    put_be64(asset->max_release, 1000000);
    put_be64(asset->capacity, 5000000);
    put_be64(asset->refill, 1000);
    put_be64(asset->level, 5000000);
    put_be64(asset->changed_at, unix_time);
    put_be64(asset->hold_threshold, 500000);
    put_be64(asset->claimable, 77);
    find_address1("asset", asset->asset_id, 32, 0, 0, pool[index].key);
}

static void make_page(int index, const char *seed, u64 kind, u64 size, u64 number)
{
    ConsumedPage *page = (ConsumedPage *)(void *)make(index, program_id, size)->data;
    store64(page->kind, kind);
    put_be16(page->chain, 1);
    put_be64(page->page, number);
    find_address1(seed, page->chain, 2, page->page, 8, pool[index].key);
}

static void add_lane(int index, u16 chain, u8 family)
{
    Lane *lane = (Lane *)(void *)make(index, program_id, sizeof(Lane))->data;
    store64(lane->kind, LANE_KIND);
    put_be16(lane->other_chain, chain);
    lane->family = family;
    find_address1("lane", lane->other_chain, 2, 0, 0, pool[index].key);
}

/* Two officers in the order of their addresses, a sentinel, a third officer: the byte that fills each one's public key. */
enum { Staff = 4 };
static u8 staff_point[Staff];
static u8 staff_address[Staff][20];

static void make_staff(Config *config)
{
    for (int i = 0; i < Staff; i++) {
        u8 point[64], hash[32];
        staff_point[i] = (u8)(0x30 + i);
        __builtin_memset(point, staff_point[i], 64);
        const Slice slices[1] = {{point, 64}};
        digest_slices(slices, 1, 0, 0, hash);
        __builtin_memcpy(staff_address[i], hash + 12, 20);
    }
    if (__builtin_memcmp(staff_address[0], staff_address[1], 20) > 0) {
        u8 swap[20];
        __builtin_memcpy(swap, staff_address[0], 20);
        __builtin_memcpy(staff_address[0], staff_address[1], 20);
        __builtin_memcpy(staff_address[1], swap, 20);
        staff_point[0] ^= 1;
        staff_point[1] ^= 1;
    }
    for (int i = 0; i < Staff; i++) {
        __builtin_memcpy(config->roles[i].address, staff_address[i], 20);
        config->roles[i].role = i == 2 ? RoleSentinel : RoleOfficer;
    }
}

/* A transfer in every byte of which the harness and the program agree. */
static void make_transfer(Transfer *transfer, int asset, int outgoing)
{
    transfer->version = 1;
    copy32(transfer->bridge_id, ((const Config *)(const void *)pool[ConfigAccount].data)->bridge_id);
    put_be16(transfer->source, outgoing ? 2 : 1);
    put_be16(transfer->destination, outgoing ? 1 : 2);
    put_be64(transfer->sequence, 1);
    transfer->kind = KindWallet;
    copy32(transfer->asset_id, ((const Asset *)(const void *)pool[asset].data)->asset_id);
    put_be64(transfer->amount, 100);
    if (outgoing) {
        copy32(transfer->sender, pool[User].key);
        __builtin_memset(transfer->recipient + 12, 9, 20);
    } else {
        __builtin_memset(transfer->sender, 5, 32);
        copy32(transfer->recipient, pool[User].key);
    }
}

/* Held since long ago, approved by both officers; sequence 2 (gold) or 3 (wrapped). */
static void make_hold(int index, int asset, u64 sequence)
{
    Hold *hold = (Hold *)(void *)make(index, program_id, sizeof(Hold))->data;
    Transfer *transfer = (Transfer *)(void *)hold->transfer;
    u8 once[32];
    store64(hold->kind, HOLD_KIND);
    make_transfer(transfer, asset, 0);
    put_be64(transfer->sequence, sequence);
    const Slice bytes[1] = {{transfer, TransferSize}};
    digest_slices(bytes, 1, 0, 0, once);
    const Slice leaf[1] = {{once, 32}};
    digest_slices(leaf, 1, 0, 0, hold->leaf);
    put_be16(hold->source, 1);
    hold->state = HoldHeld;
    put_be64(hold->sequence, sequence);
    put_be64(hold->held_at, unix_time - 1000);
    __builtin_memcpy(hold->approvers[0], staff_address[0], 20);
    __builtin_memcpy(hold->approvers[1], staff_address[1], 20);
    find_address1("hold", hold->source, 2, hold->sequence, 8, pool[index].key);
    ConsumedPage *page = (ConsumedPage *)(void *)pool[Consumed0].data;
    page->bits[0] |= (u8)(0x80 >> sequence);
}

static void make_claim(int index, int owner, u64 amount)
{
    Claim *claim = (Claim *)(void *)make(index, program_id, sizeof(Claim))->data;
    store64(claim->kind, CLAIM_KIND);
    copy32(claim->asset_id, ((const Asset *)(const void *)pool[Gold].data)->asset_id);
    copy32(claim->owner, pool[owner].key);
    put_be64(claim->amount, amount);
    find_address1("claim", claim->asset_id, 32, claim->owner, 32, pool[index].key);
}

static Proposal *make_proposal(int index, const u8 *digest, u8 action)
{
    Proposal *proposal = (Proposal *)(void *)make(index, program_id, sizeof(Proposal))->data;
    store64(proposal->kind, PROPOSAL_KIND);
    copy32(proposal->digest, digest);
    put_be64(proposal->ready_at, unix_time - 1);
    put_be64(proposal->until, unix_time + 1);
    proposal->state = ProposalScheduled;
    proposal->action = action;
    __builtin_memcpy(proposal->first, staff_address[0], 20);
    __builtin_memcpy(proposal->second, staff_address[1], 20);
    find_address1("proposal", proposal->digest, 32, 0, 0, pool[index].key);
    return proposal;
}

/* The instructions sysvar of a transaction of one instruction without accounts. */
static void make_sysvar(void)
{
    PoolAccount *sysvar = make(Sysvar, TokenProgram, 64);
    copy32(sysvar->key, InstructionsSysvar);
    sysvar->data[0] = 1;
    sysvar->data[2] = 4;
    copy32(sysvar->data + 6, program_id);
}

/* A chain that is ready to lock and release. */
static void make_world(void)
{
    static const u8 foreign_token[32] = {[31] = 0xee};
    unix_time = 1800000000;
    slot = 1000;
    accept_signatures = 1;
    __builtin_memset(program_id, 0x99, 32);
    for (int i = 0; i < PoolSize; i++) make(i, SystemProgram, 0);
    Config *config = (Config *)(void *)make(ConfigAccount, program_id, sizeof(Config))->data;
    store64(config->kind, CONFIG_KIND);
    __builtin_memset(config->bridge_id, 0xb1, 32);
    copy32(config->governor, pool[Governor].key);
    __builtin_memset(config->group_key, 2, 33);
    config->bump = config->authority_bump = 255;
    put_be32(config->epoch, 1);
    put_be16(config->chain, 2);
    for (int i = 0; i < Delays; i++) put_be32(config->delays[i], 100);
    put_be16(config->lanes[0].chain, 1);
    put_be16(config->lanes[1].chain, 3);
    make_staff(config);
    config->lanes[1].level = 1;
    find_address1("config", 0, 0, 0, 0, pool[ConfigAccount].key);
    find_address1("authority", 0, 0, 0, 0, pool[Authority].key);
    make_mint(GoldMint, 9, 1000000000000ULL, 0);
    make_mint(WrappedMint, 6, 1000, pool[Authority].key);
    make_mint(NewMint, 9, 0, pool[Authority].key);
    make_token(Custody, pool[GoldMint].key, pool[Authority].key, 100000000000ULL);
    make_token(NewCustody, pool[NewMint].key, pool[Authority].key, 0);
    make_token(UserGold, pool[GoldMint].key, pool[User].key, 100000000000ULL);
    make_token(UserWrapped, pool[WrappedMint].key, pool[User].key, 1000);
    make_asset(Gold, ModeCustody, GoldMint, 9, pool[GoldMint].key);
    make_asset(Wrapped, ModeMint, WrappedMint, 6, foreign_token);
    add_lane(LaneEvm, 1, FamilyEvm);
    add_lane(LaneOther, 3, FamilyBytes32);
    make_page(Page0, "outbox", OUTBOX_KIND, sizeof(OutboxPage), 0);
    make_page(Page1, "outbox", OUTBOX_KIND, sizeof(OutboxPage), 1);
    make_page(Consumed0, "consumed", CONSUMED_KIND, sizeof(ConsumedPage), 0);
    OutboxRecord *lock_record = &((OutboxPage *)(void *)pool[Page0].data)->records[0];
    make_transfer((Transfer *)(void *)lock_record->transfer, Gold, 1);
    put_be64(lock_record->locked_at, unix_time - 1000);
    put_be64(((Lane *)(void *)pool[LaneEvm].data)->last_sequence, 1);
    make_hold(HeldGold, Gold, 2);
    make_hold(HeldWrapped, Wrapped, 3);
    make_token(FrozenGold, pool[GoldMint].key, pool[Frozen].key, 0);
    pool[FrozenGold].data[TokenState] = TokenFrozen;
    make_claim(UserClaim, User, 77);
    make_claim(FrozenClaim, Frozen, 5);
    make_sysvar();
    copy32(pool[TokenProgramAccount].key, TokenProgram);
    copy32(pool[SystemProgramAccount].key, SystemProgram);
    pool[ForgedGold] = pool[Gold];
    __builtin_memset(pool[ForgedGold].key, 0x11, 32);
    copy32(pool[ForgedGold].owner, pool[Stranger].key);
    PoolAccount *program_data = make(ProgramData, UpgradeableLoader, 64);
    program_data->data[0] = 3;
    program_data->data[12] = 1;
    copy32(program_data->data + 13, pool[Governor].key);
    const Slice seeds[1] = {{program_id, 32}};
    find_address(seeds, 1, UpgradeableLoader, program_data->key);
}

#endif
