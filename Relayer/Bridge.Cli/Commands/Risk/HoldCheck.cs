using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli.Commands.Risk;

/// <summary>Whether there is a hold to decide: a paper about a transfer that is not held costs its signers a nonce and whoever submits it a fee, for nothing.</summary>
internal static class HoldCheck
{
    /// <exception cref="CliException">It is not held now.</exception>
    /// <exception cref="ChainReadException">The destination cannot say.</exception>
    public static async Task RequireHeldAsync(CliSession session, TransferId id, CancellationToken cancellationToken, string whatFor = "approve or reject")
    {
        var chain = session.ChainOf(id.Lane.Destination).Name;
        var problem = await ChainTruth.StateAsync(session, id, cancellationToken) switch
        {
            DestinationState.Held => null,
            DestinationState.Released => $"{id} has been released on {chain} already",
            DestinationState.Voided => $"{id} is void on {chain}: it goes back to its sender",
            DestinationState.Open => $"{id} is not held on {chain}: nothing of it has arrived there",
            var other => throw new InvalidOperationException($"unknown state {other}"),
        };
        if (problem is not null) throw new CliException($"{problem}; there is nothing to {whatFor}", "see 'bridge risk list' for what is held");
    }
}
