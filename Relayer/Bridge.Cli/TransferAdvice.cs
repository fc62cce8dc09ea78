using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Protocol.Risk;

namespace Bridge.Cli;

/// <summary>What a user can do about a transfer, by where it is and by what its destination itself says stands in the way.</summary>
internal static class TransferAdvice
{
    private const int ApprovalsNeeded = 2;

    /// <summary>For people; null when it has ended and nothing is left to do.</summary>
    public static async Task<string?> ForAsync(CliSession session, TransferStatus status, CancellationToken cancellationToken)
    {
        var id = TransferId.Parse(status.Id);
        switch (status.State)
        {
            case TransferState.Observed:
                return "nothing: a lock becomes final by itself";
            case TransferState.Finalized:
                return $"nothing; if it stays like this, its sender can ask for it back: bridge refund {id}";
            case TransferState.Signed or TransferState.Submitted:
                return $"nothing; if it stays like this, anybody can deliver it: bridge deliver {id}; or its sender asks for it back: bridge refund {id}";
            case TransferState.Limited:
                return await ReadAsync(session, id, () => OfLimitedAsync(session, id, status, cancellationToken), $"nothing: it is released when the limit allows it (bridge limits); or its sender asks for it back: bridge refund {id}");
            case TransferState.Held:
                return await HeldAsync(session, id, cancellationToken);
            case TransferState.VoidRequested:
                return "nothing: it is made void on the destination and then paid back, unless the release comes first";
            case TransferState.Voided:
                return "nothing: the sender is paid back by itself, when no breaker of the source stands in the way (bridge limits)";
            case TransferState.Undeliverable:
                return $"the recipient claims it: bridge claim {session.SymbolOf(status.Asset)} --on {session.ChainOf(id.Lane.Destination).Name}";
            default:
                return null;
        }
    }

    /// <summary>What a held transfer waits for; that it is not known when its destination cannot be asked.</summary>
    public static Task<string> HeldAsync(CliSession session, TransferId id, CancellationToken cancellationToken) => ReadAsync(
        session, id, () => OfHoldAsync(session, id, cancellationToken), $"wait for the officers (bridge risk list); or its sender asks for it back: bridge refund {id}");

    /// <summary>What a held transfer waits for, as its destination shows it.</summary>
    /// <exception cref="ChainReadException">The destination cannot say.</exception>
    public static async Task<string> OfHoldAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        var chain = session.ChainOf(id.Lane.Destination);
        var reader = chain.RiskReader(chain.RpcUrls[0]);
        var back = $"or one of them rejects it, which refunds its sender (bridge risk create reject-hold --transfer {id} --out FILE); or its sender asks for it back: bridge refund {id}";
        if ((await reader.ReadHoldsAsync(cancellationToken)).FirstOrDefault(hold => hold.Id == id) is not { } hold)
            return $"nothing: {chain.Name} does not hold it any more (bridge status {id} --from-chain)";
        var asset = session.AssetOf(hold.Asset);
        var terms = asset is null ? null : await ReleaseTerms.ReadAsync(session, chain, asset, cancellationToken);
        var now = session.Time.GetUtcNow();
        var obstacle = terms?.Obstacle(hold.Amount, now);
        // What needs people is said at once: approvals alone would not pay it.
        var needed = obstacle is { EndsAt: null } ? obstacle.Words : null;
        if (hold.Approvals < ApprovalsNeeded)
        {
            var approvals = $"{hold.Approvals} of {ApprovalsNeeded} officers have approved it on {chain.Name} (bridge risk create approve-hold --transfer {id} --out FILE)";
            return needed is null ? $"wait for the officers: {approvals}; {back}" : $"wait for the officers: {approvals}, and then it is not paid either: {needed}; {back}";
        }

        if (needed is not null) return $"{ApprovalsNeeded} officers have approved it, and it is not paid: {needed}; {back}";
        var payableAt = hold.HeldAt + (await reader.ReadDelaysAsync(cancellationToken)).HoldMinAge;
        if (obstacle is not null && obstacle.EndsAt > payableAt) return $"nothing: {ApprovalsNeeded} officers have approved it; {obstacle.Words}";
        return now < payableAt
            ? $"nothing: {ApprovalsNeeded} officers have approved it, and it is paid when it is old enough, at {TimeWords.At(payableAt, now)}"
            : $"nothing: {ApprovalsNeeded} officers have approved it and a relayer has it paid in a moment; anybody may: bridge risk execute --hold {id}";
    }

    private static async Task<string> OfLimitedAsync(CliSession session, TransferId id, TransferStatus status, CancellationToken cancellationToken)
    {
        var asset = session.AssetOf(AssetId.From(Bytes32.Parse(status.Asset)));
        var back = $"or its sender asks for it back: bridge refund {id}";
        if (asset is null) return $"nothing: it is released when the limit allows it (bridge limits); {back}";
        var terms = await ReleaseTerms.ReadAsync(session, session.ChainOf(id.Lane.Destination), asset, cancellationToken);
        if (terms.Halted is { } halted) return $"releases of {asset.Symbol} on {terms.Chain.Name} are {halted}: it waits until officers open them; {back}";
        return terms.Obstacle(status.Amount, session.Time.GetUtcNow()) switch
        {
            null => $"nothing: it fits the limits now (bridge limits) and a relayer sends it again; {back}",
            { EndsAt: null } people => $"{people.Words}; {back}",
            var waits => $"nothing: {waits.Words}; {back}",
        };
    }

    // What is only said must not fail where the chain cannot be asked: then it is said that it was not.
    private static async Task<string> ReadAsync(CliSession session, TransferId id, Func<Task<string>> read, string unread)
    {
        try
        {
            return await read();
        }
        catch (ChainReadException e)
        {
            return $"{unread}. {session.ChainOf(id.Lane.Destination).Name} could not be asked what stands in the way: {e.Message}";
        }
    }
}
