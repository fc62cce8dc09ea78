/*
 * 8 release: pays one transfer of an attested batch into the recipient's wallet. Anyone may deliver it.
 *
 *   0 []      config
 *   1 [WRITE] asset
 *   2 [WRITE] consumed page of (source, sequence / 8192)
 *   3 []      authority
 *   4 []      mint; in Mint mode [WRITE]
 *   5 [WRITE] custody token account; in Mint mode the mint again
 *   6 [WRITE] recipient's Associated Token Account
 *   7 []      SPL Token program
 *
 * data: 0 tag 1 | 1 bump of account 6 1 | 2 proof nodes p 1 | 3 epoch 4 | 7 first sequence 8 | 15 count 4 | 19 signature 96 | 115 transfer 150 |
 *       265 proof 32 p
 */
#include "../limits.h"
#include "../message.h"
#include "../signature.h"
#include "../token.h"

enum { ReleaseSize = 265, ReleaseAccounts = 8 };

/* What the transfer itself says, against this deployment, this asset and its batch. */
static u64 require_transfer(const Input *in, const Config *config, const Asset *asset, const Transfer *transfer)
{
    const u64 first = be64(in->data + 7), count = be32(in->data + 15), sequence = be64(transfer->sequence);
    /* SECURITY: signed by the guardians in force, for this deployment, this chain and this lane (W1, M58). */
    REQUIRE(be32(in->data + 3) == be32(config->epoch), WrongEpoch);
    REQUIRE(transfer->version == 1 && equal32(transfer->bridge_id, config->bridge_id), InvalidTransfer);
    REQUIRE(be16(transfer->destination) == be16(config->chain), WrongChain);
    /* SECURITY: a transfer into a margin account is not payable into a wallet. */
    REQUIRE(transfer->kind == KindWallet, InvalidKind);
    /* SECURITY: the asset paid is the asset attested. */
    REQUIRE(equal32(transfer->asset_id, asset->asset_id), InvalidTransfer);
    REQUIRE(be64(transfer->amount) != 0, ZeroAmount);
    REQUIRE(!is_zero32(transfer->sender) && !is_zero32(transfer->recipient), InvalidTransfer);
    /* SECURITY: the position is inside the batch that was signed (M10). */
    REQUIRE(count >= 1 && count <= MaxBatch && first != 0, InvalidBatch);
    REQUIRE(sequence >= first && sequence - first < count, InvalidBatch);
    return Success;
}

/* The consumed byte and bit of a sequence in the page of its lane. */
static u64 require_unconsumed(const Transfer *transfer, ConsumedPage *page, u8 **byte, u8 *bit)
{
    const u64 sequence = be64(transfer->sequence);
    /* SECURITY: the one page where this sequence is marked; in any other it would look unpaid (W4). */
    REQUIRE(be16(page->chain) == be16(transfer->source), WrongAccount);
    REQUIRE(be64(page->page) == sequence / PageBits, WrongAccount);
    const u64 at = sequence % PageBits;
    *byte = &page->bits[at / 8];
    *bit = (u8)(0x80 >> (at % 8));
    /* SECURITY: paid once (W4, M71). */
    REQUIRE((**byte & *bit) == 0, AlreadyConsumed);
    return Success;
}

static u64 require_attested(const Input *in, const Config *config, const Transfer *transfer)
{
    u8 root[32] __attribute__((aligned(8)));
    u8 digest[32] __attribute__((aligned(8)));
    const u64 index = be64(transfer->sequence) - be64(in->data + 7), count = be32(in->data + 15);
    TRY(transfer_leaf(transfer, root));
    TRY(merkle_root(root, index, count, in->data + ReleaseSize, in->data[2]));
    TRY(attestation_digest(config, transfer->source, in->data + 7, root, digest));
    /* SECURITY: nothing is paid that the guardians did not sign (W1). */
    return verify_signature(config->group_key, digest, 32, in->data + 19);
}

