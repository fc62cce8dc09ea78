/*
 * Shows the program's signature check and arithmetic to the tests, compiled and run as on chain.
 *   data: 1 | key 33 | signature 96 | message     verify_signature
 *         2 | key 33                              validate_group_key
 *         3 | a 48 | b 32                         a * b mod n as return data (a read as a challenge)
 *         4 | a 32 | b 32                         a * b mod n as return data
 *         5 | a 32                                n - a as return data
 * With PROBE_RECOVERY the recovery leaves what the signature claims and returns that number: 0 shows what the checks before it refuse, 3 what
 * a failed recovery may not do.
 */
#include "runtime/input.h"

#ifdef PROBE_RECOVERY
/* The heap of the machine: the one place outside the stack that may be written. */
#define CLAIMED ((u8 *)0x300000000ULL)
static u64 claimed_recover(u8 *point)
{
    for (u32 i = 0; i < 64; i += 8) store64(point + i, load64(CLAIMED + i));
    return PROBE_RECOVERY;
}
#define sol_secp256k1_recover(hash, recovery_id, signature, point) claimed_recover(point)
#endif

#include "signature.h"

u64 entrypoint(u8 *region);

u64 entrypoint(u8 *region)
{
    Input in;
    TRY(parse_input(region, &in));
    const u8 *data = in.data;
    u64 a[LIMBS], b[LIMBS];
    u8 product[32] __attribute__((aligned(8)));
    switch (data[0]) {
    case 1:
#ifdef PROBE_RECOVERY
        for (u32 i = 0; i < 64; i += 8) store64(CLAIMED + i, load64(data + 34 + i));
#endif
        return verify_signature(data + 1, data + 130, in.data_len - 130, data + 34);
    case 2: return validate_group_key(data + 1);
    case 3: scalar_read_wide(a, data + 1); scalar_read(b, data + 49); break;
    case 4: scalar_read(a, data + 1); scalar_read(b, data + 33); break;
    case 5: scalar_read(a, data + 1); scalar_negate(b, a); scalar_write(product, b); sol_set_return_data(product, 32); return 0;
    default: return UnknownInstruction;
    }
    scalar_multiply(product, a, b);
    sol_set_return_data(product, 32);
    return 0;
}
