using Bridge.Observability;
using Bridge.Relayer.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Signing;

/// <summary>Asks each guardian now and then whether it is there, for the health page. Signing rounds do not depend on the answer.</summary>
internal sealed class GuardianProbe(
    IReadOnlyList<IGuardianClient> guardians,
    GuardianStanding standing,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<GuardianProbe> logger) : SteppedWorker("guardian probe", time, problems, logger)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(5);

    public override Task RunOnceAsync(CancellationToken cancellationToken) => Task.WhenAll(guardians.Select(async guardian =>
        standing.Answered(guardian.Index, await guardian.IsAliveAsync(cancellationToken))));
}
