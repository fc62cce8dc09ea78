/* Assets that may not be registered here yet, or never. */
#ifndef BRIDGE_UNLISTED_H
#define BRIDGE_UNLISTED_H

#include "layout.h"
#include "programs.h"

/* The asset's account, or 0 when it is not registered on this chain: one that is not is passed at its address. */
static u64 find_asset(const Input *in, const Account *account, const u8 *asset_id, const Asset **found)
{
    *found = 0;
    if (is_made(in, account)) {
        OPEN(account, ASSET_KIND, *found);
        REQUIRE(equal32((*found)->asset_id, asset_id), WrongAccount);
        return Success;
    }
    u8 address[32] __attribute__((aligned(8)));
    u8 bump;
    REQUIRE(equal32(account->owner, SystemProgram), WrongOwner);
    const Slice seeds[2] = {{"asset", 5}, {asset_id, 32}};
    REQUIRE(sol_try_find_program_address(seeds, 2, in->program, address, &bump) == 0, WrongAccount);
    /* SECURITY: another empty account would hide the level and the counter of an asset that is registered. */
    REQUIRE(equal32(account->key, address), WrongAccount);
    return Success;
}

#endif
