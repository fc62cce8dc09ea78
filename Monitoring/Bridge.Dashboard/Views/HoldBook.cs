using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>A held release with what speaks for and against it.</summary>
internal sealed record HoldView(
    string Id, string Chain, string Asset, Amount Amount, DateTimeOffset HeldAt, DateTimeOffset? ExecutableAt, int Approvals, string Leaf, TransferDetail? Transfer, bool Matches,
    IReadOnlyList<Evidence> Evidence, IReadOnlyList<PaperView> Papers);

/// <summary>The queue, and how well it could be read.</summary>
internal sealed record HoldsView(IReadOnlyList<HoldView> Queue, IReadOnlyList<Sourced> Reads, IReadOnlyDictionary<string, double?> MinAgeSeconds);

/// <summary>Puts what a destination holds beside what its source locked.</summary>
internal sealed class HoldBook(Network network, TransferQueries transfers, TransferBook book, ObservationReader observations, PaperStore papers, PaperBook paperBook, TimeProvider time)
{
    // Guardians are asked about the oldest alone: many holds are no reason to ask them without end.
    private const int Asked = 50;

    /// <summary>The queue, the oldest first; guardians are asked now.</summary>
    public async Task<HoldsView> NowAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = papers.Open();
        var held = network.Boards.SelectMany(board => board.Holds.TryGet(out var holds) ? holds.Select(hold => (Board: board, Hold: hold)) : []).OrderBy(entry => entry.Hold.HeldAt);
        var queue = await Task.WhenAll(held.Select((entry, index) => ViewAsync(entry.Board, entry.Hold, open, index < Asked, cancellationToken)));
        return new(
            queue,
            [.. network.Boards.Select(board => board.Holds.At(now).Select<IReadOnlyList<HeldRelease>>(held => held.Count))],
            network.Boards.ToDictionary(board => board.Name, board => board.Delays.TryGet(out var delays) ? delays.HoldMinAge.TotalSeconds : (double?)null, StringComparer.Ordinal));
    }

    private async Task<HoldView> ViewAsync(ChainBoard board, HeldRelease hold, IReadOnlyList<StoredPaper> open, bool asks, CancellationToken cancellationToken)
    {
        var entry = transfers.Find(hold.Id) is { FinalAt: not null } found ? found : null;
        // SECURITY: the destination's word is compared with the lock that this server read on the source: a release without one is a forgery (W5).
        var matches = entry is not null && entry.Transfer.Leaf() == hold.Leaf;
        var detail = entry is null ? null : book.Detail(entry, [], asks ? await observations.ReadAsync(entry.Transfer, cancellationToken) : []);
        List<Evidence> evidence = entry is null
            ? [new("lock", $"NO LOCK of this number is final on {network.NameOf(hold.Id.Lane.Source)} as this server reads it: never approve", EvidenceWeight.Bad)]
            : asks ? [.. detail!.Evidence] : [.. detail!.Evidence, new("guardians", $"not asked: {Asked} older holds wait; the transfer's own page asks them", EvidenceWeight.Neutral)];
        return new(
            hold.Id.ToString(), board.Name, network.SymbolOf(hold.Asset), Amount.Of(hold.Amount), hold.HeldAt, board.Delays.TryGet(out var delays) ? hold.HeldAt + delays.HoldMinAge : null,
            hold.Approvals, hold.Leaf.ToString(), detail, matches, evidence, [.. open.Where(stored => stored.Paper.Action is HoldAction action && action.Transfer == hold.Id).Select(paperBook.View)]);
    }
}
