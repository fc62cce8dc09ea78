using Bridge.Chains.Evm.Rpc;

namespace Bridge.Chains.Evm;

/// <summary>The block that a <see cref="Finality"/> means now.</summary>
internal static class FinalizedBlock
{
    internal static async Task<BlockReference> ReadAsync(EvmRpc rpc, Finality finality, CancellationToken cancellationToken)
    {
        switch (finality)
        {
            case Finality.ByTag(var name):
                // A young chain has nothing final yet: not an error of the chain, but nothing can be read.
                return (await rpc.BlockAsync(name, cancellationToken))?.Reference
                    ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"{rpc.Endpoint} has no {name} block yet");
            case Finality.ByDepth(var depth):
                var head = (await rpc.NewestBlockAsync(cancellationToken)).Height;
                if (head < depth) throw new ChainReadException(ChainReadFailure.Unavailable, $"{rpc.Endpoint} has {head} blocks, none is {depth} deep yet");
                return (await rpc.BlockAsync(head - depth, cancellationToken))?.Reference
                    ?? throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} shows no block at {head - depth}");
            default:
                throw new ArgumentException($"{finality} is no finality of an EVM chain", nameof(finality));
        }
    }
}
