using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Hosting;

/// <summary>The chains of a deployment. A further chain family is one line here.</summary>
public static class WatchedChains
{
    /// <summary>Every chain with its batch limit (design section 4).</summary>
    public static IReadOnlyList<WatchedChain> Of(Deployment deployment, TimeProvider time) =>
    [
        new WatchedChain(new EvmChainFamily(deployment, time), MaximumBatch: 128),
        new WatchedChain(new SolanaChainFamily(deployment, time), MaximumBatch: 32),
    ];
}
