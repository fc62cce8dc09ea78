using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Cli;

/// <summary>Addresses that can be paid and where nobody could ever take the money: the bridge's own contracts, the tokens', programs of the chain.</summary>
internal static class DeadRecipients
{
    // SPL Token and Associated Token Account; the system program is the zero address, which is none. An EVM chain's precompiles: 0x…01 to 0x…ff.
    private static readonly string[] SolanaPrograms =
        ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"];

    /// <summary>Insists that somebody can have the recipient's key.</summary>
    /// <exception cref="UsageException">Nobody can.</exception>
    public static void Refuse(CliSession session, IChainFamily destination, PartyAddress recipient)
    {
        var (what, _) = Of(session.Deployment, destination).FirstOrDefault(known => Parse(destination, known.Address) == recipient);
        if (what is null && destination.Chain.Value == session.Deployment.Evm.Chain && recipient.Value.ToArray().AsSpan(0, 31).IndexOfAnyExcept((byte)0) < 0) what = "a precompiled contract";
        // SECURITY: the chain would pay it, and nobody could ever move it again.
        if (what is not null) throw new UsageException($"{destination.FormatAddress(recipient)} is {what} on {destination.Name}: what is paid there is lost", "name the address of a wallet with --recipient");
    }

    /// <summary>The same of what only the chain can say.</summary>
    /// <exception cref="UsageException">Nobody can.</exception>
    /// <exception cref="ChainReadException">The chain cannot say: that is not taken for a wallet.</exception>
    public static async Task RefuseAsync(CliSession session, IChainFamily destination, PartyAddress recipient, CancellationToken cancellationToken)
    {
        // SECURITY: the usual mistake: what is paid to a token account belongs to an account of that account, for ever.
        if (await destination.AccountReader(destination.RpcUrls[0]).FindNoWalletAsync(recipient, cancellationToken) is { } what)
            throw new UsageException($"{destination.FormatAddress(recipient)} is {what} on {destination.Name}: what is paid there is lost", "name the address of a wallet with --recipient");
    }

    private static IEnumerable<(string What, string Address)> Of(Deployment deployment, IChainFamily destination)
    {
        if (destination.Chain.Value == deployment.Evm.Chain)
        {
            yield return ("the bridge's own vault", deployment.Evm.Vault);
            yield return ("the margin contract", deployment.Evm.MarginAccounts);
            foreach (var asset in deployment.Assets) yield return ($"the {asset.Symbol} token", asset.EvmToken);
            yield break;
        }

        yield return ("the bridge's own program", deployment.Solana.Program);
        foreach (var asset in deployment.Assets) yield return ($"the {asset.Symbol} mint", asset.SolanaMint);
        foreach (var program in SolanaPrograms) yield return ("a program of the chain", program);
    }

    private static PartyAddress? Parse(IChainFamily chain, string text)
    {
        try
        {
            return chain.ParseAddress(text);
        }
        catch (ProtocolException)
        {
            // No address is no recipient either.
            return null;
        }
    }
}
