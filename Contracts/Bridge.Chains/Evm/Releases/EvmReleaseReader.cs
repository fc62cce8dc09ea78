using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Releases;

/// <summary>Reads which sequences the vault has consumed, and by which transaction.</summary>
internal sealed class EvmReleaseReader(EvmRpc rpc, EvmContracts contracts, Finality finality) : IReleaseReader
{
    private const int BitsPerWord = 256;

    private readonly LogRange _range = new();

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

    private static DestinationState State(ulong number) => number switch
    {
        1 => DestinationState.Released,
        2 => DestinationState.Held,
        3 => DestinationState.Voided,
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
    public async Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken)
    {
        RequireThisChain(id.Lane);
        var head = await rpc.BlockAsync("latest", cancellationToken) ?? throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} shows no latest block");
        // A batch that pays this sequence began at most 127 before it.
        var firsts = Enumerable.Range(0, BatchId.MaxCount).Select(i => (ulong)i).Where(i => i < id.Sequence).Select(i => Topic(id.Sequence - i)).ToList();
        string? hold = null;
        for (var from = contracts.FromBlock; from <= head.Reference.Height;)
        {
            var (logs, through) = await _range.ReadAsync(from, head.Reference.Height, (first, last) =>
                rpc.LogsAsync(contracts.Vault, first, last, [[ReleasedEvent.Topic], [Topic(id.Lane.Source.Value)], firsts], cancellationToken));
            foreach (var log in logs)
            {
                // SECURITY: the exact emitter again (M02).
                if (!log.Is(contracts.Vault, ReleasedEvent.Topic)) throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed a log of {log.Emitter} when asked for releases");
                var released = ReleasedEvent.Read(log);
                if (released.Source != id.Lane.Source.Value || released.Payments.FirstOrDefault(payment => payment.Sequence == id.Sequence) is not { } found) continue;
                // A hold that was paid stands in a second event.
                if (found.Outcome != PaymentOutcome.Held) return new(log.Transaction, hold, found.Outcome == PaymentOutcome.Claimable);
                hold = log.Transaction;
            }

            from = through + 1;
        }

        return hold is null ? null : new(null, hold, IsClaimable: false);
    }

    private static Bytes32 Topic(ulong number)
    {
        var word = new byte[Bytes32.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(word.AsSpan(24), number);
        return Bytes32.From(word);
    }

    private void RequireThisChain(Lane lane)
    {
        if (lane.Destination != Chain) throw new ArgumentException($"lane {lane} does not lead to chain {Chain}", nameof(lane));
    }
}
