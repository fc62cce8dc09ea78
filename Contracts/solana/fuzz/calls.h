/* Calls that succeed as they stand, one for each instruction, from the pool of accounts. */
#include "bridge.c"
#include "region.h"

typedef struct {
    const u8 *at, *end;
} Bytes;

static u8 take(Bytes *bytes) { return bytes->at < bytes->end ? *bytes->at++ : 0; }
static u16 take16(Bytes *bytes) { const u16 high = take(bytes); return (u16)(high << 8 | take(bytes)); }

typedef struct {
    Place places[MaxPlaces];
    u64 count, data_len;
    u8 data[MaxInstructionData];
} Call;

static void accounts(Call *call, u64 count, const Place *places)
{
    call->count = count;
    memcpy(call->places, places, count * sizeof(Place));
}

#define ACCOUNTS(call, ...) do { const Place list_[] = {__VA_ARGS__}; accounts(call, sizeof list_ / sizeof *list_, list_); } while (0)

enum { Tags = 21 };

/* The digest of a paper in the instruction data, as paper.h takes it. */
static void paper_digest(const u8 *data, u8 *digest)
{
    static const u8 prefix[2] = {0x19, 0x01};
    const PaperType *type = &PaperTypes[data[1]];
    u8 domain[32], hash[32];
    const Slice domain_slices[2] = {{RiskDomain, 96}, {((const Config *)(const void *)pool[ConfigAccount].data)->bridge_id, 32}};
    digest_slices(domain_slices, 2, 0, 0, domain);
    const Slice struct_slices[2] = {{type->type_hash, 32}, {data + 2, 32 * (u64)type->count}};
    digest_slices(struct_slices, 2, 0, 0, hash);
    const Slice slices[3] = {{prefix, 2}, {domain, 32}, {hash, 32}};
    digest_slices(slices, 3, 0, 0, digest);
}

/* Action and words: this chain, the values, a nonce of 9, a day. Ends after the words. */
static void paper(Call *call, u8 action, const u64 *values)
{
    const u64 count = PaperTypes[action].count;
    u8 *words = call->data + 2;
    call->data[1] = action;
    words[31] = 2;
    for (u64 i = 1; i + 2 < count; i++) put_be64(words + 32 * i + 24, values[i - 1]);
    put_be64(words + 32 * (count - 2) + 24, 9);
    put_be64(words + 32 * (count - 1) + 24, unix_time + Day);
    call->data_len = 2 + 32 * count;
}

static void officer_signs(Call *call, u8 who)
{
    u8 *signature = call->data + call->data_len;
    memset(signature, 1, 64);
    signature[0] = who;
    signature[64] = 27;
    call->data_len += OfficerSignatureSize;
}

