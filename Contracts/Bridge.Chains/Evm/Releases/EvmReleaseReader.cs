using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Releases;

/// <summary>Reads which sequences the vault has consumed, and by which transaction.</summary>
internal sealed class EvmReleaseReader(EvmRpc rpc, EvmContracts contracts, Finality finality) : IReleaseReader
{
    private const int BitsPerWord = 256;

    private readonly ReleaseHistory _history = new(rpc, contracts);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken)
    {
        RequireThisChain(lane);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? [] : await ConsumedAsync(lane, first, count, await TagAsync(at, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken)
    {
        RequireThisChain(lane);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0) return [];
        var tag = await TagAsync(at, cancellationToken);
        var states = Enumerable.Repeat(DestinationState.Open, count).ToArray();
        var consumed = await ConsumedAsync(lane, first, count, tag, cancellationToken);
        var positions = Enumerable.Range(0, count).Where(i => consumed[i]).ToList();
        if (positions.Count == 0) return states;
        // SECURITY: consumed is not paid; both answers are of one block.
        var answers = await rpc.CallAsync([.. positions.Select(i => (contracts.TransferState(lane.Source, first + (ulong)i), tag))], cancellationToken);
        foreach (var (i, answer) in positions.Zip(answers)) states[i] = State(EvmContracts.UInt64(answer, "transferState"));
        return states;
    }

    private static DestinationState State(ulong number) => (VaultState)number switch
    {
        VaultState.Released => DestinationState.Released,
        VaultState.Held => DestinationState.Held,
        VaultState.Voided => DestinationState.Voided,
        _ => throw new ChainReadException(ChainReadFailure.Invalid, $"a consumed transfer should have state 1 to 3 and has {number}"),
    };

    // SECURITY: all words of one answer are of one block; "finalized" is by hash, so no later state can slip in (W3).
    private async Task<BlockTag> TagAsync(ReadAt at, CancellationToken cancellationToken) => at == ReadAt.Finalized
        ? new BlockTag.Hash((await FinalizedBlock.ReadAsync(rpc, finality, cancellationToken)).Hash)
        : BlockTag.Latest;

    private async Task<IReadOnlyList<bool>> ConsumedAsync(Lane lane, ulong first, int count, BlockTag tag, CancellationToken cancellationToken)
    {
        var last = checked(first + (ulong)count - 1);
        var firstWord = first / BitsPerWord;
        var calls = new List<(EvmCall, BlockTag)>();
        for (var word = firstWord; word <= last / BitsPerWord; word++) calls.Add((contracts.ConsumedWord(lane.Source, word), tag));
        var words = (await rpc.CallAsync(calls, cancellationToken)).Select(returned => EvmContracts.Number(returned, "consumedWord")).ToList();
        return [.. Enumerable.Range(0, count).Select(i => first + (ulong)i)
            // The first sequence of a word is its most significant bit.
            .Select(sequence => !((words[(int)((sequence / BitsPerWord) - firstWord)] >> (int)(BitsPerWord - 1 - (sequence % BitsPerWord))) & 1).IsZero)];
    }

    /// <inheritdoc/>
    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken)
    {
        RequireThisChain(id.Lane);
        return _history.FindAsync(id, cancellationToken);
    }

    private void RequireThisChain(Lane lane)
    {
        if (lane.Destination != Chain) throw new ArgumentException($"lane {lane} does not lead to chain {Chain}", nameof(lane));
    }
}
