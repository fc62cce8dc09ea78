/* Held transfers: consumed, charged to no limit, waiting for two officers. Time alone never pays (W8). */
#ifndef BRIDGE_HELD_H
#define BRIDGE_HELD_H

#include "layout.h"

/* The hold of a transfer that still waits. */
static u64 open_held(const Input *in, const Account *account, const u8 *source, const u8 *sequence, Hold **found)
{
    Hold *hold;
    REQUIRE(is_made(in, account), NotHeld);
    TRY(require_writable(account));
    OPEN(account, HOLD_KIND, hold);
    /* SECURITY: this transfer's hold and no other's. */
    REQUIRE(be16(hold->source) == be16(source) && load64(hold->sequence) == load64(sequence), WrongAccount);
    /* SECURITY: one end per hold: paid once, or never (W4). */
    REQUIRE(hold->state == HoldHeld, NotHeld);
    *found = hold;
    return Success;
}

#endif
