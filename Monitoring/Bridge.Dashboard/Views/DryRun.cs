using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Readings;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>Asks what limits would have done.</summary>
internal sealed record DryRunRequest(string Chain, string Asset, LimitValues Limits, int Days);

/// <summary>What limits would have done with recorded releases.</summary>
internal sealed record DryRunOutcome(int WouldBeRefused, int WouldBeHeld, int WouldHaveWaited, double LongestWaitSeconds, Amount WorstCaseLoss, IReadOnlyList<string> HeldExamples);

/// <summary>Today's limits beside proposed ones.</summary>
internal sealed record DryRunView(DateTimeOffset From, DateTimeOffset To, int Transfers, bool Truncated, DryRunOutcome Current, DryRunOutcome Proposed);

/// <summary>Runs recorded releases through limits, as the contracts would have: largest release, hold threshold, token bucket.</summary>
/// <remarks>
/// The bucket begins full and refills each second; a release that does not fit waits until it does, and those behind it take their turn after. A held release
/// takes no headroom. Worst case: the group key is stolen and the limits are drained for one day, no more than what is there.
/// </remarks>
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
        // What can be lost is in custody at home; elsewhere minting has no other bound than the limits.
        var most = board.Chain.Value == asset.HomeChain && board.Backing[id].TryGet(out var held) ? held.Units : (Int128?)null;
        return new(
            releases is [var first, ..] && truncated ? first.At : from, now, releases.Count, truncated,
            Outcome(releases, new(limits.MaxRelease, limits.Capacity, limits.RefillPerSecond, limits.HoldThreshold), most), Outcome(releases, request.Limits.ToLimits(), most));
    }

    internal static DryRunOutcome Outcome(IReadOnlyList<ReleasedAmount> releases, RiskLimits limits, Int128? custody)
    {
        var (refused, held, waited, longest) = (0, 0, 0, 0d);
        var examples = new List<string>();
        var (level, clock) = ((double)limits.Capacity, DateTimeOffset.MinValue);
        foreach (var release in releases)
        {
            if (release.Amount > limits.MaxRelease || release.Amount > limits.Capacity)
            {
                refused++;
                continue;
            }

            if (release.Amount >= limits.HoldThreshold && limits.HoldThreshold != ulong.MaxValue)
            {
                held++;
                if (examples.Count < Examples) examples.Add(release.Id.ToString());
                continue;
            }

            // Nobody is served before those in front.
            var start = release.At > clock ? release.At : clock;
            if (clock != DateTimeOffset.MinValue) level = Math.Min(limits.Capacity, level + ((start - clock).TotalSeconds * limits.RefillPerSecond));
            clock = start;
            if (release.Amount > level)
            {
                if (limits.RefillPerSecond == 0)
                {
                    refused++;
                    continue;
                }

                clock = clock.AddSeconds((release.Amount - level) / limits.RefillPerSecond);
                level = release.Amount;
            }

            level -= release.Amount;
            var wait = (clock - release.At).TotalSeconds;
            if (wait <= 0) continue;
            waited++;
            longest = Math.Max(longest, wait);
        }

        var worst = limits.MaxRelease == 0 ? 0 : (Int128)limits.Capacity + ((Int128)limits.RefillPerSecond * 86_400);
        return new(refused, held, waited, Math.Round(longest, 1), new(custody is { } there && there < worst ? there : worst), examples);
    }
}
