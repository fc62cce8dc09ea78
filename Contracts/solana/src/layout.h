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
    Lanes = 16,
    Roles = 32,
    Delays = 6,
    RoleNone = 0,
    RoleOfficer = 1,
    RoleSentinel = 2,
    ProposalScheduled = 1,
    ProposalVetoed = 2,
    ProposalExecuted = 3,
    RotationAction = 0,
    HoldHeld = 1,
    HoldPaid = 2,
    HoldVoided = 3,
    RecordMade = 1,
    RecordPaid = 2,
    Approvers = 2,
    MaxWords = 8,
};

/* How a lane's other chain is watched: its breaker level, and how often that was raised. */
typedef struct {
    u8 chain[2], level, zero, changes[4];
} LaneLevel;

/* A key's role. An entry whose key has lost its role keeps its nonce. */
typedef struct {
    u8 address[20], role, revoked_on[3], nonce[8];
} RoleEntry;

typedef struct {
    u8 kind[8], bridge_id[32], governor[32], group_key[33], bump, authority_bump, zero0, epoch[4], chain[2], level, zero1, changes[4];
    u8 delays[Delays][4], previous_key[33], zero2[7], previous_until[8], pending_rotation[32];
    LaneLevel lanes[Lanes];
    RoleEntry roles[Roles];
} Config;

typedef struct {
    u8 kind[8], asset_id[32], mint[32], custody[32], mode, local_decimals, canonical_decimals, bump, home_chain[2], zero0[2], home_token[32];
    u8 max_release[8], capacity[8], refill[8], level[8], changed_at[8], units[8], locked[8], released[8];
    u8 hold_threshold[8], claimable[8], breaker, zero1[3], changes[4];
} Asset;

typedef struct {
    u8 kind[8], asset_id[32], bump, zero0[7];
} MintIndex;

typedef struct {
    u8 kind[8], other_chain[2], bump, family, zero0[4], last_sequence[8];
} Lane;

typedef struct {
    u8 transfer[TransferSize], slot[8], locked_at[8];
} OutboxRecord;

typedef struct {
    u8 kind[8], chain[2], bump, zero0[5], page[8];
    OutboxRecord records[PageRecords];
} OutboxPage;

typedef struct {
    u8 kind[8], chain[2], bump, zero0[5], page[8], bits[PageBits / 8];
} ConsumedPage;

/* What waits for its time: a paper that loosens, or (action 0) a key rotation, whose words are epoch 4 and key 33. */
typedef struct {
    u8 kind[8], digest[32], ready_at[8], until[8], changes[4], state, action, bump, zero0, first[20], second[20], words[MaxWords][32];
} Proposal;

typedef struct {
    u8 kind[8], leaf[32], source[2], state, bump, zero0[4], sequence[8], held_at[8], approvers[Approvers][20], transfer[TransferSize], zero1[2];
} Hold;

/* A void record of a transfer toward this chain, or a refund record of a lock on it. */
typedef struct {
    u8 kind[8], leaf[32], other_chain[2], state, bump, zero0[4], sequence[8], slot[8];
} WayBack;

typedef struct {
    u8 kind[8], asset_id[32], owner[32], amount[8], bump, zero0[7];
} Claim;

/* The transfer as in Bridge.Protocol/Transfers/Transfer.cs. */
typedef struct {
    u8 version, bridge_id[32], source[2], destination[2], sequence[8], kind, asset_id[32], amount[8], sender[32], recipient[32];
} Transfer;

_Static_assert(sizeof(Config) == 1376, "config");
_Static_assert(sizeof(Asset) == 232, "asset");
_Static_assert(sizeof(MintIndex) == 48, "mint index");
_Static_assert(sizeof(Lane) == 24, "lane");
_Static_assert(sizeof(OutboxPage) == 5336, "outbox page");
_Static_assert(sizeof(ConsumedPage) == 1048, "consumed page");
_Static_assert(sizeof(Proposal) == 360, "proposal");
_Static_assert(sizeof(Hold) == 256, "hold");
_Static_assert(sizeof(WayBack) == 64, "way back");
_Static_assert(sizeof(Claim) == 88, "claim");
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
#define PROPOSAL_KIND ACCOUNT_KIND('p', 'r', 'o', 'p', 'o', 's', 'a', 'l')
#define HOLD_KIND ACCOUNT_KIND('h', 'o', 'l', 'd', 0, 0, 0, 0)
#define VOID_KIND ACCOUNT_KIND('v', 'o', 'i', 'd', 0, 0, 0, 0)
#define REFUND_KIND ACCOUNT_KIND('r', 'e', 'f', 'u', 'n', 'd', 0, 0)
#define CLAIM_KIND ACCOUNT_KIND('c', 'l', 'a', 'i', 'm', 0, 0, 0)

/* Delays of config in seconds, each 1 to 31,536,000. */
enum { DelayLoosen = 0, DelayExecute = 1, DelayHold = 2, DelayRefund = 3, DelayRotation = 4, DelayOverlap = 5, LongestDelay = 365 * 86400 };

static inline u64 delay(const Config *config, u64 which) { return be32(config->delays[which]); }

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

/* Whether the program has made it. Whatever else lies at an address of the program is nobody's yet. */
static inline int is_made(const Input *in, const Account *account) { return equal32(account->owner, in->program); }

#define OPEN(account, KIND, pointer) TRY(open_account(in, (account), KIND, sizeof(*(pointer)), &(pointer)))

#endif
