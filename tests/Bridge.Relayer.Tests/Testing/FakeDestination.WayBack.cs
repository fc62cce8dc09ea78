using Bridge.Chains;
using Bridge.Frost;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Risk;

namespace Bridge.Relayer.Tests.Testing;

/// <content>Holds, voids and refunds of the chain in memory. As a source it pays back what was locked on it; one bit decides release or void.</content>
internal sealed partial class FakeDestination : IRefundReader, IRefunder, IRiskReader, IRiskControl, IGuardianKeyReader
{
    private readonly List<RefundFact> _facts = [];
    private readonly Dictionary<TransferId, HeldRelease> _held = [];
    private int _finalFacts;

    /// <summary>Which releases are held instead of paid.</summary>
    public Func<TransferId, bool> Holds { get; set; } = _ => false;

    /// <summary>What the chain says instead of paying a sender back; null to pay.</summary>
    public Func<TransferId, RefundOutcome?> SaysToRefund { get; set; } = _ => null;

    /// <summary>What the chain says instead of a void; null to void.</summary>
    public Func<TransferId, RefundOutcome?> SaysToVoid { get; set; } = _ => null;

    /// <summary>The error that paying an approved hold is refused with; null to pay.</summary>
    public string? RefusesHolds { get; set; }

    public TimeSpan HoldMinAge { get; set; } = TimeSpan.Zero;

    /// <summary>Whom the chain believes; null: the group that these tests sign with.</summary>
    public GuardianKeyState? Key { get; set; }

    /// <summary>Transfers whose push failed.</summary>
    public HashSet<TransferId> Claimable { get; } = [];

    /// <summary>Each sender that was paid back, in order.</summary>
    public List<TransferId> PaidBack { get; } = [];

    public int Voids { get; private set; }

    /// <summary>Somebody's request for a refund of a lock of this chain.</summary>
    public void Request(Transfer transfer, Bytes32? leaf = null)
    {
        lock (_gate) Add(RefundStep.Requested, transfer.Id, leaf ?? transfer.Leaf(), "request");
    }

    public bool IsRequested(TransferId id)
    {
        lock (_gate) return _facts.Exists(fact => fact.Id == id && fact.Step == RefundStep.Requested);
    }

    public bool IsVoidAndFinal(TransferId id)
    {
        lock (_gate) return _final.Contains(id) && Standings.GetValueOrDefault(id) == DestinationState.Voided;
    }

    public void Approve(TransferId id)
    {
        lock (_gate) _held[id] = _held[id] with { Approvals = _held[id].Approvals + 1 };
    }

    /// <summary>One officer's no: void at once.</summary>
    public void Reject(TransferId id)
    {
        lock (_gate)
        {
            Add(RefundStep.Voided, id, _held[id].Leaf, "rejection");
            _held.Remove(id);
            Standings[id] = DestinationState.Voided;
        }
    }

    public async Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!IsReadable) throw new ChainReadException(ChainReadFailure.Unavailable, "the node is down");
        lock (_gate)
        {
            var final = FinalAtOnce ? _facts.Count : _finalFacts;
            return new([.. _facts.Take(final).Where(fact => fact.Height >= fromHeight)], (ulong)final);
        }
    }

    public async Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) =>
        (await ReadFinalizedAsync(0, cancellationToken)).Facts.FirstOrDefault(fact => fact.Step == RefundStep.Refunded && fact.Id == id);

    public async Task<RefundOutcome> VoidAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (epoch != InForce.Epoch) return new RefundOutcome.Rejected("WrongEpoch");
            if (!IsSigned(SigningPurpose.Void, transfer, epoch, signature)) return new RefundOutcome.Rejected("InvalidSignature");
            if (SaysToVoid(transfer.Id) is { } other) return other;
            var isHeld = Standings.GetValueOrDefault(transfer.Id) == DestinationState.Held;
            if (_consumed.ContainsKey(transfer.Id) && !isHeld) return new RefundOutcome.AlreadyDone();
            _held.Remove(transfer.Id);
            _consumed[transfer.Id] = $"void {++Voids}";
            Standings[transfer.Id] = DestinationState.Voided;
            if (FinalAtOnce) _final.Add(transfer.Id);
            Add(RefundStep.Voided, transfer.Id, transfer.Leaf(), _consumed[transfer.Id]);
            return new RefundOutcome.Included(_consumed[transfer.Id]);
        }
    }

    public async Task<RefundOutcome> RefundAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (epoch != InForce.Epoch) return new RefundOutcome.Rejected("WrongEpoch");
            if (!IsSigned(SigningPurpose.Refund, transfer, epoch, signature)) return new RefundOutcome.Rejected("InvalidSignature");
            if (SaysToRefund(transfer.Id) is { } other) return other;
            if (PaidBack.Contains(transfer.Id)) return new RefundOutcome.AlreadyDone();
            PaidBack.Add(transfer.Id);
            Add(RefundStep.Refunded, transfer.Id, transfer.Leaf(), $"refund {PaidBack.Count}");
            return new RefundOutcome.Included($"refund {PaidBack.Count}");
        }
    }

    public Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<HeldRelease>>([.. _held.Values]);
    }

    public Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) => Task.FromResult(new RiskDelays(default, default, HoldMinAge, default, default, default));

    public async Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (RefusesHolds is { } error) throw new RiskRefusedException(error, error);
            if (!_held.TryGetValue(transfer.Id, out var hold)) throw new RiskRefusedException("NotHeld", "not held");
            if (hold.Approvals < 2) throw new RiskRefusedException("HoldNotApproved", "not approved");
            _held.Remove(transfer.Id);
            Standings.Remove(transfer.Id);
            Payments.Add(transfer.Id);
            return _consumed[transfer.Id] = "payment of a hold";
        }
    }

    public Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) =>
        Task.FromResult(InForce);

    private GuardianKeyState InForce => Key ?? new(Bridge.Testing.TransferBuilder.Bridge, DealtGroup.Epoch, group.GroupKey);

    /// <summary>The level that every scope shows.</summary>
    public BreakerLevel Level { get; set; }

    public Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken) => IsReadable
        ? Task.FromResult<IReadOnlyDictionary<RiskScope, BreakerLevel>>(scopes.ToDictionary(scope => scope, _ => Level))
        : Task.FromException<IReadOnlyDictionary<RiskScope, BreakerLevel>>(new ChainReadException(ChainReadFailure.Unavailable, "the node is down"));

    public Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken) => throw new NotSupportedException();

    private bool IsSigned(SigningPurpose purpose, Transfer transfer, GuardianEpoch epoch, GroupSignature signature)
    {
        var isSigned = FrostVerifier.Verify(InForce.Key, purpose.Digest(new TransferBatch([transfer]), epoch), signature);
        if (!isSigned) Forged++;
        return isSigned;
    }

    private void Hold(Transfer transfer)
    {
        _held[transfer.Id] = new(transfer.Id, transfer.Leaf(), transfer.Asset, transfer.Amount, TimeProvider.System.GetUtcNow(), 0);
        Standings[transfer.Id] = DestinationState.Held;
    }

    private void Add(RefundStep step, TransferId id, Bytes32 leaf, string transaction) => _facts.Add(new(step, id, leaf, (ulong)_facts.Count + 1, transaction));
}
