/*
 * libFuzzer harness: bytes become a valid instruction with some things wrong (accounts, flags, duplicates, data, state, time), the program runs on it as
 * on chain, and what it did is compared with what may happen. Raw bytes as the input region would only find that the entrypoint trusts the runtime.
 */
#define BRIDGE_HOST
#include "bridge.c"
#include "region.h"
#include "syscalls.h"

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

static void spoil(Call *call, Bytes *bytes)
{
    while (bytes->at < bytes->end) {
        const u8 what = take(bytes) % 9;
        Place *place = &call->places[take(bytes) % MaxPlaces];
        const u16 number = take16(bytes);
        PoolAccount *account = &pool[number % PoolSize];
        switch (what) {
        case 0: case 1: call->data[number % MaxInstructionData] = take(bytes); break;
        case 2: call->data_len = number % MaxInstructionData; break;
        case 3: place->account = number % PoolSize; break;
        case 4: place->signer = number & 1; place->writable = number >> 1 & 1; break;
        case 5: if (account->data_len && account != &pool[Sysvar] /* the runtime's own words */) account->data[(take16(bytes) | take(bytes) << 16) % account->data_len] = take(bytes); break;
        case 6: call->count = number % MaxPlaces; break;
        case 7: unix_time += number * (u64)number; slot += number; break;
        default: accept_signatures = number & 1; account->lamports = take(bytes) & 1 ? number : account->lamports;
        }
    }
    /* An asset has a power of ten here from its registration on, and the program divides by it: zero, where the machine would stop, is no state it can meet. */
    for (int i = Gold; i <= Wrapped; i++) {
        Asset *asset = (Asset *)(void *)pool[i].data;
        if (be64(asset->units) == 0) put_be64(asset->units, 1);
    }
}

static u64 amount_of(int account) { return load64(pool[account].data + TokenAmount); }

/* What a successful lock and a successful release must have done. */
static void check_lock(const Call *call, u64 sequence_before, u64 wallet_before)
{
    const Lane *lane = (const Lane *)(const void *)(region_account[call->places[3].account] + 88);
    const Asset *asset = (const Asset *)(const void *)(region_account[call->places[2].account] + 88);
    const u64 sequence = be64(lane->last_sequence), local = be64(call->data + 4);
    CHECK(sequence == sequence_before + 1, "a lock takes the next sequence");
    CHECK(wallet_before - amount_of(call->places[5].account) == local, "a lock takes the amount from the wallet");
    int found = 0;
    for (u64 i = 4; i < call->count; i += 5) {
        const u8 *at = region_account[call->places[i].account];
        const OutboxPage *page = (const OutboxPage *)(const void *)(at + 88);
        if (load64(at + 80) != sizeof(OutboxPage) || be64(page->page) != (sequence - 1) / PageRecords) continue;
        const Transfer *transfer = (const Transfer *)(const void *)page->records[(sequence - 1) % PageRecords].transfer;
        found += transfer->version == 1 && be64(transfer->sequence) == sequence && be64(transfer->amount) * be64(asset->units) == local;
    }
    CHECK(found > 0, "a lock is in the outbox");
}

static void check_release(const Call *call, const u8 *bits_before, u64 wallet_before, u64 released_before)
{
    const Transfer *transfer = (const Transfer *)(const void *)(call->data + 115);
    const Asset *asset = (const Asset *)(const void *)(region_account[call->places[1].account] + 88);
    const ConsumedPage *page = (const ConsumedPage *)(const void *)(region_account[call->places[2].account] + 88);
    const u64 bit = be64(transfer->sequence) % PageBits, amount = be64(transfer->amount);
    CHECK(accept_signatures, "a release has a signature");
    CHECK(!(bits_before[bit / 8] & (0x80 >> bit % 8)) && (page->bits[bit / 8] & (0x80 >> bit % 8)), "a release consumes once");
    for (u64 i = 0; i < PageBits / 8; i++) CHECK(i == bit / 8 || page->bits[i] == bits_before[i], "a release consumes one sequence");
    CHECK(amount <= be64(asset->max_release) && be64(asset->level) + amount <= be64(asset->capacity), "a release fits its limits");
    CHECK(amount_of(call->places[6].account) - wallet_before == amount * be64(asset->units), "a release pays its amount");
    CHECK(memcmp(pool[call->places[6].account].data + TokenOwner, transfer->recipient, 32) == 0, "a release pays its recipient");
    CHECK(be64(asset->released) - released_before == amount, "a release is counted");
}

