using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;

namespace Bridge.Chains.Solana.Programs;

/// <summary>Token accounts of people who are paid and may have none yet.</summary>
internal sealed class AssociatedAccounts(SolanaRpc rpc)
{
    /// <summary>Whether an associated token account has to be made: nobody has, whoever sent lamports to its address.</summary>
    public static bool IsMissing(SolanaAccount? account) => account is null || account.Owner == SystemProgram.Id;

    /// <summary>What comes before a payment to <paramref name="owner"/>: the making of the account when it is missing, else nothing.</summary>
    /// <exception cref="ChainReadException">The node gave no answer.</exception>
    /// <remarks>
    /// An account that exists is left alone: the Associated Token Account program fails on one that was given to somebody else, and with it the whole
    /// transaction, while the bridge program turns such a payment into a claim.
    /// </remarks>
    public async Task<Instruction[]> CreateIfMissingAsync(SolanaAddress payer, SolanaAddress owner, SolanaAddress mint, CancellationToken cancellationToken)
    {
        var (_, account) = await rpc.GetAccountAsync(TokenProgram.AssociatedAccount(owner, mint), Commitment.Processed, cancellationToken);
        // SECURITY: only the owner's claim is left of a payment to an account that was given away; nobody waits for what cannot be made (M62).
        return IsMissing(account) ? [TokenProgram.CreateAssociatedIdempotent(payer, owner, mint)] : [];
    }
}
