using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana;

/// <summary>Reads bridge id, epoch and key from the program's config account.</summary>
/// <remarks>A node that ignores the commitment shows its newest state for the final one; an epoch only goes up, so that is early and never wrong.</remarks>
internal sealed class SolanaGuardianKeyReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain) : IGuardianKeyReader
{
    private readonly BridgeState _state = new(addresses);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken)
    {
        var (_, account) = await rpc.GetAccountAsync(addresses.Config, at == ReadAt.Finalized ? Commitment.Finalized : Commitment.Processed, cancellationToken);
        var config = _state.Config(account ?? throw new ChainReadException(ChainReadFailure.Invalid, "the bridge's config account is not on this chain"));
        return config.Chain == chain
            ? new(config.Bridge, config.Epoch, config.Key)
            : throw new ChainReadException(ChainReadFailure.Invalid, $"the program serves chain {config.Chain} and should serve {chain}");
    }
}
