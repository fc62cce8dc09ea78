using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;

namespace Bridge.Guardian.Health;

/// <summary>How one chain stands. <c>LagSeconds</c>: since the last good read; null before the first.</summary>
public sealed record ChainHealth(ushort Chain, string Name, ulong? FinalizedHeight, double? LagSeconds, bool CaughtUp, bool Halted, string? Problem);

/// <summary>What GET /health answers: 200 when <c>Healthy</c>, 503 otherwise, with the same body. <c>Warnings</c> keep it from nothing yet.</summary>
/// <param name="Healthy">It can do all of its work.</param>
/// <param name="Signs">It signs something: both chains are read, and what it has stopped are assets at most. A guardian that refuses one asset is not healthy and signs the others.</param>
public sealed record HealthReport(
    bool Healthy, bool Signs, ushort Index, IReadOnlyList<uint> Epochs, IReadOnlyList<ChainHealth> Chains, long JournalLocks, IReadOnlyList<string> Problems,
    IReadOnlyList<string> Warnings, IReadOnlyList<BreakerHealth> Breakers, IReadOnlyList<LevelHealth> Levels);

/// <summary>Looks at the guardian as its operator would.</summary>
public sealed class HealthReporter(
    GuardianOptions options, IReadOnlyList<GuardianEpoch> epochs, IReadOnlyList<(ChainId Chain, string Name)> chains,
    LockJournal locks, HaltJournal halts, ChainStatusBoard board, BreakerReporter breakers, TimeProvider time)
{
    /// <summary>The report now.</summary>
    public HealthReport Report()
    {
        var problems = new List<string>();
        var reports = chains.Select(chain => Report(chain.Chain, chain.Name, problems)).ToList();
        // A lane needs both of its chains.
        var signs = problems.Count == 0 && !breakers.StopsEveryAsset();
        problems.AddRange(breakers.Problems());
        return new HealthReport(problems.Count == 0, signs, options.Index, [.. epochs.Select(epoch => epoch.Value)], reports, locks.Count(), problems, breakers.Warnings(), breakers.Breakers(), breakers.Levels());
    }

    private ChainHealth Report(ChainId chain, string name, List<string> problems)
    {
        var status = board[chain];
        var halt = halts.Find(chain);
        var lag = (time.GetUtcNow() - status.ReadAt)?.TotalSeconds;
        var problem = halt is not null ? $"halted since {halt.At:u} ({halt.Reason}: {halt.Detail}); after looking into it: guardian chain clear --chain {chain}"
            : status.Problem is { } failed ? $"{failed.Failure} since {failed.Since:u}: {failed.Detail}"
            : lag is null ? "not read yet"
            : lag > options.MaximumLagSeconds ? $"not read for {lag:0} s"
            : null;
        if (problem is not null) problems.Add($"{name}: {problem}");
        return new ChainHealth(chain.Value, name, status.FinalizedHeight, lag, status.CaughtUp, halt is not null, problem);
    }
}
