/*
 * 7 lock: takes tokens (Custody) or burns them (Mint) and writes the transfer into the outbox, from which guardians read it.
 *
 *   0 [SIGNER] sender: owner of the token account
 *   1 []       config
 *   2 [WRITE]  asset
 *   3 [WRITE]  lane
 *   4 [WRITE]  outbox page
 *   5 [WRITE]  sender's token account
 *   6 []       mint; in Mint mode [WRITE]
 *   7 [WRITE]  custody token account; in Mint mode the mint again
 *   8 []       SPL Token program
 *   9 [WRITE]  another outbox page of the lane (optional)
 *
 * data: 0 tag 1 | 1 destination 2 | 3 kind 1 | 4 amount in local units 8 | 12 recipient 32
 */
#include "../limits.h"
#include "../token.h"

enum { LockSize = 44, LockAccounts = 9, EvmPadding = 12 };

static u64 require_recipient(const Lane *lane, u8 kind, const u8 *recipient)
{
    /* SECURITY: nobody has the address zero (W9). */
    REQUIRE(!is_zero32(recipient), InvalidRecipient);
    if (lane->family != FamilyEvm) {
        REQUIRE(kind == KindWallet, InvalidKind);
        return Success;
    }
    REQUIRE(kind == KindWallet || kind == KindMargin, InvalidKind);
    /* SECURITY: an EVM chain would cut these bytes off, and two transfers would read as one recipient. */
    REQUIRE((load64(recipient) | load32(recipient + 8)) == 0, InvalidRecipient);
    return Success;
}

/* The record of a sequence: in whichever page was passed that holds it. Other accounts in these places are not looked at. */
static u64 find_record(const Input *in, const Lane *lane, u64 sequence, OutboxRecord **record)
{
    const u64 page = (sequence - 1) / PageRecords;
    for (u64 i = 4; i < in->account_count; i += LockAccounts - 4) {
        const Account *account = &in->accounts[i];
        OutboxPage *candidate;
        /* SECURITY: guardians read the pages of this program only; a record elsewhere would be a lock that is never paid. */
        if (open_account(in, account, OUTBOX_KIND, sizeof(OutboxPage), &candidate) != Success) continue;
        if (be64(candidate->page) != page || be16(candidate->chain) != be16(lane->other_chain)) continue;
        TRY(require_writable(account));
        *record = &candidate->records[(sequence - 1) % PageRecords];
        /* SECURITY: a record is written once. */
        REQUIRE((*record)->transfer[0] == 0, WrongOutboxPage);
        return Success;
    }
    return WrongOutboxPage;
}

/* Moves the tokens and measures what arrived: custody's gain, or the supply's loss. */
static u64 take_tokens(const Input *in, const Asset *asset, u64 amount)
{
    const Account *from = &in->accounts[5], *mint = &in->accounts[6], *custody = &in->accounts[7];
    const int burns = asset->mode == ModeMint;
    TokenCall call = {TokenTransferChecked, 3, {from, mint, custody}, &in->accounts[0], amount, asset->local_decimals};
    if (burns) {
        call.tag = TokenBurnChecked;
        call.count = 2;
    }
    const u64 before = burns ? mint_supply(mint) : token_amount(custody);
    TRY(call_token(in, &call, 0, 0));
    const u64 after = burns ? mint_supply(mint) : token_amount(custody);
    /* SECURITY: what is attested is what arrived, not what was asked for (M03, M05). */
    REQUIRE((burns ? before - after : after - before) == amount, BalanceMismatch);
    return Success;
}

/* numbers: sequence, amount, slot, Unix seconds. */
static void write_record(const Input *in, const Config *config, const Asset *asset, OutboxRecord *record, const u64 *numbers)
{
    Transfer *transfer = (Transfer *)(void *)record->transfer;
    transfer->version = 1;
    copy32(transfer->bridge_id, config->bridge_id);
    put_be16(transfer->source, be16(config->chain));
    put_be16(transfer->destination, be16(in->data + 1));
    put_be64(transfer->sequence, numbers[0]);
    transfer->kind = in->data[3];
    copy32(transfer->asset_id, asset->asset_id);
    put_be64(transfer->amount, numbers[1]);
    copy32(transfer->sender, in->accounts[0].key);
    copy32(transfer->recipient, in->data + 12);
    put_be64(record->slot, numbers[2]);
    put_be64(record->locked_at, numbers[3]);
}

static u64 require_lock_accounts(const Input *in, const Asset *asset)
{
    const Account *sender = &in->accounts[0], *from = &in->accounts[5], *mint = &in->accounts[6], *custody = &in->accounts[7];
    /* SECURITY: only the owner locks, never a delegate; a standing approval is of no use to a stranger (M51). */
    TRY(require_signer(sender));
    TRY(require_writable(&in->accounts[2]));
    TRY(require_writable(&in->accounts[3]));
    TRY(require_token_program(&in->accounts[8]));
    REQUIRE(equal32(mint->key, asset->mint), WrongAccount);
    /* SECURITY: tokens go where releases come from. */
    REQUIRE(equal32(custody->key, asset->mode == ModeMint ? asset->mint : asset->custody), WrongAccount);
    return require_token_account(from, asset->mint, sender->key);
}

static __attribute__((noinline)) u64 lock(const Input *in)
{
    REQUIRE(in->account_count == LockAccounts || in->account_count == LockAccounts + 1, WrongAccountCount);
    REQUIRE(in->data_len == LockSize, InvalidInstructionData);
    const u64 local_amount = be64(in->data + 4);
    const Config *config;
    Asset *asset;
    Lane *lane;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    OPEN(&in->accounts[2], ASSET_KIND, asset);
    OPEN(&in->accounts[3], LANE_KIND, lane);
    TRY(require_lock_accounts(in, asset));
    REQUIRE(be16(in->data + 1) == be16(lane->other_chain), WrongChain);
    TRY(require_recipient(lane, in->data[3], in->data + 12));
    u64 level;
    TRY(level_in_force(config, be16(lane->other_chain), asset, &level));
    /* SECURITY: at 4 nothing more comes into danger. */
    REQUIRE(level < LevelStop, LevelTooHigh);
    /* SECURITY: an asset without limits is closed in both directions (W6, W9). */
    REQUIRE(be64(asset->max_release) != 0, AssetClosed);

    const u64 units = be64(asset->units), amount = local_amount / units;
    REQUIRE(local_amount != 0, ZeroAmount);
    /* SECURITY: what cannot be expressed on the other chain is refused, not kept (M60). */
    REQUIRE(amount * units == local_amount, Dust);
    /* SECURITY: what no release and no refund of this asset may pay would be stuck. */
    REQUIRE(amount <= be64(asset->max_release), AboveMaxRelease);

    const u64 sequence = be64(lane->last_sequence) + 1;
    REQUIRE(sequence != 0, SequenceExhausted);
    OutboxRecord *record;
    TRY(find_record(in, lane, sequence, &record));
    Clock clock;
    REQUIRE(sol_get_clock_sysvar(&clock) == 0, WrongAccount);
    TRY(take_tokens(in, asset, local_amount));

    const u64 numbers[4] = {sequence, amount, clock.slot, clock.unix_timestamp > 0 ? (u64)clock.unix_timestamp : 0};
    write_record(in, config, asset, record, numbers);
    put_be64(lane->last_sequence, sequence);
    put_be64(asset->locked, be64(asset->locked) + amount);
    sol_set_return_data(((const Transfer *)(const void *)record->transfer)->sequence, 8);
    return Success;
}
