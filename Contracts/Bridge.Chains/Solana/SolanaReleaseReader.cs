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
    private readonly RecordState _records = new(addresses);
    private readonly FinalBits _ends = new();

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
    public async Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken)
    {
        var consumed = await ReadConsumedAsync(lane, first, count, at, cancellationToken);
        var states = Enumerable.Repeat(DestinationState.Open, count).ToArray();
        foreach (var step in Enumerable.Range(0, count).Where(i => consumed[i]).Chunk(SolanaRpc.MaxAddresses / 2)) await ReadConsumedStatesAsync(lane, first, step, states, at, cancellationToken);
        return states;
    }

    // SECURITY: consumed is not paid: a hold or a void record beside the bit says what became of it.
    private async Task ReadConsumedStatesAsync(Lane lane, ulong first, int[] positions, DestinationState[] states, ReadAt at, CancellationToken cancellationToken)
    {
        var ids = positions.Select(i => TransferId.From(lane, first + (ulong)i)).ToList();
        var read = await rpc.GetAccountsAsync(
            [.. ids.SelectMany(id => new[] { addresses.Hold(id), addresses.Void(id) })], at == ReadAt.Finalized ? Commitment.Finalized : Commitment.Processed, cancellationToken);
        var finalizedSlot = at == ReadAt.Finalized ? await rpc.GetSlotAsync(Commitment.Finalized, cancellationToken) : 0;
        for (var n = 0; n < positions.Length; n++)
        {
            var (hold, voided) = (read.Accounts[2 * n] is { } account ? _records.Hold(account) : null, read.Accounts[(2 * n) + 1]);
            var state = voided is not null ? DestinationState.Voided : hold is { Standing: HoldStanding.Held } ? DestinationState.Held : DestinationState.Released;
            // What ended a hold is final when the state it was seen in is; until then it is held.
            var isFinal = at == ReadAt.Latest || hold is null || state == DestinationState.Held || _ends.IsFinal(ids[n], read.ContextSlot, finalizedSlot);
            if (state == DestinationState.Held) _ends.Forget(ids[n]);
            states[positions[n]] = isFinal ? state : DestinationState.Held;
        }
    }

    /// <inheritdoc/>
    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken) => _history.FindAsync(id, cancellationToken);
}
