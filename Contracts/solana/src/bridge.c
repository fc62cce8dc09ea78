/*
 * The bridge program: locks tokens toward another chain and releases what that chain's locks attest, under one threshold signature.
 * One translation unit, so that the compiler sees everything at once and the linker has one code section; one instruction per file. To add an
 * instruction: a file with its account table, an include, a case; then README.md, the tests and a mutant per check.
 */
#include "instructions/initialise.c"
#include "instructions/open_lane.c"
#include "instructions/register_asset.c"
#include "instructions/set_limits.c"
#include "instructions/open_page.c"
#include "instructions/lock.c"
#include "instructions/release.c"
#include "instructions/rotate_key.c"
#include "instructions/activate_key.c"
#include "instructions/grant_role.c"
#include "instructions/seal.c"
#include "instructions/risk.c"
#include "instructions/execute.c"
#include "instructions/hold.c"
#include "instructions/execute_hold.c"
#include "instructions/request_refund.c"
#include "instructions/void.c"
#include "instructions/refund.c"
#include "instructions/credit.c"
#include "instructions/claim.c"

/* Stored by clients: never renumber. */
enum {
    TagInitialise = 1,
    TagOpenLane = 2,
    TagRegisterAsset = 3,
    TagSetLimits = 4,
    TagOpenOutboxPage = 5,
    TagOpenConsumedPage = 6,
    TagLock = 7,
    TagRelease = 8,
    TagRotateKey = 9,
    TagGrantRole = 10,
    TagSeal = 11,
    TagRisk = 12,
    TagExecute = 13,
    TagHold = 14,
    TagExecuteHold = 15,
    TagRequestRefund = 16,
    TagVoid = 17,
    TagRefund = 18,
    TagCredit = 19,
    TagClaim = 20,
    TagActivateKey = 21,
};

/* The result is 0 or a custom error in the low 32 bits. */
u64 entrypoint(u8 *region);

u64 entrypoint(u8 *region)
{
    Input in;
    TRY(parse_input(region, &in));
    REQUIRE(in.data_len != 0, UnknownInstruction);
    switch (in.data[0]) {
    case TagInitialise: return initialise(&in);
    case TagOpenLane: return open_lane(&in);
    case TagRegisterAsset: return register_asset(&in);
    case TagSetLimits: return set_limits(&in);
    case TagOpenOutboxPage: return open_outbox_page(&in);
    case TagOpenConsumedPage: return open_consumed_page(&in);
    case TagLock: return lock(&in);
    case TagRelease: return release(&in);
    case TagRotateKey: return rotate_key(&in);
    case TagGrantRole: return grant_role(&in);
    case TagSeal: return seal(&in);
    case TagRisk: return risk(&in);
    case TagExecute: return execute(&in);
    case TagHold: return hold(&in);
    case TagExecuteHold: return execute_hold(&in);
    case TagRequestRefund: return request_refund(&in);
    case TagVoid: return void_transfer(&in);
    case TagRefund: return refund(&in);
    case TagCredit: return credit_release(&in);
    case TagClaim: return claim(&in);
    case TagActivateKey: return activate_key(&in);
    default: return UnknownInstruction;
    }
}
