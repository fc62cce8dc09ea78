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
        // One source suffices: a relayer that is lied to wastes time and fees, the guardians and the chain do not follow it.
        var url = family.RpcUrls[0];
        return new ChainClients(
            family.Name,
            family.LockReader(url),
            family.ReleaseReader(url),
            family.Releaser(url, directory.LoadFeeKey(family.Name)),
            cancellationToken => family.WatchHeadsAsync(url, cancellationToken));
    }
}
