using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;

namespace Bridge.Dashboard.Views;

/// <summary>What speaks for and against a transfer: facts that this server read, each with its weight. It decides nothing.</summary>
internal sealed class TransferWeighing(Network network, TransferQueries queries)
{
    private const int Looked = 200;

    public IReadOnlyList<Evidence> Of(TransferEntry entry, IReadOnlyList<Sourced> observations)
    {
        var evidence = new List<Evidence>();
        void Add(string label, string text, EvidenceWeight weight) => evidence.Add(new(label, text, weight));
        var source = network.NameOf(entry.Id.Lane.Source);
        if (entry.FinalAt is { } final) Add("lock", $"final on {source}, read by this server itself on {final.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", EvidenceWeight.Good);
        else Add("lock", $"not final on {source} yet", EvidenceWeight.Bad);
        if (entry.ReleasedAt is not null && entry.RefundedAt is not null) Add("both ends", "paid on the destination AND paid back on the source", EvidenceWeight.Bad);

        Hold(entry, Add);
        var matching = observations.Count(seen => seen.Value is ObservationView { Matches: true });
        var threshold = network.Deployment.Guardians.Threshold;
        if (matching > 0) Add("guardians", $"{matching} guardians signed that they saw exactly this lock; {threshold} are needed for a signature", matching >= threshold ? EvidenceWeight.Good : EvidenceWeight.Neutral);
        if (observations.Any(seen => seen.Value is ObservationView { Matches: false })) Add("guardians that differ", "a guardian signed something else for this number", EvidenceWeight.Bad);

        Limits(entry, Add);
        Recipient(entry, Add);
        return evidence;
    }

    private void Hold(TransferEntry entry, Action<string, string, EvidenceWeight> add)
    {
        if (network.Find(entry.Id.Lane.Destination) is not { } board || !board.Holds.TryGet(out var held) || held.FirstOrDefault(other => other.Id == entry.Id) is not { } hold) return;
        // SECURITY: the destination's word is compared with the lock that this server read on the source (W5).
        if (entry.Transfer.Leaf() == hold.Leaf) add("lock against hold", "the lock on the source gives the leaf that is held: it is the same transfer", EvidenceWeight.Good);
        else add("lock against hold", "the lock on the source gives ANOTHER leaf than the one held: never approve", EvidenceWeight.Bad);
    }

    private void Limits(TransferEntry entry, Action<string, string, EvidenceWeight> add)
    {
        if (network.Find(entry.Id.Lane.Destination) is not { } board || !board.Limits.TryGetValue(entry.Transfer.Asset, out var reading) || !reading.TryGet(out var limits)) return;
        if (limits.HoldThreshold != ulong.MaxValue && entry.Transfer.Amount >= limits.HoldThreshold)
            add("hold threshold", $"the amount is at or above the threshold of {network.Text(limits.HoldThreshold, entry.Transfer.Asset)}: that alone holds it", EvidenceWeight.Neutral);
        if (board.LevelInForce(entry.Transfer.Asset) is { } level and > Protocol.Risk.BreakerLevel.Watch)
            add("breaker", $"level {(byte)level} {level.ToString().ToLowerInvariant()} is in force on {board.Name}", EvidenceWeight.Bad);
    }

    private void Recipient(TransferEntry entry, Action<string, string, EvidenceWeight> add)
    {
        // SECURITY: what was locked and asked back was paid to nobody, and costs its sender nothing: it would make the next one look usual.
        var before = queries.Search(null, [entry.Transfer.Recipient], new() { Lane = entry.Id.Lane, State = TransferState.Released }, entry.Number, Looked).Items.Where(other => other.Transfer.Recipient == entry.Transfer.Recipient).ToList();
        add("recipient's history", before.Count switch
        {
            0 => "never paid before over this lane: make sure that the sender means this account",
            Looked => $"paid {Looked} times or more before over this lane",
            1 => "paid once before over this lane",
            _ => $"paid {before.Count} times before over this lane",
        }, before.Count == 0 ? EvidenceWeight.Unusual : EvidenceWeight.Good);
        var largest = before.Where(other => other.Transfer.Asset == entry.Transfer.Asset).Select(other => other.Transfer.Amount).DefaultIfEmpty().Max();
        if (largest > 0 && entry.Transfer.Amount / 10 > largest)
            add("recipient's largest before", $"the amount is more than ten times the largest that this recipient was paid, {network.Text(largest, entry.Transfer.Asset)}", EvidenceWeight.Unusual);
    }
}

/// <summary>A guardian's signed word for a lock.</summary>
internal sealed record ObservationView(ushort Guardian, ulong Height, string BlockHash, bool Matches);
