/*
 * 1 initialise: bridge id, chain, governor, the first group key and the delays. Once, and only by the program's upgrade authority.
 *
 *   0 [WRITE, SIGNER] payer of the rent
 *   1 [SIGNER]        upgrade authority of the program
 *   2 []              ProgramData of the program
 *   3 [WRITE]         config
 *   4 []              system program
 *
 * data: 0 tag 1 | 1 bridge id 32 | 33 chain 2 | 35 governor 32 | 67 group key 33 | 100 delays 24
 * delays: six of 4, seconds: loosening, window, youngest hold, refund, rotation, overlap
 */
#include "../pda.h"
#include "../signature.h"
#include "../token.h"

enum { InitialiseSize = 124, ProgramDataHeader = 45, ProgramDataState = 3 };

/* ProgramData of the upgradeable loader (little-endian): 0 state 4 (3), 4 slot 8, 12 authority present 1, 13 authority 32. */
static u64 require_upgrade_authority(const Input *in, const Account *signer, const Account *program_data)
{
    u8 address[32] __attribute__((aligned(8)));
    u8 bump;
    const Slice seeds[1] = {{in->program, 32}};
    TRY(require_signer(signer));
    REQUIRE(sol_try_find_program_address(seeds, 1, UpgradeableLoader, address, &bump) == 0, NotUpgradeAuthority);
    /* SECURITY: the ProgramData of this program, not of one that the caller deployed. */
    REQUIRE(equal32(program_data->key, address) && equal32(program_data->owner, UpgradeableLoader), NotUpgradeAuthority);
    REQUIRE(program_data->data_len >= ProgramDataHeader && load32(program_data->data) == ProgramDataState, NotUpgradeAuthority);
    /* SECURITY: who deployed it configures it; otherwise the first stranger would own the bridge (M12). */
    REQUIRE(program_data->data[12] == 1 && equal32(program_data->data + 13, signer->key), NotUpgradeAuthority);
    return Success;
}

static __attribute__((noinline)) u64 initialise(const Input *in)
{
    REQUIRE(in->account_count == 5, WrongAccountCount);
    REQUIRE(in->data_len == InitialiseSize, InvalidInstructionData);
    const u8 *bridge_id = in->data + 1, *chain = in->data + 33, *governor = in->data + 35, *group_key = in->data + 67;
    const Account *target = &in->accounts[3];
    TRY(require_upgrade_authority(in, &in->accounts[1], &in->accounts[2]));
    /* SECURITY: a zero is a forgotten setting (W9, M12). */
    REQUIRE(!is_zero32(bridge_id) && be16(chain) != 0 && !is_zero32(governor), InvalidConfiguration);
    for (u64 i = 0; i < Delays; i++) {
        const u64 seconds = be32(in->data + 100 + 4 * i);
        /* SECURITY: a delay that was forgotten is no delay (W9). */
        REQUIRE(seconds != 0 && seconds <= LongestDelay, InvalidConfiguration);
    }
    TRY(validate_group_key(group_key));

    u8 authority[32] __attribute__((aligned(8)));
    u8 authority_bump;
    const Slice authority_seed[1] = {{AUTHORITY_SEED, sizeof(AUTHORITY_SEED) - 1}};
    REQUIRE(sol_try_find_program_address(authority_seed, 1, in->program, authority, &authority_bump) == 0, WrongAccount);
    NewAccount new = {&in->accounts[0], target, {{"config", 6}}, 1, sizeof(Config), 0};
    TRY(create_pda(in, &new));

    Config *config = (Config *)(void *)target->data;
    store64(config->kind, CONFIG_KIND);
    copy32(config->bridge_id, bridge_id);
    copy32(config->governor, governor);
    copy32(config->group_key, group_key);
    config->group_key[32] = group_key[32];
    config->bump = new.bump;
    config->authority_bump = authority_bump;
    put_be32(config->epoch, 1);
    put_be16(config->chain, be16(chain));
    for (u64 i = 0; i < Delays; i++) put_be32(config->delays[i], be32(in->data + 100 + 4 * i));
    return Success;
}
