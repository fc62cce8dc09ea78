using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Localnet.Timelines;

/// <summary>The steps of a transfer that people watch, in order.</summary>
internal enum Step
{
    Locked,
    Final,
    Signed,
    Submitted,
    Released,
}

/// <summary>What is known about one transfer of the demonstration. Times are milliseconds since the demonstration began.</summary>
internal sealed record TransferTimeline
{
    /// <summary>source-destination-sequence; null until the lock is in a block.</summary>
    public string? Id { get; init; }

    /// <summary>Chain of the lock, by name.</summary>
    public required string From { get; init; }

    /// <summary>Chain of the release, by name.</summary>
    public required string To { get; init; }

    /// <summary>Where the release goes.</summary>
    public required TransferKind Kind { get; init; }

    /// <summary>Symbol.</summary>
    public required string Asset { get; init; }

    /// <summary>In whole tokens, as people write it.</summary>
    public required string Amount { get; init; }

    /// <summary>When each step happened.</summary>
    public IReadOnlyDictionary<Step, long> Times { get; init; } = new Dictionary<Step, long>();

    /// <summary>Transaction of the lock.</summary>
    public string? SourceTransaction { get; init; }

    /// <summary>Transaction of the release.</summary>
    public string? DestinationTransaction { get; init; }

    /// <summary>The last state seen; null until the lock is in a block.</summary>
    public TransferState? State { get; init; }

    /// <summary>Why it waits, in the relayers' words.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>Adds what a relayer says. Of several relayers' times for a step the earliest counts; a state never goes back.</summary>
    public TransferTimeline With(TransferStatus status, DateTimeOffset start)
    {
        var times = new Dictionary<Step, long>(Times);
        Add(Step.Locked, status.Times.Locked);
        Add(Step.Final, status.Times.Final);
        Add(Step.Signed, status.Times.Signed);
        Add(Step.Submitted, status.Times.Submitted);
        Add(Step.Released, status.Times.Released);
        return this with
        {
            Times = times,
            DestinationTransaction = status.DestinationTransaction ?? DestinationTransaction,
            State = State is { } known && Rank(known) > Rank(status.State) ? known : status.State,
            WaitingFor = status.DescribeWait(),
        };

        void Add(Step step, DateTimeOffset? at)
        {
            if (at is not { } moment) return;
            var milliseconds = Math.Max(0, (long)(moment - start).TotalMilliseconds);
            times[step] = times.TryGetValue(step, out var earlier) ? Math.Min(earlier, milliseconds) : milliseconds;
        }
    }

    /// <summary>The transfer got its name: its lock is in a block.</summary>
    public TransferTimeline Locked(TransferId id, string transaction, long milliseconds) => this with
    {
        Id = id.ToString(),
        SourceTransaction = transaction,
        State = State ?? TransferState.Observed,
        Times = new Dictionary<Step, long>(Times) { [Step.Locked] = milliseconds },
    };

    // Relayers see things at different moments; an end outranks every wait, a wait outranks the step it interrupts.
    private static int Rank(TransferState state) => state switch
    {
        TransferState.Observed => 0,
        TransferState.Finalized => 1,
        TransferState.Signed => 2,
        TransferState.Submitted => 3,
        TransferState.Limited or TransferState.Held or TransferState.VoidRequested => 4,
        TransferState.Voided => 5,
        _ => 6,
    };
}
