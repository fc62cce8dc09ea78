using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Signing;

/// <summary>Asks one chain which guardian key is in force there. After a rotation what is open is signed anew under the new key, without a restart.</summary>
internal sealed class KeyWatcher(ChainClients chain, BridgeId bridge, KeyBook keys, TimeProvider time, ProblemBoard problems, ILogger<KeyWatcher> logger)
    : SteppedWorker($"{chain.Name} guardian key", time, problems, logger)
{
    private readonly ProblemBoard _problems = problems;
    private readonly string _part = $"{chain.Name} has another guardian key in force";

    protected override TimeSpan Interval => TimeSpan.FromSeconds(2);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var inForce = await chain.Keys.ReadAsync(ReadAt.Latest, cancellationToken);
        var problem = inForce.Bridge != bridge ? "it serves another deployment" : keys.Note(chain.Chain, inForce.Epoch, inForce.Key);
        if (problem is null) _problems.Clear(_part);
        else _problems.Raise(_part, problem);
    }
}