static u64 require_payment_accounts(const Input *in, const Asset *asset, const Transfer *transfer)
{
    const Account *authority = &in->accounts[3], *mint = &in->accounts[4], *custody = &in->accounts[5], *to = &in->accounts[6];
    const int mints = asset->mode == ModeMint;
    TRY(require_token_program(&in->accounts[7]));
    REQUIRE(equal32(mint->key, asset->mint), WrongAccount);
    /* SECURITY: paid out of custody and out of nothing else, whatever was approved to the authority (M51). */
    REQUIRE(equal32(custody->key, mints ? asset->mint : asset->custody), WrongAccount);
    REQUIRE(equal32(mints ? mint->data + MintAuthority : custody->data + TokenOwner, authority->key), WrongAccount);
    /* SECURITY: to the recipient who was attested, at the one address where a wallet looks for its tokens. */
    TRY(require_token_account(to, asset->mint, transfer->recipient));
    u8 address[32] __attribute__((aligned(8)));
    const Slice seeds[4] = {{transfer->recipient, 32}, {TokenProgram, 32}, {asset->mint, 32}, {in->data + 1, 1}};
    REQUIRE(sol_create_program_address(seeds, 4, AssociatedTokenProgram, address) == 0, WrongAccount);
    REQUIRE(equal32(to->key, address), WrongAccount);
    return Success;
}

static u64 pay(const Input *in, const Config *config, const Asset *asset, u64 local_amount)
{
    const Account *mint = &in->accounts[4], *custody = &in->accounts[5], *to = &in->accounts[6];
    TokenCall call = {TokenTransferChecked, 3, {custody, mint, to}, &in->accounts[3], local_amount, asset->local_decimals};
    if (asset->mode == ModeMint) {
        call.tag = TokenMintToChecked;
        call.count = 2;
        call.accounts[0] = mint;
        call.accounts[1] = to;
    }
    const Slice seeds[2] = AUTHORITY_SEEDS(config);
    const SignerSeeds signer = {seeds, 2};
    const u64 before = token_amount(to);
    TRY(call_token(in, &call, &signer, 1));
    /* SECURITY: a sequence is consumed only for a payment that arrived (W5). */
    REQUIRE(token_amount(to) - before == local_amount, BalanceMismatch);
    return Success;
}

static __attribute__((noinline)) u64 release(const Input *in)
{
    REQUIRE(in->account_count == ReleaseAccounts, WrongAccountCount);
    REQUIRE(in->data_len >= ReleaseSize, InvalidInstructionData);
    /* SECURITY: bounds what merkle_root reads (M10). */
    REQUIRE(in->data[2] <= MaxProof, InvalidProof);
    REQUIRE(in->data_len == ReleaseSize + 32 * (u64)in->data[2], InvalidInstructionData);
    const Transfer *transfer = (const Transfer *)(const void *)(in->data + 115);
    const Config *config;
    Asset *asset;
    ConsumedPage *page;
    u8 *byte, bit;
    OPEN(&in->accounts[0], CONFIG_KIND, config);
    OPEN(&in->accounts[1], ASSET_KIND, asset);
    OPEN(&in->accounts[2], CONSUMED_KIND, page);
    TRY(require_writable(&in->accounts[1]));
    TRY(require_writable(&in->accounts[2]));
    TRY(require_transfer(in, config, asset, transfer));
    TRY(require_unconsumed(transfer, page, &byte, &bit)); /* before the costly checks: relayers race */
    TRY(require_payment_accounts(in, asset, transfer));
    TRY(require_attested(in, config, transfer));

    const u64 amount = be64(transfer->amount), units = be64(asset->units);
    u64 most = ~0ULL / units;
    __asm__("" : "+r"(most)); /* hidden from the compiler, which would make the comparison a 128-bit product that the machine lacks */
    /* SECURITY: an amount that wraps around would pay the remainder (M60). */
    REQUIRE(amount <= most, AmountOverflow);
    TRY(take_from_bucket(asset, amount));
    *byte |= bit;
    put_be64(asset->released, be64(asset->released) + amount);
    return pay(in, config, asset, amount * units);
}
