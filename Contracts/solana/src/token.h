/* Accounts and instructions of the SPL Token program. Its integers are little-endian. */
#ifndef BRIDGE_TOKEN_H
#define BRIDGE_TOKEN_H

#include "layout.h"
#include "programs.h"

/*
 * mint, 82 bytes:           0 authority present 4, 4 authority 32, 36 supply 8, 44 decimals 1, 45 initialised 1, 46 freeze authority present 4
 * token account, 165 bytes: 0 mint 32, 32 owner 32, 64 amount 8, 72 delegate present 4, 108 state 1 (1 usable, 2 frozen), 129 close authority present 4
 */
enum {
    MintSize = 82, MintAuthorityPresent = 0, MintAuthority = 4, MintSupply = 36, MintDecimals = 44, MintInitialised = 45, MintFreezePresent = 46,
    TokenSize = 165, TokenMint = 0, TokenOwner = 32, TokenAmount = 64, TokenDelegatePresent = 72, TokenState = 108, TokenClosePresent = 129,
    TokenUsable = 1, TokenFrozen = 2,
    TokenTransferChecked = 12, TokenMintToChecked = 14, TokenBurnChecked = 15,
};

static inline u64 token_amount(const Account *account) { return load64(account->data + TokenAmount); }
static inline u64 mint_supply(const Account *mint) { return load64(mint->data + MintSupply); }

static u64 require_token_program(const Account *account)
{
    /* SECURITY: what is called to move tokens is the SPL Token program and nothing a caller chooses (W7, M50). */
    REQUIRE(equal32(account->key, TokenProgram), WrongTokenProgram);
    return Success;
}

static u64 require_mint(const Account *mint)
{
    /* SECURITY: Token-2022 mints can take fees or move balances on their own; a foreign program's mint can claim anything. */
    REQUIRE(equal32(mint->owner, TokenProgram), WrongTokenProgram);
    REQUIRE(mint->data_len == MintSize && mint->data[MintInitialised] == 1, InvalidMint);
    return Success;
}

static u64 require_token_account(const Account *account, const u8 *mint, const u8 *owner)
{
    /* SECURITY: only the SPL Token program's own accounts say who owns how much. */
    REQUIRE(equal32(account->owner, TokenProgram), WrongTokenProgram);
    REQUIRE(account->data_len == TokenSize && account->data[TokenState] == TokenUsable, InvalidTokenAccount);
    REQUIRE(equal32(account->data + TokenMint, mint), InvalidTokenAccount);
    /* SECURITY: the tokens are this party's and no one else's. */
    REQUIRE(equal32(account->data + TokenOwner, owner), InvalidTokenAccount);
    return Success;
}

/* Three accounts of a transferChecked, mintToChecked or burnChecked, in the order the token program wants them, without its authority. */
typedef struct {
    u8 tag, count;
    const Account *accounts[3];
    const Account *authority;
    u64 amount; /* local units */
    u8 decimals;
} TokenCall;

static u64 call_token(const Input *in, const TokenCall *call, const SignerSeeds *signers, u64 signer_count)
{
    AccountMeta metas[4];
    /* mintToChecked and burnChecked name the mint, which they change; transferChecked only reads it, its second account. */
    for (u64 i = 0; i < call->count; i++) metas[i] = (AccountMeta){call->accounts[i]->key, !(call->tag == TokenTransferChecked && i == 1), 0};
    metas[call->count] = (AccountMeta){call->authority->key, 0, 1};
    u8 data[16] __attribute__((aligned(8))) = {call->tag};
    store64(data + 1, call->amount);
    data[9] = call->decimals;
    const Instruction instruction = {TokenProgram, metas, (u64)call->count + 1, data, 10};
    REQUIRE(sol_invoke_signed_c(&instruction, in->accounts, in->account_count, signers, signer_count) == 0, BalanceMismatch);
    return Success;
}

/* One SPL Token authority for everything: owner of custody accounts, authority of wrapped mints. */
#define AUTHORITY_SEED "authority"
#define AUTHORITY_SEEDS(config) {{AUTHORITY_SEED, sizeof(AUTHORITY_SEED) - 1}, {&(config)->authority_bump, 1}}

#endif
