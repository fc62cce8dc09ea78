/* Who sets the bridge up, until it seals itself out, and which transactions carry no decision. */
#ifndef BRIDGE_GOVERNANCE_H
#define BRIDGE_GOVERNANCE_H

#include "layout.h"
#include "programs.h"

enum { SystemAdvanceNonce = 4 };

/*
 * Instructions sysvar, written by the runtime (little-endian): count 2, offset 2 each; at an offset: accounts a 2, 33 bytes each, program 32,
 * data length 2, data. A transaction whose first instruction advances a nonce account has no expiry.
 */
static u64 require_no_durable_nonce(const Account *sysvar)
{
    /* SECURITY: what the transaction holds, the runtime says, not the caller. */
    REQUIRE(equal32(sysvar->key, InstructionsSysvar), WrongAccount);
    const u8 *first = sysvar->data + load16(sysvar->data + 2);
    const u8 *program = first + 2 + 33 * (u64)load16(first);
    const int advances = equal32(program, SystemProgram) && load16(program + 32) >= 4 && load32(program + 34) == SystemAdvanceNonce;
    /* SECURITY: a decision that was signed to be sent some day is none (M38). */
    REQUIRE(!advances, DurableNonce);
    return Success;
}

static u64 require_governor(const Config *config, const Account *governor, const Account *sysvar)
{
    TRY(require_signer(governor));
    /* SECURITY: once sealed there is none (W8). */
    REQUIRE(!is_zero32(config->governor), NotGovernor);
    /* SECURITY: the one key that may set up. */
    REQUIRE(equal32(config->governor, governor->key), NotGovernor);
    return require_no_durable_nonce(sysvar);
}

#endif
