/*
 * 11 seal: ends the governor's power for ever.
 *
 *   0 [SIGNER] governor
 *   1 [WRITE]  config
 *   2 []       instructions sysvar
 *
 * data: 0 tag 1
 */
#include "../governance.h"
#include "../roles.h"

static __attribute__((noinline)) u64 seal(const Input *in)
{
    REQUIRE(in->account_count == 3, WrongAccountCount);
    REQUIRE(in->data_len == 1, InvalidInstructionData);
    Config *config;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[1]));
    TRY(require_governor(config, &in->accounts[0], &in->accounts[2]));
    /* SECURITY: from here on two people are needed, also to take the role of a third whose key was stolen. */
    REQUIRE(count_officers(config) >= FewestToSeal, TooFewOfficers);
    for (u32 i = 0; i < 32; i += 8) store64(config->governor + i, 0);
    return Success;
}
