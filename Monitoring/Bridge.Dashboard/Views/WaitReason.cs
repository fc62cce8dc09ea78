using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>Why a transfer waits, as far as this server can see it: facts of the chains first, a relayer's word after them.</summary>
internal static class WaitReason
{
    public static (string? Reason, DateTimeOffset? Until) Of(TransferEntry entry, Network network, DateTimeOffset now)
    {
        if (entry.EndedAt is not null) return (null, null);
        var (source, destination) = (network.NameOf(entry.Id.Lane.Source), network.NameOf(entry.Id.Lane.Destination));
        return entry.State switch
        {
            TransferState.Observed => ($"finality on {source}", null),
            TransferState.Held => ($"two officers' approval: {entry.Approvals ?? 0} of 2", Earliest(entry, network) is { } earliest && earliest > now ? earliest : null),
            TransferState.VoidRequested => ($"the guardians' void on {destination}", null),
            TransferState.Voided => ($"the refund on {source}", null),
            _ => Delivery(entry, network, now),
        };
    }

    private static (string? Reason, DateTimeOffset? Until) Delivery(TransferEntry entry, Network network, DateTimeOffset now)
    {
        if (network.Find(entry.Id.Lane.Destination) is not { } board) return ("an unknown chain", null);
        if (board.LevelInForce(entry.Transfer.Asset) is BreakerLevel.Cursed) return ($"breaker level 5 on {board.Name}: nothing moves", null);
        if (board.Limits.TryGetValue(entry.Transfer.Asset, out var reading) && reading.TryGet(out var set))
        {
            var limits = board.InForce(entry.Transfer.Asset, set);
            if (limits.MaxRelease == 0) return ($"limits: the asset is closed on {board.Name}", null);
            if (entry.Transfer.Amount > limits.MaxRelease) return ($"limits: above the largest release on {board.Name}, {network.Text(limits.MaxRelease, entry.Transfer.Asset)}; officers raise it, or its sender asks for it back", null);
            if (entry.Transfer.Amount > limits.Available)
                return ($"headroom on {board.Name}", limits.RefillPerSecond == 0 ? null : now.AddSeconds(((entry.Transfer.Amount - limits.Available) / limits.RefillPerSecond) + 1));
        }

        return entry.Waiting is { } word
            ? ($"{word} (a relayer's word)", entry.WaitsUntil)
            : (entry.State == TransferState.Submitted ? $"finality of the release on {board.Name}" : "the guardians' signature and its delivery", null);
    }

    // Before it no approval pays; after it people are waited for, and no time is told.
    private static DateTimeOffset? Earliest(TransferEntry entry, Network network) =>
        entry.HeldAt is { } held && network.Find(entry.Id.Lane.Destination) is { } board && board.Delays.TryGet(out var delays) ? held + delays.HoldMinAge : null;
}
