namespace Bridge.Chains.Evm.Transactions;

/// <summary>Why a transaction was not seen in a block.</summary>
public enum EvmTransactionFailure
{
    /// <summary>The contract would refuse it; nothing was sent.</summary>
    Reverted = 1,

    /// <summary>The node refused it (too little for fees, for one); nothing was sent.</summary>
    Refused = 2,

    /// <summary>It was sent and is in no block yet; it may still land.</summary>
    NotIncluded = 3,

    /// <summary>Another transaction of the same account took its nonce; it will never land.</summary>
    Displaced = 4,
}

/// <summary>A transaction that did not come into a block.</summary>
public sealed class EvmTransactionException : Exception
{
    /// <summary>Creates the error.</summary>
    public EvmTransactionException(EvmTransactionFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure.</summary>
    public EvmTransactionFailure Failure { get; }
}
