/*
 * 18 refund: gives a lock of this chain back to its sender, once, within the limits of a release. By anyone, with the guardians' signature.
 *
 *   0 []              config
 *   1 [WRITE]         asset
 *   2 []              outbox page that holds the lock
 *   3 []              authority
 *   4 []              mint; in Mint mode [WRITE]
 *   5 [WRITE]         custody token account; in Mint mode the mint again
 *   6 [WRITE]         sender's Associated Token Account
 *   7 []              SPL Token program
 *   8 [WRITE, SIGNER] payer of the rent of a record and a claim
 *   9 [WRITE]         claim of the sender; looked at only when it is needed
 *  10 []              system program
 *  11 [WRITE]         refund record
 *
 * data: 0 tag 1 | 1 transfer 150 | 151 epoch 4 | 155 signature 96
 * signature: by the key in force, over bridge/refund/v1
 */
#include "../group_key.h"
#include "../payment.h"
#include "../way_back.h"

enum { RefundSize = 251, PlaceRefund = PaymentEnd };

static u64 mark_refunded(const Input *in, const Transfer *transfer)
{
    const Account *account = &in->accounts[PlaceRefund];
    WayBack *record;
    /* A refund without a request follows a hold that was rejected. */
    if (!is_made(in, account)) TRY(make_refund(in, &in->accounts[PlacePayer], account, transfer));
    TRY(require_writable(account));
    record = (WayBack *)(void *)account->data;
    record->state = RecordPaid;
    return Success;
}

static __attribute__((noinline)) u64 refund(const Input *in)
{
    REQUIRE(in->account_count == PaymentEnd + 1, WrongAccountCount);
    REQUIRE(in->data_len == RefundSize, InvalidInstructionData);
    const Transfer *transfer = (const Transfer *)(const void *)(in->data + 1);
    const Config *config;
    Asset *asset;
    const OutboxRecord *lock_record;
    u8 leaf[32] __attribute__((aligned(8)));
    u64 level;
    OPEN(&in->accounts[0], CONFIG_KIND, config);
    OPEN(&in->accounts[1], ASSET_KIND, asset);
    TRY(require_writable(&in->accounts[1]));
    TRY(find_lock(in, &in->accounts[2], config, transfer, &lock_record));
    REQUIRE(equal32(transfer->asset_id, asset->asset_id), WrongAccount);
    if (is_made(in, &in->accounts[PlaceRefund])) {
        WayBack *record;
        TRY(open_refund(in, &in->accounts[PlaceRefund], transfer, &record));
        /* SECURITY: once. */
        REQUIRE(record->state != RecordPaid, AlreadyRefunded);
    }
    TRY(level_in_force(config, be16(transfer->destination), asset, &level));
    /* SECURITY: while every release waits for people, a refund does not go around them. */
    REQUIRE(level < LevelHold, LevelTooHigh);
    TRY(transfer_leaf(transfer, leaf));
    const u8 *tag_and_leaf[2] = {RefundTag, leaf};
    /* SECURITY: the guardians saw the transfer voided on its destination. */
    TRY(require_ending(config, tag_and_leaf, transfer, in->data + 151));
    Flow flow;
    flow_at(asset, level, &flow);
    const u64 amount = be64(transfer->amount);
    /* SECURITY: a refund is an outflow like a release (W6, M20). The hold threshold does not apply: the lock's own record proves the amount. */
    TRY(take_from_bucket(asset, &flow, amount));
    put_be64(asset->released, be64(asset->released) + amount);
    TRY(mark_refunded(in, transfer));
    return pay_or_credit(in, config, asset, transfer->sender, amount);
}
