using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>
/// Reads what was scheduled from the control plane's events, and what it does from the transaction that presented it: the contract keeps a digest alone.
/// <code>
/// Scheduled(bytes32 indexed digest, uint8 action, uint64 readyAt) · Executed(bytes32 indexed digest) · Vetoed(bytes32 indexed digest, address by)
/// </code>
/// </summary>
internal sealed class EvmProposalReader(EvmRpc rpc, EvmContracts contracts, BridgeId bridge) : IProposalReader
{
    private static readonly Bytes32 Scheduled = Keccak256.Hash("Scheduled(bytes32,uint8,uint64)");
    private static readonly Bytes32 Executed = Keccak256.Hash("Executed(bytes32)");
    private static readonly Bytes32 Vetoed = Keccak256.Hash("Vetoed(bytes32,address)");

    private readonly ControlLogs _logs = new(rpc, contracts);
    private readonly EvmRiskReader _risk = new(rpc, contracts);
    private readonly EvmPendingKey _rotation = new(rpc, contracts);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<ProposalRecord?> FindAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        var logs = await LogsAsync(digest, cancellationToken);
        var scheduled = logs.FirstOrDefault(log => log.Topics[0] == Scheduled);
        var end = logs.LastOrDefault(log => log.Topics[0] != Scheduled);
        if (scheduled is null) return await RotationAsync(digest, end, cancellationToken);
        var data = new AbiReader(scheduled.Data, $"Scheduled in {scheduled.Transaction}");
        var (kind, seconds) = ((RiskActionKind)data.UInt8(), data.UInt64());
        data.End();
        if (!Enum.IsDefined(kind) || kind == RiskActionKind.None) throw Invalid($"there is no risk action {(byte)kind}");
        if (seconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()) throw Invalid($"{seconds} is no time");
        var readyAt = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        var record = await ScheduledAsync(new(digest, kind, readyAt, readyAt + (await _risk.ReadDelaysAsync(cancellationToken)).ExecuteWindow), scheduled, cancellationToken);
        if (end is not null) return await EndedAsync(record, end, cancellationToken);
        // By the chain's own clock.
        return await _risk.ReadScheduledAsync(digest, cancellationToken) is null ? record with { Standing = ProposalStanding.Expired } : record;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProposalRecord>> ReadWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<ProposalRecord>();
        foreach (var (action, log) in await _risk.ReadScheduledLogsAsync(cancellationToken)) waiting.Add(await ScheduledAsync(action, log, cancellationToken));
        if (await _rotation.ReadAsync(cancellationToken) is { } pending) waiting.Add(new(pending.Digest, RiskActionKind.None, null, ProposalStanding.Scheduled, pending.ReadyAt, null));
        return [.. waiting.OrderBy(record => record.ReadyAt)];
    }

    // A rotation is the vault's: only its veto goes through the control plane.
    private async Task<ProposalRecord?> RotationAsync(Bytes32 digest, EvmLog? end, CancellationToken cancellationToken)
    {
        if (await _rotation.ReadAsync(cancellationToken) is { } pending && pending.Digest == digest) return new(digest, RiskActionKind.None, null, ProposalStanding.Scheduled, pending.ReadyAt, null);
        return end is null ? null : await EndedAsync(new(digest, RiskActionKind.None, null, ProposalStanding.Vetoed, null, null), end, cancellationToken);
    }

    private async Task<ProposalRecord> EndedAsync(ProposalRecord record, EvmLog end, CancellationToken cancellationToken)
    {
        var ended = record with { Transaction = end.Transaction, At = await _logs.TimeOfAsync(end, cancellationToken) };
        if (end.Topics[0] == Executed) return ended with { Standing = ProposalStanding.Executed };
        var data = new AbiReader(end.Data, $"Vetoed in {end.Transaction}");
        var by = data.Word();
        data.End();
        return ended with { Standing = ProposalStanding.Vetoed, By = SignerAddress.From(by.ToArray().AsSpan(12)) };
    }

    // What it does and who agreed on it, from the transaction that presented the paper.
    private async Task<ProposalRecord> ScheduledAsync(ScheduledAction scheduled, EvmLog log, CancellationToken cancellationToken)
    {
        var record = new ProposalRecord(scheduled.Digest, scheduled.Action, null, ProposalStanding.Scheduled, scheduled.ReadyAt, scheduled.Until);
        var call = await rpc.TransactionCallAsync(log.Transaction, cancellationToken) ?? throw Invalid($"{rpc.Endpoint} shows a log of transaction {log.Transaction} and not the transaction");
        if (call.To != log.Emitter || RiskContract.ReadAct(call.Data) is not var (named, words, signatures) || named != scheduled.Action) return record;
        try
        {
            var action = RiskAction.Decode(named, words);
            // SECURITY: what is shown to those who may veto is what was signed under this digest, and nothing else (M39).
            if (action.Digest(bridge) != scheduled.Digest) return record;
            return record with { Action = action, Signers = [.. signatures.Chunk(RiskSignature.Size).Select(signature => RiskSignature.From(signature).Signer(scheduled.Digest))] };
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a paper that the contract took cannot be read: {e.Message}", e);
        }
    }

    private async Task<List<EvmLog>> LogsAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        var all = new List<EvmLog>();
        await foreach (var logs in _logs.ReadBackAsync([Scheduled, Executed, Vetoed], digest, cancellationToken))
        {
            all.InsertRange(0, logs);
            // A paper is scheduled once: nothing about it is older.
            if (logs.Any(log => log.Topics[0] == Scheduled)) break;
        }

        return all;
    }

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
