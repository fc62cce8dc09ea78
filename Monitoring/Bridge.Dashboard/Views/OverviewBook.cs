using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>Makes the overview, at most twice a second however many look at it.</summary>
internal sealed class OverviewBook(
    Network network, BreakerBook breakers, FlowBook flows, ReserveWatch reserves, TransferBook transfers, TransferQueries queries, TransferHistory history, PartyReaders parties, ForeignBook foreign,
    IReadOnlyDictionary<ChainId, HistoryReader> readers, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private Overview? _last;

    public Overview Now()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return _last is { } last && now - last.Now < Kept ? last : _last = Make(now);
        }
    }

    /// <summary>Guardians that say lately that they sign something; null before all were asked once, for nobody has been silent yet.</summary>
    public GuardianBrief Guardians()
    {
        var now = time.GetUtcNow();
        var (total, threshold) = (network.Deployment.Guardians.Members.Count, network.Deployment.Guardians.Threshold);
        int? signing = parties.Guardians.Values.Any(guardian => guardian.At(now) is { State: ReadingState.Unread, Problem: null }) ? null
            : parties.Guardians.Values.Count(guardian => guardian.TryGetFresh(now, out var health) && health.Signs);
        return new(total, threshold, signing, signing - threshold);
    }

    private Overview Make(DateTimeOffset now)
    {
        var oldest = queries.OldestWaiting();
        var holds = network.Boards.Sum(board => board.Holds.TryGet(out var held) ? held.Count : 0);
        var (reserve, chains, guardians) = (reserves.Look(), network.Boards.Select(board => Brief(board, now)).ToList(), Guardians());
        return new(
            now, breakers.Cells(), flows.All(), reserve, chains, guardians, oldest is null ? null : transfers.Row(oldest), new(queries.WaitingCount(), holds), HistoryState(now),
            [.. Problems(now, reserve, chains, guardians, holds).OrderBy(problem => problem.Severity == "critical" ? 0 : 1)]);
    }

    private Sourced HistoryState(DateTimeOffset now)
    {
        var reads = readers.Values.Select(reader => reader.CaughtUp.At(now)).ToList();
        var worst = reads.MaxBy(read => (int)read.State)!;
        return worst with { Source = "dashboard history", Value = new HistoryBrief(history.Count, reads.All(read => read.State == ReadingState.Fresh)), ReadAt = worst.ReadAt };
    }

    public static ChainBrief Brief(ChainBoard board, DateTimeOffset now)
    {
        var best = board.Heads.MaxBy(head => head.TryGet(out var value) ? (double)value.Block.Height : -1)!;
        return new(
            board.Name, best.At(now).Select<HeadReading>(head => head.Block.Height), board.Head is { } newest ? Math.Max(0, (now - newest.AdvancedAt).TotalSeconds) : null,
            board.Heads.Count, board.Heads.Count(head => head.TryGetFresh(now, out _)), board.Divergence is not null);
    }

    private IEnumerable<ProblemView> Problems(DateTimeOffset now, IReadOnlyList<Reserve> reserve, IReadOnlyList<ChainBrief> chains, GuardianBrief guardians, int holds)
    {
        foreach (var short_ in reserve.Where(entry => entry.Verdict == ReserveVerdict.Short)) yield return new("critical", $"{short_.Asset}: custody on {short_.Home} does not cover what exists: {Missing(short_)} are missing", "/");
        foreach (var both in queries.BothEnds()) yield return new("critical", $"transfer {both.Id} was paid and paid back", $"/transfers/{both.Id}");
        foreach (var (chain, reader) in readers)
        {
            foreach (var broken in reader.Contradictions) yield return new("critical", $"transfer {broken} was final on {network.NameOf(chain)} and is another one now: finality was broken", $"/transfers/{broken}");
            if (reader.CaughtUp.At(now) is { State: not ReadingState.Fresh } read) yield return new("warning", $"locks on {network.NameOf(chain)} are not read: {read.Problem ?? "not since the start"}", "/chains");
        }

        foreach (var board in network.Boards)
        {
            if (board.Divergence is { } divergence) yield return new("critical", $"sources of {board.Name} show different blocks {divergence}", "/chains");
            foreach (var scope in board.Scopes)
            {
                var level = board.Levels[scope].At(now);
                if (level.Value is BreakerLevel and > BreakerLevel.Watch and var raised)
                    yield return new(raised >= BreakerLevel.Stop ? "critical" : "warning", $"{network.Deployment.NameOf(scope)} on {board.Name} is at level {(byte)raised} {raised.ToString().ToLowerInvariant()}{breakers.WhyOf(board, scope)}", "/breakers");
            }

            if (foreign.On(board).ToList() is { Count: > 0 } waiting)
                yield return new("critical", $"{Count(waiting.Count, "loosening action waits", "loosening actions wait")} on {board.Name} that nobody made here: {foreign.Sentence(waiting[0])}{(waiting.Count > 1 ? ", and others" : "")}: veto what nobody can explain", "/breakers");
            // SECURITY: could-not-read is said: nothing that waits to be vetoed looks like nothing there (M75).
            if (board.Proposals.At(now) is { State: not ReadingState.Fresh } scheduled) yield return new("warning", $"what is scheduled on {board.Name} cannot be read: {scheduled.Problem ?? "not yet"}", "/breakers");
            var unread = board.Scopes.Count(scope => board.Levels[scope].At(now).State != ReadingState.Fresh);
            if (unread > 0) yield return new("warning", $"{Count(unread, "breaker level", "breaker levels")} on {board.Name} cannot be read: {board.Levels[RiskScope.Everything].At(now).Problem ?? "not yet"}", "/breakers");
        }

        foreach (var chain in chains.Where(chain => chain.SourcesHealthy == 0)) yield return new("critical", $"no source of {chain.Chain} answers", "/chains");
        if (guardians.Margin < 0) yield return new("critical", $"{Count(guardians.Signing!.Value, "guardian signs", "guardians sign")}, {guardians.Threshold} are needed: nothing is signed", "/guardians");
        else if (guardians.Margin == 0) yield return new("warning", "one more guardian down and nothing is signed", "/guardians");
        foreach (var stopped in Stopped(now, guardians)) yield return stopped;
        foreach (var (index, reading) in parties.Guardians)
        {
            if (reading.TryGetFresh(now, out var health) && health.Warnings is [var first, ..]) yield return new("warning", $"guardian {index} warns: {PartyReaders.Cut(first)}", "/guardians");
        }

        foreach (var relayer in RelayerProblems(now)) yield return relayer;
        if (holds > 0) yield return new("warning", $"{Count(holds, "held release waits", "held releases wait")} for two officers", "/holds");
    }

    // What guardians themselves have stopped, once for each place: whether enough are left to sign there says how bad it is.
    private IEnumerable<ProblemView> Stopped(DateTimeOffset now, GuardianBrief guardians)
    {
        var stops = parties.Guardians.SelectMany(guardian => guardian.Value.TryGetFresh(now, out var health) ? health.Stops.DistinctBy(stop => stop.Place).Select(stop => (Index: guardian.Key, health.Signs, stop.Place, stop.Detail)) : []);
        foreach (var place in stops.GroupBy(stop => stop.Place, StringComparer.Ordinal))
        {
            // Who signs nothing is missing there already.
            var isEnough = guardians.Signing - place.Count(stop => stop.Signs) >= guardians.Threshold;
            var (count, first) = (place.Count(), place.First());
            yield return new(
                isEnough ? "warning" : "critical",
                $"{count} of {guardians.Total} guardians {(count == 1 ? "has" : "have")} stopped {PartyReaders.Cut(place.Key)}{(isEnough ? "" : ", and too few are left to sign there")}; guardian {first.Index} says: {PartyReaders.Cut(first.Detail)}", "/guardians");
        }
    }

    // Nothing before all were asked once, for nobody has been silent yet. A breaker level that stops transfers is no relayer's problem: its own lines say it.
    private IEnumerable<ProblemView> RelayerProblems(DateTimeOffset now)
    {
        if (parties.RelayerHealth.Values.Any(relayer => relayer.At(now) is { State: ReadingState.Unread, Problem: null })) return [];
        var unwell = parties.RelayerHealth.Select(relayer => (Url: relayer.Key, Problem: Unwell(relayer.Value, now))).Where(relayer => relayer.Problem is not null).ToList();
        if (unwell.Count == 0) return [];
        return unwell.Count == parties.RelayerHealth.Count
            ? [new("critical", $"no relayer is well: transfers wait until one is: {unwell[0].Problem}", "/guardians")]
            : unwell.Select(relayer => new ProblemView("warning", $"relayer {relayer.Url} is not well: {relayer.Problem}", "/guardians"));
    }

    // SECURITY: a relayer that cannot be read is not well, whatever it said before (M75).
    private static string? Unwell(Reading<RelayerHealth> relayer, DateTimeOffset now) =>
        !relayer.TryGetFresh(now, out var health) ? relayer.At(now).Problem ?? "has not answered lately"
        : health.Healthy ? null
        : health.Problems is [{ } first, ..] ? PartyReaders.Cut(first) : "does not say why";

    private string Missing(Reserve reserve) => network.Asset(reserve.Asset) is { } asset
        ? Network.Text((ulong)Int128.Clamp(-reserve.Surplus!.Value.Units, 0, ulong.MaxValue), asset.CanonicalDecimals, asset.Symbol)
        : $"{-reserve.Surplus!.Value.Units} canonical units";

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
