using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Intake;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Refunds;

/// <summary>The final steps of refunds, on their way to the board. A step may be read before its lock is: it waits here until the board knows the transfer as final.</summary>
internal sealed partial class RefundLedger(TransferBoard board, ILogger<RefundLedger> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(RefundStep Step, TransferId Id)> _known = [];
    private readonly List<(RefundFact Fact, bool Live)> _waiting = [];

    /// <summary>Takes steps, each once, and shows what can be shown.</summary>
    public void Record(IReadOnlyList<RefundFact> facts, bool live)
    {
        lock (_gate)
        {
            foreach (var fact in facts.Where(fact => _known.Add((fact.Step, fact.Id)))) _waiting.Add((fact, live));
            _waiting.RemoveAll(entry => Show(entry.Fact, entry.Live));
        }
    }

    /// <summary>A lock became final: steps that waited for it are shown.</summary>
    public void Finalized()
    {
        lock (_gate) _waiting.RemoveAll(entry => Show(entry.Fact, entry.Live));
    }

    private bool Show(RefundFact fact, bool live)
    {
        if (board.Find(fact.Id) is not { } record || record.State == TransferState.Observed) return false;
        // SECURITY: a step of other bytes under this name is none of this transfer (W1).
        if (fact.Leaf != record.Transfer.Leaf())
        {
            Log.OtherLeaf(logger, fact.Step, fact.Id, fact.Leaf);
            return true;
        }

        switch (fact.Step)
        {
            case RefundStep.Requested:
                board.VoidRequested(fact.Id, live);
                break;
            case RefundStep.Voided:
                board.Voided(fact.Id, fact.Transaction, live);
                break;
            case RefundStep.Refunded:
                board.Refunded(fact.Id, fact.Transaction, live);
                break;
            default:
                throw new InvalidOperationException($"there is no refund step {fact.Step}");
        }

        if (live) Log.Step(logger, fact.Id, fact.Step, fact.Transaction ?? TransferBoard.Unnamed);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "transfer {Id}: refund {Step} and final, in {Transaction}")]
        public static partial void Step(ILogger logger, TransferId id, RefundStep step, string transaction);

        [LoggerMessage(EventId = 1602, Level = LogLevel.Error, Message = "a refund step {Step} under the name of transfer {Id} is about leaf {Leaf}, which is another: the node or the contract is not what it should be")]
        public static partial void OtherLeaf(ILogger logger, RefundStep step, TransferId id, Bytes32 leaf);
    }
}
