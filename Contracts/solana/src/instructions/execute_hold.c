/*
 * 15 execute_hold: pays a held transfer that two officers approved, once it is old enough and fits the limits. By anyone.
 *
 *   0 []              config
 *   1 [WRITE]         asset
 *   2 [WRITE]         hold
 *   3 []              authority
 *   4 []              mint; in Mint mode [WRITE]
 *   5 [WRITE]         custody token account; in Mint mode the mint again
 *   6 [WRITE]         recipient's Associated Token Account
 *   7 []              SPL Token program
 *   8 [WRITE, SIGNER] payer of the rent of a claim
 *   9 [WRITE]         claim of the recipient; looked at only when it is needed
 *  10 []              system program
 *
 * data: 0 tag 1 | 1 transfer 150
 */
#include "../held.h"
#include "../payment.h"
#include "../roles.h"
#include "../way_back.h"

enum { ExecuteHoldSize = 151 };

static u64 require_payable(const Config *config, const Hold *held)
{
    u64 now;
    /* SECURITY: two people said yes; time never turns into one (M75). */
    REQUIRE(!is_zero20(held->approvers[0]) && !is_zero20(held->approvers[1]), HoldNotApproved);
    /* SECURITY: both are officers still. */
    TRY(require_officer(config, held->approvers[0]));
    TRY(require_officer(config, held->approvers[1]));
    TRY(read_unix_time(&now));
    /* SECURITY: and there was time for a third to say no. */
    REQUIRE(now >= be64(held->held_at) + delay(config, DelayHold), HoldTooYoung);
    return Success;
}

static __attribute__((noinline)) u64 execute_hold(const Input *in)
{
    REQUIRE(in->account_count == PaymentEnd, WrongAccountCount);
    REQUIRE(in->data_len == ExecuteHoldSize, InvalidInstructionData);
    const Transfer *transfer = (const Transfer *)(const void *)(in->data + 1);
    const Config *config;
    Asset *asset;
    Hold *held;
    OPEN(&in->accounts[0], CONFIG_KIND, config);
    OPEN(&in->accounts[1], ASSET_KIND, asset);
    TRY(require_writable(&in->accounts[1]));
    TRY(open_held(in, &in->accounts[2], transfer->source, transfer->sequence, &held));
    /* SECURITY: what is paid is what was held and approved, every field of it. */
    REQUIRE(equal_transfer(held->transfer, in->data + 1), NotHeld);
    REQUIRE(equal32(transfer->asset_id, asset->asset_id), WrongAccount);
    TRY(require_payable(config, held));
    u64 level;
    TRY(level_in_force(config, be16(transfer->source), asset, &level));
    /* SECURITY: cursed is closed. */
    REQUIRE(level < LevelCursed, LevelTooHigh);
    Flow flow;
    flow_at(asset, level, &flow);
    const u64 amount = be64(transfer->amount);
    /* SECURITY: approved is not unlimited (W6). */
    TRY(take_from_bucket(asset, &flow, amount));
    put_be64(asset->released, be64(asset->released) + amount);
    held->state = HoldPaid;
    return pay_or_credit(in, config, asset, transfer->recipient, amount);
}