/* What may not happen whoever signs: a paper of one person never loosens; a payment or claim is worth its amount, and the books show it. */
typedef struct {
    u64 wallet, custody, supply, released, claimable, level, breaker, max_release, capacity, hold_threshold;
} Books;

static void read_books(Books *books, int from_region)
{
    const u8 *config_data = pool[ConfigAccount].data, *gold = pool[Gold].data;
    if (from_region && region_account[ConfigAccount]) config_data = region_account[ConfigAccount] + 88;
    if (from_region && region_account[Gold]) gold = region_account[Gold] + 88;
    const Config *config = (const Config *)(const void *)config_data;
    const Asset *asset = (const Asset *)(const void *)gold;
    *books = (Books){
        amount_of(UserGold), amount_of(Custody), load64(pool[GoldMint].data + MintSupply), be64(asset->released), be64(asset->claimable), config->level, asset->breaker,
        be64(asset->max_release), be64(asset->capacity), be64(asset->hold_threshold),
    };

}

static void check_books(u8 tag, const Books *before, const Books *after)
{
    const u64 paid = before->custody - after->custody;
    if (tag == TagRisk) {
        CHECK(after->level >= before->level && after->breaker >= before->breaker, "a paper presented never lowers a level");
        CHECK(after->max_release <= before->max_release && after->capacity <= before->capacity && after->hold_threshold <= before->hold_threshold, "a paper presented never raises a limit");
    }
    if (tag == TagRisk || tag == TagExecute || tag == TagHold || tag == TagVoid || tag == TagRequestRefund || tag == TagCredit || tag == TagActivateKey || tag == TagRotateKey)
        CHECK(paid == 0, "custody pays only what is released, refunded or claimed");
    if (tag == TagExecuteHold || tag == TagRefund || tag == TagCredit || tag == TagRelease)
        CHECK((after->released - before->released) * 1000 == paid + (after->claimable - before->claimable) * 1000, "what left is paid or owed");
    if (tag == TagClaim) CHECK((before->claimable - after->claimable) * 1000 == paid && after->released == before->released, "a claim pays what is owed");
    if (tag == TagExecuteHold || tag == TagRefund || tag == TagRelease || tag == TagHold || tag == TagCredit || tag == TagVoid) CHECK(before->level < LevelCursed, "cursed is closed");
}

static u64 signature_offset(u8 tag)
{
    switch (tag) {
    case TagRotateKey: return 38;
    case TagVoid: case TagRefund: return 155;
    default: return 19;
    }
}

int LLVMFuzzerTestOneInput(const u8 *input, size_t length)
{
    static Call call;
    static u8 bits_before[PageBits / 8];
    Bytes bytes = {input, input + length};
    make_world();
    const u8 first = take(&bytes);
    valid_call(&call, (u8)(1 + (first & 127) % Tags), first >> 7);
    spoil(&call, &bytes);
    const u8 tag = call.data[0];
    memcpy(claimed_point, call.data + signature_offset(tag), 64);
    staff_signs = tag == TagRisk;
    memcpy(bits_before, ((ConsumedPage *)(void *)pool[call.places[2].account].data)->bits, sizeof bits_before);
    const u64 sequence_before = be64(((Lane *)(void *)pool[call.places[3].account].data)->last_sequence);
    const u64 wallet_before = amount_of(call.places[tag == TagLock ? 5 : 6].account);
    const u64 released_before = be64(((Asset *)(void *)pool[call.places[1].account].data)->released);
    Books before, after;
    read_books(&before, 0);
    const u64 units = be64(((Asset *)(void *)pool[Gold].data)->units);

    const u64 result = entrypoint(write_region(call.places, call.count, call.data, call.data_len));
    CHECK(result <= LaneClosed, "errors are the ones of errors.h");
    if (length == 1 && (first & 127) < Tags && result != Success) fprintf(stderr, "tag %d, form %d: error %llu\n", call.data[0], first >> 7, result);
    if (length == 1 && (first & 127) < Tags) CHECK(result == Success, "the valid calls succeed");
    if (result != Success) return 0; /* the runtime undoes it all */
    check_region();
    if (tag == TagLock) check_lock(&call, sequence_before, wallet_before);
    if (tag == TagRelease) check_release(&call, bits_before, wallet_before, released_before);
    read_books(&after, 1);
    if (units == 1000) check_books(tag, &before, &after);
    return 0;
}
