using Bridge.Dashboard.Acting;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Readings;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Replay;

namespace Bridge.Dashboard.Views;

/// <summary>Asks what limits would have done.</summary>
internal sealed record DryRunRequest(string Chain, string Asset, LimitValues Limits, int Days);

/// <summary>What limits would have done with recorded releases.</summary>
internal sealed record DryRunOutcome(long WouldBeRefused, long WouldBeHeld, long WouldHaveWaited, double LongestWaitSeconds, Amount WorstCaseLoss, IReadOnlyList<string> HeldExamples);

/// <summary>Today's limits beside proposed ones.</summary>
internal sealed record DryRunView(DateTimeOffset From, DateTimeOffset To, int Transfers, bool Truncated, DryRunOutcome Current, DryRunOutcome Proposed);

/// <summary>Runs the releases of this server's history through limits, as the contracts apply them (<see cref="LimitReplay"/>). The worst case is that of one day.</summary>
internal sealed class DryRunDesk(Network network, FlowHistory flows, TimeProvider time)
{
    private const int MaxReleases = 200_000;
    private const int Examples = 20;

    public DryRunView Run(DryRunRequest request)
    {
        var board = network.Find(request.Chain) ?? throw ApiRefusedException.Bad("chain should be evm or solana");
        var asset = network.Asset(request.Asset) ?? throw ApiRefusedException.Bad("there is no such asset");
        if (request.Days is < 1 or > 90) throw ApiRefusedException.Bad($"days should be 1 to 90 and are {request.Days}");
        var (id, now) = (ChainBoard.IdOf(asset), time.GetUtcNow());
        if (!board.Limits[id].TryGet(out var limits)) throw ApiRefusedException.Unavailable($"the limits of {asset.Symbol} on {board.Name} were not read yet");
        var from = now.AddDays(-request.Days);
        var releases = flows.Releases(board.Chain, id, from, MaxReleases);
        var truncated = releases.Count == MaxReleases || flows.Beginning() is not { } beginning || beginning > from;
        var history = releases.Select(RiskEvent (release) => new ReleaseSeen(release.At, release.Id, id, release.Amount, release.Recipient, PayoutKind.Paid, "", 0)).ToList();
        // What can be lost is in custody at home; elsewhere minting has no other bound than the limits.
        if (board.Chain.Value == asset.HomeChain && board.Backing[id].TryGet(out var held)) history.Add(new BackingRead(now, board.Chain, id, AssetMode.Custody, (UInt128)held.Units, 0));
        var run = LimitReplay.Compare(history, board.Chain, id, new(limits.MaxRelease, limits.Capacity, limits.RefillPerSecond, limits.HoldThreshold), request.Limits.ToLimits());
        return new(releases is [var first, ..] && truncated ? first.At : from, now, releases.Count, truncated, Outcome(run.Current, releases), Outcome(run.Proposed, releases));
    }

    private static DryRunOutcome Outcome(LimitOutcome outcome, IReadOnlyList<ReleasedAmount> releases) => new(
        outcome.Refused, outcome.Held, outcome.Limited, Math.Round(Math.Min(outcome.LongestWait.TotalSeconds, TimeSpan.FromDays(3_650).TotalSeconds), 1),
        new((Int128)outcome.WorstCase.MaxBy(worst => worst.Within)!.Amount),
        [.. releases.Where(release => release.Amount <= outcome.Limits.MaxRelease && release.Amount >= outcome.Limits.HoldThreshold && outcome.Limits.HoldThreshold != ulong.MaxValue).Take(Examples).Select(release => release.Id.ToString())]);
}
