using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Releases;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana;

/// <summary>Reads which sequences a Solana chain has consumed: bits of the bridge program's consumed pages.</summary>
internal sealed class SolanaReleaseReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain) : IReleaseReader
{
    private readonly BridgeState _state = new(addresses);
    private readonly ReleaseHistory _history = new(rpc, addresses);
    private readonly FinalBits _final = new();

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken)
    {
        if (lane.Destination != chain) throw new ArgumentException($"lane {lane} should end at chain {chain}", nameof(lane));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var commitment = at == ReadAt.Finalized ? Commitment.Finalized : Commitment.Processed;
        var firstPage = BridgeAddresses.ConsumedPageOf(first);
        var pages = (int)(BridgeAddresses.ConsumedPageOf(first + (ulong)count - 1) - firstPage) + 1;
        var read = await rpc.GetAccountsAsync(
            [.. Enumerable.Range(0, pages).Select(i => addresses.ConsumedPage(lane.Source, firstPage + (ulong)i))], commitment, cancellationToken);
        // Asked for after the state, so that on a node which honours the commitment the state is never ahead of it.
        var finalizedSlot = at == ReadAt.Finalized ? await rpc.GetSlotAsync(Commitment.Finalized, cancellationToken) : 0;
        var bits = read.Accounts.Select((account, i) => _state.Consumed(account, lane.Source, firstPage + (ulong)i)).ToArray();
        var consumed = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var id = TransferId.From(lane, first + (ulong)i);
            var isSet = BridgeState.IsSet(bits[BridgeAddresses.ConsumedPageOf(id.Sequence) - firstPage], id.Sequence);
            if (!isSet) _final.Forget(id);
            consumed[i] = isSet && (at == ReadAt.Latest || _final.IsFinal(id, read.ContextSlot, finalizedSlot));
        }

        return consumed;
    }

    /// <inheritdoc/>
    public Task<string?> FindReleaseTransactionAsync(TransferId id, CancellationToken cancellationToken) => _history.FindAsync(id, cancellationToken);
}
