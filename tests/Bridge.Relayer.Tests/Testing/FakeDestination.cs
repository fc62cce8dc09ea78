using Bridge.Chains;
using Bridge.Frost;
using Bridge.Protocol;

namespace Bridge.Relayer.Tests.Testing;

/// <summary>
/// A destination chain in memory: it verifies the group's signature, pays each sequence once and counts payments and attempts. Newest and
/// finalised state are apart; blocks can be dropped.
/// </summary>
internal sealed partial class FakeDestination(ChainId chain, GroupPublicKey group) : IReleaser, IReleaseReader
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TransferId, string> _consumed = [];
    private readonly Dictionary<TransferId, string> _holdings = [];
    private readonly HashSet<TransferId> _final = [];
    private int _transactions;

    public ChainId Chain => chain;

    public int MaxBatch { get; set; } = 32;

    /// <summary>Releases are final at once.</summary>
    public bool FinalAtOnce { get; set; } = true;

    /// <summary>What the chain says instead of paying; null to pay.</summary>
    public Func<TransferId, ReleaseOutcome?> Says { get; set; } = _ => null;

    public bool IsReadable { get; set; } = true;

    /// <summary>Each payment, in order.</summary>
    public List<TransferId> Payments { get; } = [];

    /// <summary>Sizes of the attestations that came in.</summary>
    public List<int> Attempts { get; } = [];

    /// <summary>Every transfer that a release was asked for.</summary>
    public HashSet<TransferId> Attempted { get; } = [];

    public int Forged { get; private set; }

    /// <summary>What consumed transfers are when they are not paid.</summary>
    public Dictionary<TransferId, DestinationState> Standings { get; } = [];

    public async Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Attempts.Add(attestation.Batch.Transfers.Count);
            Attempted.UnionWith(attestation.Batch.Transfers.Select(transfer => transfer.Id));
            if (attestation.Epoch != InForce.Epoch) return [.. attestation.Batch.Transfers.Select(_ => new ReleaseOutcome.Rejected("WrongEpoch"))];
            if (!FrostVerifier.Verify(InForce.Key, attestation.Batch.Digest(attestation.Epoch), attestation.Signature))
            {
                Forged++;
                return [.. attestation.Batch.Transfers.Select(_ => new ReleaseOutcome.Rejected("BadSignature"))];
            }

            var transaction = $"release {++_transactions}";
            return [.. attestation.Batch.Transfers.Select(transfer => Pay(transfer, transaction, submitted))];
        }
    }

    public async Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!IsReadable) throw new ChainReadException(ChainReadFailure.Unavailable, "the node is down");
        lock (_gate)
        {
            return [.. Enumerable.Range(0, count).Select(i => TransferId.From(lane, first + (ulong)i)).Select(id => at == ReadAt.Latest ? _consumed.ContainsKey(id) : _final.Contains(id))];
        }
    }

    public async Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken)
    {
        var consumed = await ReadConsumedAsync(lane, first, count, at, cancellationToken);
        lock (_gate)
        {
            return [.. consumed.Select((isConsumed, i) => isConsumed ? Standings.GetValueOrDefault(TransferId.From(lane, first + (ulong)i), DestinationState.Released) : DestinationState.Open)];
        }
    }

    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_consumed.TryGetValue(id, out var transaction)) return Task.FromResult<ReleaseRecord?>(null);
            return Task.FromResult<ReleaseRecord?>(new(Standings.ContainsKey(id) ? null : transaction, _holdings.GetValueOrDefault(id), Claimable.Contains(id)));
        }
    }

    /// <summary>Somebody else delivered it.</summary>
    public void Consume(TransferId id)
    {
        lock (_gate)
        {
            _consumed[id] = "release by another";
            if (FinalAtOnce) _final.Add(id);
        }
    }

    public void MakeFinal()
    {
        lock (_gate)
        {
            _final.UnionWith(_consumed.Keys);
            _finalFacts = _facts.Count;
        }
    }

    /// <summary>Drops everything that is not final.</summary>
    public void Reorganise()
    {
        lock (_gate)
        {
            foreach (var id in _consumed.Keys.Where(id => !_final.Contains(id)).ToList())
            {
                _consumed.Remove(id);
                Standings.Remove(id);
                Payments.Remove(id);
            }
        }
    }

    private ReleaseOutcome Pay(Transfer transfer, string transaction, Action<TransferId, string> submitted)
    {
        var id = transfer.Id;
        if (_consumed.ContainsKey(id)) return new ReleaseOutcome.AlreadyConsumed();
        if (Says(id) is { } other)
        {
            if (other is ReleaseOutcome.Unknown) submitted(id, transaction);
            return other;
        }

        submitted(id, transaction);
        _consumed.Add(id, transaction);
        if (FinalAtOnce) _final.Add(id);
        if (Holds(id))
        {
            _holdings[id] = transaction;
            Hold(transfer);
            return new ReleaseOutcome.Held(transaction);
        }

        Payments.Add(id);
        return new ReleaseOutcome.Included(transaction);
    }
}
