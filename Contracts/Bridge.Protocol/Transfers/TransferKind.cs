namespace Bridge.Protocol;

/// <summary>Where a release goes. Stored and signed: never renumber. Zero is no kind (W9).</summary>
public enum TransferKind : byte
{
    /// <summary>No kind: refused everywhere.</summary>
    None = 0,

    /// <summary>Into the recipient's wallet.</summary>
    Wallet = 1,

    /// <summary>Into the recipient's account in the destination chain's margin contract.</summary>
    MarginAccount = 2,
}
