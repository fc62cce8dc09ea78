/*
 * 10 grant_role: makes a key an officer or a sentinel, while the governor sets up.
 *
 *   0 [SIGNER] governor
 *   1 [WRITE]  config
 *   2 []       instructions sysvar
 *
 * data: 0 tag 1 | 1 address 20 | 21 role 1
 * role: 1 officer, 2 sentinel
 */
#include "../governance.h"
#include "../roles.h"

enum { GrantRoleSize = 22 };

static __attribute__((noinline)) u64 grant_role(const Input *in)
{
    REQUIRE(in->account_count == 3, WrongAccountCount);
    REQUIRE(in->data_len == GrantRoleSize, InvalidInstructionData);
    Config *config;
    OPEN(&in->accounts[1], CONFIG_KIND, config);
    TRY(require_writable(&in->accounts[1]));
    TRY(require_governor(config, &in->accounts[0], &in->accounts[2]));
    return grant_role_to(config, in->data + 1, in->data[21]);
}
