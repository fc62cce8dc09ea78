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
internal sealed class HoldBook(Network network, TransferQueries transfers, TransferBook book, PaperStore papers, PaperBook paperBook, TimeProvider time)
{
    public HoldsView Now()
    {
        var now = time.GetUtcNow();
        var open = papers.Open();
        var queue = network.Boards.SelectMany(board => board.Holds.TryGet(out var held) ? held.Select(hold => View(board, hold, open)) : []).OrderBy(hold => hold.HeldAt);
        return new(
            [.. queue],
            [.. network.Boards.Select(board => board.Holds.At(now).Select<IReadOnlyList<HeldRelease>>(held => held.Count))],
            network.Boards.ToDictionary(board => board.Name, board => board.Delays.TryGet(out var delays) ? delays.HoldMinAge.TotalSeconds : (double?)null, StringComparer.Ordinal));
    }

    private HoldView View(ChainBoard board, HeldRelease hold, IReadOnlyList<StoredPaper> open)
    {
        var entry = transfers.Find(hold.Id) is { FinalAt: not null } found ? found : null;
        // SECURITY: the destination's word is compared with the lock that this server read on the source: a release without one is a forgery (W5).
        var matches = entry is not null && entry.Transfer.Leaf() == hold.Leaf;
        var detail = entry is null ? null : book.Detail(entry, [], []);
        List<Evidence> evidence = entry is null
            ? [new("lock", $"NO LOCK of this number is final on {network.NameOf(hold.Id.Lane.Source)} as this server reads it: never approve", EvidenceWeight.Bad)]
            : [new("lock against hold", matches ? "the lock on the source gives the leaf that is held: it is the same transfer" : "the lock on the source gives ANOTHER leaf than the one held: never approve", matches ? EvidenceWeight.Good : EvidenceWeight.Bad), .. detail!.Evidence];
        return new(
            hold.Id.ToString(), board.Name, network.SymbolOf(hold.Asset), Amount.Of(hold.Amount), hold.HeldAt, board.Delays.TryGet(out var delays) ? hold.HeldAt + delays.HoldMinAge : null,
            hold.Approvals, hold.Leaf.ToString(), detail, matches, evidence, [.. open.Where(stored => stored.Paper.Action is HoldAction action && action.Transfer == hold.Id).Select(paperBook.View)]);
    }
}
