namespace Bridge.Chains;

/// <summary>Why a read of a chain gave no answer. Never turned into "nothing there".</summary>
public enum ChainReadFailure
{
    /// <summary>The node could not be reached, timed out or answered with an error of its own.</summary>
    Unavailable = 1,

    /// <summary>The node answered, and the answer is malformed or contradicts itself or the protocol.</summary>
    Invalid = 2,

    /// <summary>Fewer than k independent sources answered.</summary>
    InsufficientSources = 3,

    /// <summary>Sources contradict each other.</summary>
    SourcesDisagree = 4,

    /// <summary>A lock's event does not match what the vault's balance did (M03).</summary>
    BalanceMismatch = 5,

    /// <summary>Finality was broken: another hash at a finalised height, or a finalised head that went back (W3).</summary>
    FinalityViolated = 6,
}

/// <summary>A read that gave no answer. A cursor does not advance past it.</summary>
public sealed class ChainReadException : Exception
{
    /// <summary>Creates the error.</summary>
    public ChainReadException(ChainReadFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure.</summary>
    public ChainReadFailure Failure { get; }
}
