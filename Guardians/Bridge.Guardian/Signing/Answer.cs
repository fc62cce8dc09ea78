using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Signing;

/// <summary>Why this guardian does not do what it was asked: a value, not an exception.</summary>
public sealed record Refusal(RefusalReason Reason, string Detail);

/// <summary>An answer or a refusal, never both, never neither.</summary>
public sealed class Answer<T> where T : class
{
    private Answer(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>Null when refused.</summary>
    public T? Value { get; }

    /// <summary>Null when answered.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Answers.</summary>
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>Refuses.</summary>
    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}
