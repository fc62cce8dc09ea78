/* Types and runtime functions of the Solana virtual machine, as its C interface defines them. */
#ifndef BRIDGE_RUNTIME_H
#define BRIDGE_RUNTIME_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;

_Static_assert(sizeof(u64) == 8 && sizeof(void *) == 8, "the machine has 64-bit words and addresses");

/*
 * One account of an instruction. The layout is the one that cross-program calls take (SolAccountInfo, 56 bytes), so that the parsed array
 * can be handed on as it is. key, lamports, data and owner point into the input region: the runtime refuses copies.
 */
typedef struct {
    const u8 *key;
    u64 *lamports;
    u64 data_len; /* when parsed; see account_data_len for an account that was made since */
    u8 *data;
    const u8 *owner;
    u64 rent_epoch;
    u8 is_signer;
    u8 is_writable;
    u8 is_executable;
} Account;

_Static_assert(sizeof(Account) == 56, "SolAccountInfo");

typedef struct {
    const void *address;
    u64 length;
} Slice; /* SolBytes, SolSignerSeed */

typedef struct {
    const Slice *seeds;
    u64 count;
} SignerSeeds;

typedef struct {
    const u8 *key;
    u8 is_writable;
    u8 is_signer;
} AccountMeta;

_Static_assert(sizeof(AccountMeta) == 16, "SolAccountMeta");

typedef struct {
    const u8 *program;
    const AccountMeta *accounts;
    u64 account_count;
    const u8 *data;
    u64 data_len;
} Instruction;

typedef struct {
    u64 slot;
    i64 epoch_start;
    u64 epoch;
    u64 leader_schedule_epoch;
    i64 unix_timestamp;
} Clock;

/* The threshold is a double; the machine has no floating point, so its bits are compared (rent.h). */
typedef struct {
    u64 lamports_per_byte;
    u64 exemption_threshold_bits;
    u64 burn_percent;
} Rent;

/* Each returns 0 when it succeeded and must be asked; invoke_signed ends the program when the callee fails. */
u64 sol_sha256(const Slice *slices, u64 count, u8 *digest);
u64 sol_keccak256(const Slice *slices, u64 count, u8 *digest);
u64 sol_secp256k1_recover(const u8 *hash, u64 recovery_id, const u8 *signature, u8 *point);
u64 sol_create_program_address(const Slice *seeds, u64 count, const u8 *program, u8 *address);
u64 sol_try_find_program_address(const Slice *seeds, u64 count, const u8 *program, u8 *address, u8 *bump);
u64 sol_invoke_signed_c(const Instruction *instruction, const Account *accounts, u64 account_count, const SignerSeeds *signers, u64 signer_count);
u64 sol_get_clock_sysvar(Clock *clock);
u64 sol_get_rent_sysvar(Rent *rent);
void sol_set_return_data(const u8 *data, u64 length);

#endif
