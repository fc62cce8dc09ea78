/* Who may list assets, open lanes and set limits. */
#ifndef BRIDGE_GOVERNANCE_H
#define BRIDGE_GOVERNANCE_H

#include "layout.h"

static u64 require_governor(const Config *config, const Account *governor)
{
    TRY(require_signer(governor));
    /* SECURITY: the one key that may list, open and limit. */
    REQUIRE(equal32(config->governor, governor->key), NotGovernor);
    return Success;
}

#endif
