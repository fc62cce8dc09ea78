using Bridge.Chains;
using Bridge.Frost;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Signing;

/// <summary>
/// Compares the guardians' key in force on one chain with the one this relayer was given. After a rotation nothing that is signed under the old key is taken any
/// more once the overlap is over; open transfers are signed anew after a restart with the new deployment file, because a cached signature belongs to its epoch.
/// </summary>
internal sealed class KeyWatcher(ChainClients chain, BridgeId bridge, GuardianEpoch epoch, GroupPublicKey group, TimeProvider time, ProblemBoard problems, ILogger<KeyWatcher> logger)
    : SteppedWorker($"{chain.Name} guardian key", time, problems, logger)
{
    private readonly ProblemBoard _problems = problems;
    private readonly string _part = $"{chain.Name} has another guardian key in force";

    protected override TimeSpan Interval => TimeSpan.FromSeconds(5);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var inForce = await chain.Keys.ReadAsync(ReadAt.Latest, cancellationToken);
        if (inForce.Bridge != bridge) _problems.Raise(_part, "it serves another deployment");
        else if (inForce.Epoch != epoch) _problems.Raise(_part, $"that of epoch {inForce.Epoch}; this relayer has epoch {epoch}: give it the deployment file with the key in force and restart it");
        else if (inForce.Key != group.GroupKey) _problems.Raise(_part, $"that of epoch {epoch} is not the one in this relayer's deployment file");
        else _problems.Clear(_part);
    }
}