/* A call that succeeds as it stands. */
static void valid_call(Call *call, u8 tag, int mints)
{
    const Config *config = (const Config *)(const void *)pool[ConfigAccount].data;
    const int mint = mints ? WrappedMint : GoldMint, custody = mints ? WrappedMint : Custody, wallet = mints ? UserWrapped : UserGold;
    static const u64 lengths[] = {0, 124, 4, 37, 33, 9, 9, 44, 265 + 32, 134, 22, 1, 0, 0, 265, 151, 151, 251, 251, 265, 1, 1};
    memset(call, 0, sizeof *call);
    call->data[0] = tag;
    call->data_len = lengths[tag];
    u8 *data = call->data;
    switch (tag) {
    case TagInitialise:
        copy32(pool[NewTarget].key, pool[ConfigAccount].key);
        pool[ConfigAccount].key[0] ^= 1;
        ACCOUNTS(call, {Payer, 1, 1}, {Governor, 1, 0}, {ProgramData, 0, 0}, {NewTarget, 0, 1}, {SystemProgramAccount, 0, 0});
        memset(data + 1, 2, 99);
        for (int i = 100; i < 124; i += 4) put_be32(data + i, 60);
        break;
    case TagOpenLane:
        put_be16(data + 1, 7);
        data[3] = 1;
        find_address1("lane", data + 1, 2, 0, 0, pool[NewTarget].key);
        ACCOUNTS(call, {Payer, 1, 1}, {Governor, 1, 0}, {ConfigAccount, 0, 1}, {NewTarget, 0, 1}, {SystemProgramAccount, 0, 0}, {Sysvar, 0, 0});
        break;
    case TagRegisterAsset: {
        data[1] = mints ? ModeMint : ModeCustody;
        data[2] = 6;
        put_be16(data + 3, mints ? 1 : 2);
        copy32(data + 5, pool[NewMint].key);
        u8 id[32] __attribute__((aligned(8)));
        const Slice identity[3] = {{config->bridge_id, 32}, {data + 3, 2}, {data + 5, 32}};
        digest_slices(identity, 3, 0, 0, id);
        find_address1("asset", id, 32, 0, 0, pool[NewTarget].key);
        find_address1("mint", pool[NewMint].key, 32, 0, 0, pool[NewIndex].key);
        ACCOUNTS(call, {Payer, 1, 1}, {Governor, 1, 0}, {ConfigAccount, 0, 0}, {NewTarget, 0, 1}, {NewIndex, 0, 1}, {NewMint, 0, 0},
            {mints ? NewMint : NewCustody, 0, 0}, {SystemProgramAccount, 0, 0}, {Sysvar, 0, 0});
        break;
    }
    case TagSetLimits:
        for (int i = 1; i < 33; i += 8) put_be64(data + i, 77);
        ACCOUNTS(call, {Governor, 1, 0}, {ConfigAccount, 0, 0}, {Gold, 0, 1}, {Sysvar, 0, 0});
        break;
    case TagOpenOutboxPage:
    case TagOpenConsumedPage:
        put_be64(data + 1, 5);
        find_address1(tag == TagOpenOutboxPage ? "outbox" : "consumed", ((Lane *)(void *)pool[LaneEvm].data)->other_chain, 2, data + 1, 8, pool[NewTarget].key);
        ACCOUNTS(call, {Payer, 1, 1}, {LaneEvm, 0, 0}, {NewTarget, 0, 1}, {SystemProgramAccount, 0, 0});
        break;
    case TagLock:
        put_be16(data + 1, 1);
        data[3] = 1;
        put_be64(data + 4, mints ? 3 : 3000);
        memset(data + 24, 9, 20);
        ACCOUNTS(call, {User, 1, 0}, {ConfigAccount, 0, 0}, {mints ? Wrapped : Gold, 0, 1}, {LaneEvm, 0, 1}, {Page0, 0, 1}, {wallet, 0, 1}, {mint, 0, mints},
            {custody, 0, 1}, {TokenProgramAccount, 0, 0}, {Page1, 0, 1});
        break;
    case TagRelease:
    case TagHold:
    case TagCredit: {
        Transfer *transfer = (Transfer *)(void *)(data + 115);
        make_transfer(transfer, mints ? Wrapped : Gold, 0);
        data[1] = tag == TagHold ? 0 : 255;
        data[2] = tag == TagRelease;
        put_be32(data + 3, 1);
        put_be64(data + 7, 1);
        put_be32(data + 15, tag == TagRelease ? 2 : 1);
        memset(data + 19, 3, 96);
        if (tag == TagRelease) {
            ACCOUNTS(call, {ConfigAccount, 0, 0}, {mints ? Wrapped : Gold, 0, 1}, {Consumed0, 0, 1}, {Authority, 0, 0}, {mint, 0, mints}, {custody, 0, 1},
                {wallet, 0, 1}, {TokenProgramAccount, 0, 0});
        } else if (tag == TagHold) {
            put_be64(transfer->amount, 500000);
            find_address1("hold", transfer->source, 2, transfer->sequence, 8, pool[NewTarget].key);
            ACCOUNTS(call, {ConfigAccount, 0, 0}, {mints ? Wrapped : Gold, 0, 0}, {Consumed0, 0, 1}, {NewTarget, 0, 1}, {Payer, 1, 1}, {SystemProgramAccount, 0, 0});
        } else {
            make_transfer(transfer, Gold, 0);
            copy32(transfer->recipient, pool[Frozen].key);
            ACCOUNTS(call, {ConfigAccount, 0, 0}, {Gold, 0, 1}, {Consumed0, 0, 1}, {FrozenGold, 0, 0}, {FrozenClaim, 0, 1}, {Payer, 1, 1}, {SystemProgramAccount, 0, 0});
        }
        break;
    }
    case TagGrantRole:
        memset(data + 1, 0x55, 20);
        data[21] = 1;
        ACCOUNTS(call, {Governor, 1, 0}, {ConfigAccount, 0, 1}, {Sysvar, 0, 0});
        break;
    case TagSeal:
        ACCOUNTS(call, {Governor, 1, 0}, {ConfigAccount, 0, 1}, {Sysvar, 0, 0});
        break;
    case TagRisk:
        if (mints) {
            const u64 lane[2] = {7, 1};
            u8 digest[32];
            paper(call, OpenLane, lane);
            paper_digest(data, digest);
            officer_signs(call, 0);
            officer_signs(call, 1);
            find_address1("proposal", digest, 32, 0, 0, pool[NewTarget].key);
            ACCOUNTS(call, {Payer, 1, 1}, {ConfigAccount, 0, 1}, {Sysvar, 0, 0}, {NewTarget, 0, 1}, {ConfigAccount, 0, 1}, {SystemProgramAccount, 0, 0});
        } else {
            const u64 level[4] = {ScopeEverything, 0, 3, 0};
            paper(call, RaiseLevel, level);
            officer_signs(call, 2);
            ACCOUNTS(call, {Payer, 1, 1}, {ConfigAccount, 0, 1}, {Sysvar, 0, 0}, {ConfigAccount, 0, 1}, {ConfigAccount, 0, 1}, {SystemProgramAccount, 0, 0});
        }
        break;
    case TagExecute: {
        const u64 values[5] = {0, 5, 6, 7, 8};
        u8 digest[32];
        paper(call, SetLimits, values);
        copy32(data + 2 + 32, ((const Asset *)(const void *)pool[Gold].data)->asset_id);
        paper_digest(data, digest);
        make_proposal(Scheduled, digest, SetLimits);
        ACCOUNTS(call, {Payer, 1, 1}, {ConfigAccount, 0, 1}, {Sysvar, 0, 0}, {Scheduled, 0, 1}, {Gold, 0, 1}, {SystemProgramAccount, 0, 0});
        break;
    }
    case TagExecuteHold:
        memcpy(data + 1, ((const Hold *)(const void *)pool[mints ? HeldWrapped : HeldGold].data)->transfer, TransferSize);
        ACCOUNTS(call, {ConfigAccount, 0, 0}, {mints ? Wrapped : Gold, 0, 1}, {mints ? HeldWrapped : HeldGold, 0, 1}, {Authority, 0, 0}, {mint, 0, mints},
            {custody, 0, 1}, {wallet, 0, 1}, {TokenProgramAccount, 0, 0}, {Payer, 1, 1}, {UserClaim, 0, 1}, {SystemProgramAccount, 0, 0});
        break;
    case TagRequestRefund:
    case TagRefund: {
        Transfer *transfer = (Transfer *)(void *)(data + 1);
        make_transfer(transfer, Gold, 1);
        put_be32(data + 151, 1);
        memset(data + 155, 3, 96);
        find_address1("refund", transfer->destination, 2, transfer->sequence, 8, pool[NewTarget].key);
        if (tag == TagRequestRefund)
            ACCOUNTS(call, {Payer, 1, 1}, {User, 1, 0}, {ConfigAccount, 0, 0}, {Gold, 0, 0}, {Page0, 0, 0}, {NewTarget, 0, 1}, {SystemProgramAccount, 0, 0});
        else
            ACCOUNTS(call, {ConfigAccount, 0, 0}, {Gold, 0, 1}, {Page0, 0, 0}, {Authority, 0, 0}, {GoldMint, 0, 0}, {Custody, 0, 1}, {UserGold, 0, 1},
                {TokenProgramAccount, 0, 0}, {Payer, 1, 1}, {UserClaim, 0, 1}, {SystemProgramAccount, 0, 0}, {NewTarget, 0, 1});
        break;
    }
    case TagVoid: {
        Transfer *transfer = (Transfer *)(void *)(data + 1);
        if (mints) memcpy(transfer, ((const Hold *)(const void *)pool[HeldWrapped].data)->transfer, TransferSize);
        else make_transfer(transfer, Gold, 0);
        put_be32(data + 151, 1);
        memset(data + 155, 3, 96);
        find_address1("void", transfer->source, 2, transfer->sequence, 8, pool[NewTarget].key);
        ACCOUNTS(call, {Payer, 1, 1}, {ConfigAccount, 0, 0}, {mints ? Wrapped : Gold, 0, 0}, {Consumed0, 0, 1}, {NewTarget, 0, 1}, {HeldWrapped, 0, 1}, {SystemProgramAccount, 0, 0});
        break;
    }
    case TagClaim:
        ACCOUNTS(call, {ConfigAccount, 0, 0}, {Gold, 0, 1}, {UserClaim, 0, 1}, {Authority, 0, 0}, {GoldMint, 0, 0}, {Custody, 0, 1}, {UserGold, 0, 1},
            {TokenProgramAccount, 0, 0}, {User, 1, 0});
        break;
    case TagActivateKey: {
        u8 digest[32];
        memset(digest, 0x66, 32);
        Proposal *proposal = make_proposal(Rotation, digest, 0);
        put_be32(proposal->words[0], 2);
        memset(proposal->words[0] + 4, 2, 33);
        memset(((Config *)(void *)pool[ConfigAccount].data)->pending_rotation, 0x66, 32);
        ACCOUNTS(call, {ConfigAccount, 0, 1}, {Rotation, 0, 1});
        break;
    }
    default: {
        u8 digest[32];
        put_be32(data + 1, 2);
        memset(data + 5, 2, 33);
        memset(data + 38, 3, 96);
        rotation_digest(config, data + 1, data + 5, digest);
        find_address1("proposal", digest, 32, 0, 0, pool[NewTarget].key);
        ACCOUNTS(call, {Payer, 1, 1}, {ConfigAccount, 0, 1}, {NewTarget, 0, 1}, {SystemProgramAccount, 0, 0});
    }
    }
}
