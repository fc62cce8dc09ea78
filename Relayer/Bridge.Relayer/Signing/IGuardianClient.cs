using Bridge.Protocol.GuardianApi;

namespace Bridge.Relayer.Signing;

/// <summary>One guardian, as the coordinator talks to it.</summary>
internal interface IGuardianClient
{
    /// <summary>FROST identifier.</summary>
    ushort Index { get; }

    /// <summary>RFC 9591, round one.</summary>
    Task<GuardianAnswer<CommitResponse>> CommitAsync(CommitRequest request, CancellationToken cancellationToken);

    /// <summary>RFC 9591, round two.</summary>
    Task<GuardianAnswer<SignResponse>> SignAsync(SignRequest request, CancellationToken cancellationToken);

    /// <summary>True when the guardian answers at all.</summary>
    Task<bool> IsAliveAsync(CancellationToken cancellationToken);
}

/// <summary>What came back from a guardian. A closed set.</summary>
internal abstract record GuardianAnswer<T>
{
    private GuardianAnswer() { }

    public sealed record Accepted(T Value) : GuardianAnswer<T>;

    public sealed record Refused(RefusalReason Reason, string Detail) : GuardianAnswer<T>;

    /// <summary>Nothing came back in time: the network's fault or the guardian's, nobody can tell.</summary>
    public sealed record Unreachable(string Detail) : GuardianAnswer<T>;

    /// <summary>The holder of the guardian's TLS key answered with something that is no answer.</summary>
    public sealed record Malformed(string Detail) : GuardianAnswer<T>;
}
