using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer.Hosting;

/// <summary>What a relayer is made of that comes from outside: settings, the deployment's facts, the clients of chains and guardians.</summary>
internal sealed record RelayerParts(
    RelayerOptions Options,
    BridgeId Bridge,
    GuardianKeySet Guardians,
    Func<GuardianKeySet?> ReloadGuardians,
    IReadOnlyList<ChainClients> Chains,
    Func<RiskScope, string> NameOf);
