/*
 * libFuzzer harness: bytes become a valid instruction with some things wrong (accounts, flags, duplicates, data, state, time), the program runs on it as
 * on chain, and what it did is compared with what may happen. Raw bytes as the input region would only find that the entrypoint trusts the runtime.
 */
#define BRIDGE_HOST
#include "calls.h"
#include "syscalls.h"

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
    CHECK(local / be64(asset->units) <= be64(asset->max_release), "a lock can come out in one piece");
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
    CHECK(result <= NonceTooFar, "errors are the ones of errors.h");
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
