using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Signing;

/// <summary>Most transfers in a batch toward a chain (design section 4).</summary>
/// <param name="Chain">The destination.</param>
/// <param name="MaximumBatch">Solana: 32, so that a release with its proof fits one transaction. EVM: 128.</param>
public sealed record BatchLimit(ChainId Chain, uint MaximumBatch);

/// <summary>Rebuilds a batch that a coordinator named, from this guardian's own journal and nothing else.</summary>
public sealed class BatchSource(BridgeId bridge, IReadOnlyList<BatchLimit> limits, LockJournal locks, HaltJournal halts, ChainStatusBoard board)
{
    private readonly Dictionary<ChainId, uint> _limits = limits.ToDictionary(limit => limit.Chain, limit => limit.MaximumBatch);

    /// <summary>The batch, or why not.</summary>
    public Answer<TransferBatch> Rebuild(BatchName name)
    {
        BatchId batch;
        try
        {
            batch = name.ToBatchId();
        }
        catch (ProtocolException e)
        {
            return new Refusal(RefusalReason.BadRequest, e.Message);
        }

        // SECURITY: only the two chains of this deployment, and no batch the destination could not check (M10, M58).
        if (!_limits.ContainsKey(batch.Lane.Source) || !_limits.TryGetValue(batch.Lane.Destination, out var maximum))
            return new Refusal(RefusalReason.BadRequest, $"lane {batch.Lane} is not of this deployment");
        if (batch.Count > maximum)
            return new Refusal(RefusalReason.BadRequest, $"a batch toward chain {batch.Lane.Destination} should hold at most {maximum} transfers and holds {batch.Count}");
        return Standing(batch) is { } refusal ? refusal : FromJournal(batch);
    }

    private Refusal? Standing(BatchId batch)
    {
        foreach (var chain in (ReadOnlySpan<ChainId>)[batch.Lane.Source, batch.Lane.Destination])
        {
            // SECURITY: a halted chain neither gives nor takes; the halt is read from disk each time (W3).
            if (halts.Find(chain) is { } halt) return new Refusal(RefusalReason.ChainHalted, $"chain {chain} is halted since {halt.At:u}: {halt.Detail}");
        }

        return board[batch.Lane.Source].Refusal(batch.Lane.Source) is var (reason, detail) ? new Refusal(reason, detail) : null;
    }

    private Answer<TransferBatch> FromJournal(BatchId batch)
    {
        // SECURITY: what this guardian has not itself seen as final does not exist for it (W2, W3).
        if (locks.FindBatch(batch) is not { } found) return new Refusal(RefusalReason.NotFinal, $"not every lock of {batch} is final here");
        var rebuilt = new TransferBatch([.. found.Select(entry => entry.Transfer)]);
        // SECURITY: the journal belongs to one deployment and the rebuilt batch is the one that was named (M58).
        return rebuilt.Bridge == bridge && rebuilt.Id == batch
            ? rebuilt
            : throw new JournalException($"the journal gave {rebuilt.Id} of bridge {rebuilt.Bridge} for {batch}");
    }
}
