using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Protocol.Deployments;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Intake;

namespace Bridge.Relayer.Hosting;

/// <summary>The chain families this relayer knows. Adding one is a line here.</summary>
internal static class ChainRegistry
{
    public static IReadOnlyList<IChainFamily> Families(Deployment deployment, TimeProvider time) => [new EvmChainFamily(deployment, time), new SolanaChainFamily(deployment, time)];

    public static IReadOnlyList<ChainClients> Clients(Deployment deployment, RelayerDirectory directory, TimeProvider time) =>
        [.. Families(deployment, time).Select(family => Clients(family, directory))];

    private static ChainClients Clients(IChainFamily family, RelayerDirectory directory)
    {
        // One source at a time suffices: a relayer that is lied to wastes time and fees, the guardians and the chain do not follow it. When it fails, the next. Nor does it prove locks, which after each start would take the state of every old block.
        var feeKey = directory.LoadFeeKey(family.Name);
        var rotation = new SourceRotation(family.RpcUrls.Count);
        return new ChainClients(
            family.Name,
            new FailoverLockReader([.. family.RpcUrls.Select(family.UnprovedLockReader)], rotation),
            new FailoverReleaseReader([.. family.RpcUrls.Select(family.ReleaseReader)], rotation),
            new FailoverReleaser([.. family.RpcUrls.Select(url => family.Releaser(url, feeKey))], rotation),
            new FailoverRefundReader([.. family.RpcUrls.Select(family.RefundReader)], rotation),
            new FailoverRefunder([.. family.RpcUrls.Select(url => family.Refunder(url, feeKey))], rotation),
            new FailoverRiskReader([.. family.RpcUrls.Select(family.RiskReader)], rotation),
            new FailoverRiskControl([.. family.RpcUrls.Select(url => family.RiskControl(url, feeKey))], rotation),
            new FailoverGuardianKeyReader([.. family.RpcUrls.Select(family.GuardianKeyReader)], rotation),
            cancellationToken => family.WatchHeadsAsync(family.RpcUrls[rotation.Current], cancellationToken));
    }
}
