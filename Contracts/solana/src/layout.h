/*
 * Accounts of the program, byte for byte; offsets in ../README.md. Fields are byte arrays, so there is no padding and no alignment, and integers
 * are read with be64 and its kin.
 */
#ifndef BRIDGE_LAYOUT_H
#define BRIDGE_LAYOUT_H

#include "runtime/input.h"

enum {
    ModeCustody = 1,
    ModeMint = 2,
    FamilyEvm = 1,
    FamilyBytes32 = 2,
    KindWallet = 1,
    KindMargin = 2,
    TransferSize = 150,
    PageRecords = 32,
    PageBits = 8192,
    MaxBatch = 32,
    MaxProof = 5,
};

typedef struct {
    u8 kind[8], bridge_id[32], governor[32], group_key[33], bump, authority_bump, zero0, epoch[4], chain[2], zero1[6];
} Config;

typedef struct {
    u8 kind[8], asset_id[32], mint[32], custody[32], mode, local_decimals, canonical_decimals, bump, home_chain[2], zero0[2], home_token[32];
    u8 max_release[8], capacity[8], refill[8], level[8], changed_at[8], units[8], locked[8], released[8];
} Asset;

typedef struct {
    u8 kind[8], asset_id[32], bump, zero0[7];
} MintIndex;

typedef struct {
    u8 kind[8], other_chain[2], bump, family, zero0[4], last_sequence[8];
} Lane;

typedef struct {
    u8 transfer[TransferSize], slot[8];
} OutboxRecord;

typedef struct {
    u8 kind[8], chain[2], bump, zero0[5], page[8];
    OutboxRecord records[PageRecords];
} OutboxPage;

typedef struct {
    u8 kind[8], chain[2], bump, zero0[5], page[8], bits[PageBits / 8];
} ConsumedPage;

/* The transfer as in Bridge.Protocol/Transfers/Transfer.cs. */
typedef struct {
    u8 version, bridge_id[32], source[2], destination[2], sequence[8], kind, asset_id[32], amount[8], sender[32], recipient[32];
} Transfer;

_Static_assert(sizeof(Config) == 120, "config");
_Static_assert(sizeof(Asset) == 208, "asset");
_Static_assert(sizeof(MintIndex) == 48, "mint index");
_Static_assert(sizeof(Lane) == 24, "lane");
_Static_assert(sizeof(OutboxPage) == 5080, "outbox page");
_Static_assert(sizeof(ConsumedPage) == 1048, "consumed page");
_Static_assert(sizeof(Transfer) == TransferSize, "transfer");

/* The first 8 bytes of an account as the word that load64 reads. */
#define ACCOUNT_KIND(a, b, c, d, e, f, g, h) \
    ((u64)(a) | (u64)(b) << 8 | (u64)(c) << 16 | (u64)(d) << 24 | (u64)(e) << 32 | (u64)(f) << 40 | (u64)(g) << 48 | (u64)(h) << 56)
#define CONFIG_KIND ACCOUNT_KIND('c', 'o', 'n', 'f', 'i', 'g', 0, 0)
#define ASSET_KIND ACCOUNT_KIND('a', 's', 's', 'e', 't', 0, 0, 0)
#define MINT_INDEX_KIND ACCOUNT_KIND('m', 'i', 'n', 't', 0, 0, 0, 0)
#define LANE_KIND ACCOUNT_KIND('l', 'a', 'n', 'e', 0, 0, 0, 0)
#define OUTBOX_KIND ACCOUNT_KIND('o', 'u', 't', 'b', 'o', 'x', 0, 0)
#define CONSUMED_KIND ACCOUNT_KIND('c', 'o', 'n', 's', 'u', 'm', 'e', 'd')

/*
 * The data of an account that this program made. Nobody else writes data of accounts it owns (a stranger can only assign it an account full of
 * zeros), so owner, size and kind prove that the program filled it in; which one it is, its fields say. Addresses need not be derived again.
 */
static u64 open_account(const Input *in, const Account *account, u64 kind, u64 size, void *view)
{
    /* SECURITY: an account of another program may hold anything, a forged config or an asset without limits among it. */
    REQUIRE(equal32(account->owner, in->program), WrongOwner);
    /* SECURITY: another kind or size would be read as what it is not. */
    REQUIRE(account->data_len == size, WrongAccount);
    REQUIRE(load64(account->data) == kind, WrongAccount);
    *(u8 **)view = account->data;
    return Success;
}

#define OPEN(account, KIND, pointer) TRY(open_account(in, (account), KIND, sizeof(*(pointer)), &(pointer)))

#endif
