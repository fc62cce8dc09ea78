using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;

namespace Bridge.Dashboard.Views;

/// <summary>Makes of a history's entry what a page shows: names, and the reason why it waits.</summary>
internal sealed class TransferBook(Network network, PartyReaders parties, ObservationReader observations, TransferWeighing weighing, TimeProvider time)
{
    /// <summary>As a row.</summary>
    public TransferRow Row(TransferEntry entry)
    {
        var (waiting, until) = WaitReason.Of(entry, network, time.GetUtcNow());
        return new()
        {
            Id = entry.Id.ToString(),
            Source = network.NameOf(entry.Id.Lane.Source),
            Destination = network.NameOf(entry.Id.Lane.Destination),
            Asset = network.SymbolOf(entry.Transfer.Asset),
            Amount = Amount.Of(entry.Transfer.Amount),
            Kind = entry.Transfer.Kind == TransferKind.MarginAccount ? "margin" : "wallet",
            State = entry.State.ToString(),
            WaitingFor = waiting,
            WaitsUntil = until,
            LockedAt = entry.LockedAt,
            EndedAt = entry.EndedAt,
            UpdatedAt = entry.UpdatedAt,
        };
    }

    /// <summary>Everything about it; relayers and guardians are asked now.</summary>
    public async Task<TransferDetail> DetailAsync(TransferEntry entry, CancellationToken cancellationToken)
    {
        var words = Task.WhenAll(parties.RelayerHealth.Keys.Select(url => parties.AskAsync(url, entry.Id, cancellationToken)));
        var signed = observations.ReadAsync(entry.Transfer, cancellationToken);
        return Detail(entry, await words, await signed);
    }

    /// <summary>Everything that this server knows by itself.</summary>
    public TransferDetail Detail(TransferEntry entry, IReadOnlyList<Sourced> relayers, IReadOnlyList<Sourced> signed)
    {
        var row = Row(entry);
        return new()
        {
            Id = row.Id, Source = row.Source, Destination = row.Destination, Asset = row.Asset, Amount = row.Amount, Kind = row.Kind, State = row.State, WaitingFor = row.WaitingFor,
            WaitsUntil = row.WaitsUntil, LockedAt = row.LockedAt, EndedAt = row.EndedAt, UpdatedAt = row.UpdatedAt,
            Sender = network.Format(entry.Id.Lane.Source, entry.Transfer.Sender),
            Recipient = network.Format(entry.Id.Lane.Destination, entry.Transfer.Recipient),
            Encoded = Hex.Encode(entry.Transfer.Encode()),
            Leaf = entry.Transfer.Leaf().ToString(),
            SourceTransaction = entry.SourceTransaction,
            SourceHeight = entry.Height,
            DestinationTransaction = entry.DestinationTransaction,
            HoldTransaction = entry.HoldTransaction,
            Timeline = [.. Timeline(entry).OrderBy(step => step.At)],
            Relayers = relayers,
            Observations = signed,
            Evidence = weighing.Of(entry, signed),
        };
    }

    private IEnumerable<TimelineStep> Timeline(TransferEntry entry)
    {
        var (source, destination) = (network.NameOf(entry.Id.Lane.Source), network.NameOf(entry.Id.Lane.Destination));
        TimelineStep? Step(string step, DateTimeOffset? at, string from, string text, string? transaction = null, string? chain = null) => at is { } when ? new(step, when, from, text, transaction, chain) : null;
        return new[]
        {
            Step("locked", entry.LockedAt, source, $"locked on {source}, seen by this server", entry.SourceTransaction, source),
            Step("final", entry.FinalAt, source, $"final on {source}"),
            Step("signed", entry.SignedAt, "relayer", "a relayer says that the guardians have signed"),
            Step("submitted", entry.SubmittedAt, "relayer", "a relayer says that the release was sent", entry.HoldTransaction ?? (entry.HeldAt is null ? entry.DestinationTransaction : null), destination),
            Step("held", entry.HeldAt, destination, $"held on {destination}: two officers decide", entry.HoldTransaction, destination),
            Step("approved", entry.ApprovedAt, destination, "one officer has approved, as the contract counts them"),
            Step("approved", entry.ApprovedTwiceAt, destination, "two officers have approved: anybody may have it paid now"),
            Step("released", entry.ReleasedAt, destination, entry.HeldAt is null ? $"paid on {destination}, final there" : $"approved by two officers and paid on {destination}, final there", entry.DestinationTransaction, destination),
            Step("voidRequested", entry.VoidRequestedAt, source, $"a refund was asked for on {source}", entry.RequestTransaction, source),
            Step("voided", entry.VoidedAt, destination, $"consumed on {destination} without a payment", entry.VoidTransaction, destination),
            Step("refunded", entry.RefundedAt, source, $"paid back on {source}", entry.RefundTransaction, source),
        }.OfType<TimelineStep>();
    }
}
