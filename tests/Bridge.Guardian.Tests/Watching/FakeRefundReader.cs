namespace Bridge.Guardian.Tests;

/// <summary>One source of a chain's refund steps and destination states, in memory.</summary>
internal sealed class FakeRefundReader(ChainId chain) : IRefundReader, IReleaseReader
{
    public ChainId Chain => chain;

    public List<RefundFact> Facts { get; } = [];

    public ulong ReadThrough { get; set; } = 100;

    public bool IsDown { get; set; }

    public DestinationState State { get; set; } = DestinationState.Open;

    public List<ulong> AskedFrom { get; } = [];

    public Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken)
    {
        AskedFrom.Add(fromHeight);
        return IsDown ? throw Down() : Task.FromResult(new RefundFacts([.. Facts.Where(fact => fact.Height >= fromHeight)], ReadThrough));
    }

    public Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) => throw new InvalidOperationException("a guardian compares whole steps");

    public Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        IsDown ? throw Down() : Task.FromResult<IReadOnlyList<DestinationState>>([.. Enumerable.Repeat(State, count)]);

    public Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static ChainReadException Down() => new(ChainReadFailure.Unavailable, "the node is down");
}
