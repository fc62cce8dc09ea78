using Bridge.Chains;

namespace Bridge.Localnet;

/// <summary>Clients of the two chains of a deployment.</summary>
internal sealed record ChainPair(IChainFamily Evm, IChainFamily Solana);
