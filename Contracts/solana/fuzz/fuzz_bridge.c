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

static void valid_transfer(Transfer *transfer, const Asset *asset, u64 sequence)
{
    transfer->version = 1;
    copy32(transfer->bridge_id, ((const Config *)(const void *)pool[ConfigAccount].data)->bridge_id);
    put_be16(transfer->source, 1);
    put_be16(transfer->destination, 2);
    put_be64(transfer->sequence, sequence);
    transfer->kind = KindWallet;
    copy32(transfer->asset_id, asset->asset_id);
    put_be64(transfer->amount, 100);
    memset(transfer->sender, 5, 32);
    copy32(transfer->recipient, pool[User].key);
}

/* A call that succeeds as it stands. */
static void valid_call(Call *call, u8 tag, int mints)
{
    const Asset *asset = (const Asset *)(const void *)pool[mints ? Wrapped : Gold].data;
    const Config *config = (const Config *)(const void *)pool[ConfigAccount].data;
    const int mint = mints ? WrappedMint : GoldMint, custody = mints ? WrappedMint : Custody, wallet = mints ? UserWrapped : UserGold;
    static const u64 lengths[] = {0, 100, 4, 37, 25, 9, 9, 44, 265 + 32, 134};
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
        break;
    case TagOpenLane:
        put_be16(data + 1, 7);
        data[3] = 1;
        find_address1("lane", data + 1, 2, 0, 0, pool[NewTarget].key);
        ACCOUNTS(call, {Payer, 1, 1}, {Governor, 1, 0}, {ConfigAccount, 0, 0}, {NewTarget, 0, 1}, {SystemProgramAccount, 0, 0});
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
            {mints ? NewMint : NewCustody, 0, 0}, {SystemProgramAccount, 0, 0});
        break;
    }
    case TagSetLimits:
        for (int i = 1; i < 25; i += 8) put_be64(data + i, 77);
        ACCOUNTS(call, {Governor, 1, 0}, {ConfigAccount, 0, 0}, {Gold, 0, 1});
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
        data[1] = 255;
        data[2] = 1;
        put_be32(data + 3, 1);
        put_be64(data + 7, 1);
        put_be32(data + 15, 2);
        memset(data + 19, 3, 96);
        valid_transfer((Transfer *)(void *)(data + 115), asset, 1);
        ACCOUNTS(call, {ConfigAccount, 0, 0}, {mints ? Wrapped : Gold, 0, 1}, {Consumed0, 0, 1}, {Authority, 0, 0}, {mint, 0, mints}, {custody, 0, 1},
            {wallet, 0, 1}, {TokenProgramAccount, 0, 0});
        break;
    default:
        put_be32(data + 1, 2);
        memset(data + 5, 2, 33);
        memset(data + 38, 3, 96);
        ACCOUNTS(call, {ConfigAccount, 0, 1});
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
        case 5: if (account->data_len) account->data[(take16(bytes) | take(bytes) << 16) % account->data_len] = take(bytes); break;
        case 6: call->count = number % MaxPlaces; break;
        case 7: unix_time += number * (u64)number; slot += number; break;
        default: accept_signatures = number & 1; account->lamports = take(bytes) & 1 ? number : account->lamports;
        }
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

int LLVMFuzzerTestOneInput(const u8 *input, size_t length)
{
    static Call call;
    static u8 bits_before[PageBits / 8];
    Bytes bytes = {input, input + length};
    make_world();
    const u8 first = take(&bytes);
    valid_call(&call, (u8)(1 + first % 9), first >> 7);
    spoil(&call, &bytes);
    const u8 tag = call.data[0];
    memcpy(claimed_point, call.data + (tag == TagRotateKey ? 38 : 19), 64);
    memcpy(bits_before, ((ConsumedPage *)(void *)pool[call.places[2].account].data)->bits, sizeof bits_before);
    const u64 sequence_before = be64(((Lane *)(void *)pool[call.places[3].account].data)->last_sequence);
    const u64 wallet_before = amount_of(call.places[tag == TagLock ? 5 : 6].account);
    const u64 released_before = be64(((Asset *)(void *)pool[call.places[1].account].data)->released);

    const u64 result = entrypoint(write_region(call.places, call.count, call.data, call.data_len));
    CHECK(result <= SequenceExhausted, "errors are the ones of errors.h");
    if (length == 1 && first % 128 < 9) CHECK(result == Success, "the valid calls succeed");
    if (result != Success) return 0; /* the runtime undoes it all */
    check_region();
    if (tag == TagLock) check_lock(&call, sequence_before, wallet_before);
    if (tag == TagRelease) check_release(&call, bits_before, wallet_before, released_before);
    return 0;
}
