/*
 * 16 request_refund: the sender of a lock says in public that it wants it back. Nothing moves: guardians void the transfer on its destination first.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [SIGNER]        sender
 *   2 []              config
 *   3 []              asset
 *   4 []              outbox page that holds the lock
 *   5 [WRITE]         refund record
 *   6 []              system program
 *
 * data: 0 tag 1 | 1 transfer 150
 */
#include "../limits.h"
#include "../way_back.h"

enum { RequestRefundSize = 151 };

static __attribute__((noinline)) u64 request_refund(const Input *in)
{
    REQUIRE(in->account_count == 7, WrongAccountCount);
    REQUIRE(in->data_len == RequestRefundSize, InvalidInstructionData);
    const Transfer *transfer = (const Transfer *)(const void *)(in->data + 1);
    const Account *refund = &in->accounts[5];
    const Config *config;
    const Asset *asset;
    const OutboxRecord *record;
    OPEN(&in->accounts[2], CONFIG_KIND, config);
    OPEN(&in->accounts[3], ASSET_KIND, asset);
    TRY(find_lock(in, &in->accounts[4], config, transfer, &record));
    REQUIRE(equal32(transfer->asset_id, asset->asset_id), WrongAccount);
    TRY(require_signer(&in->accounts[1]));
    /* SECURITY: nobody takes back what another has sent. */
    REQUIRE(equal32(transfer->sender, in->accounts[1].key), NotSender);
    u64 level, now;
    TRY(level_in_force(config, be16(transfer->destination), asset, &level));
    /* SECURITY: cursed is closed. */
    REQUIRE(level < LevelCursed, LevelTooHigh);
    if (is_made(in, refund)) {
        WayBack *made;
        TRY(open_refund(in, refund, transfer, &made));
        return made->state == RecordPaid ? AlreadyRefunded : RefundRequestedAlready;
    }
    TRY(read_unix_time(&now));
    /* SECURITY: a transfer on its way is not called back under the relayers' hands. */
    REQUIRE(now >= be64(record->locked_at) + delay(config, DelayRefund), RefundTooEarly);
    return make_refund(in, &in->accounts[0], refund, transfer);
}
