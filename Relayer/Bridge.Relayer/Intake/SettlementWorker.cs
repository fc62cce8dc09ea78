using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Intake;

/// <summary>Watches the open transfers toward one chain until that chain has finally consumed them.</summary>
internal sealed class SettlementWorker(
    ChainClients destination,
    HeadWatcher heads,
    IReadOnlyList<Lane> lanes,
    SettlementDesk desk,
    RelayerOptions options,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<SettlementWorker> logger) : SteppedWorker($"{destination.Name} releases", time, problems, logger)
{
    protected override TimeSpan Interval => heads.Between(TimeSpan.FromMilliseconds(options.PollMilliseconds));

    protected override TimeSpan Spacing => TimeSpan.FromMilliseconds(options.ReadSpacingMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in lanes) await desk.SettleAsync(lane, live: true, cancellationToken);
    }
}
