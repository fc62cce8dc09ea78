using Bridge.Chains;
using Bridge.Observability;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Refunds;

/// <summary>Reads the final steps of refunds of one chain onto the board: requests and refunds of its locks, voids of transfers toward it.</summary>
/// <remarks>The height lives in memory and starts at the deployment's beginning, like the locks' cursor; a read that fails leaves it where it was.</remarks>
internal sealed class RefundIntakeWorker(ChainClients chain, RefundLedger ledger, RelayerOptions options, TimeProvider time, ProblemBoard problems, ILogger<RefundIntakeWorker> logger)
    : SteppedWorker($"{chain.Name} refunds", time, problems, logger)
{
    private ulong _from;
    private bool _isLive;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(options.RefundPollMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var read = await chain.Refunds.ReadFinalizedAsync(_from, cancellationToken);
        ledger.Record(read.Facts, _isLive);
        (_from, _isLive) = (read.ReadThrough + 1, true);
    }
}
