namespace Bridge.Protocol.Risk;

/// <summary>An officer's word about a held release. Its chain is the transfer's destination, where the hold is.</summary>
public abstract record HoldAction : RiskAction
{
    private protected HoldAction() { }

    /// <summary>The transfer's source.</summary>
    public required ChainId Source { get; init; }

    /// <summary>Its sequence.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Its leaf: the officer approves exactly these fields and no other transfer of that number.</summary>
    public required Bytes32 Leaf { get; init; }

    /// <summary>The transfer.</summary>
    public TransferId Transfer => TransferId.From(Lane.From(Source, Chain ?? throw new ProtocolException($"{Kind} should name its chain")), Sequence);

    private protected override void Write(RiskWordWriter writer) => writer.Number(Source.Value).Number(Sequence).Word(Leaf);

    private protected override void CheckFields()
    {
        if (Source.Value == 0) throw new ProtocolException("source should not be zero");
        _ = Transfer;
        if (Leaf.IsZero) throw new ProtocolException("leaf should not be zero");
    }
}

/// <summary>One of the two approvals that a held release needs.</summary>
public sealed record ApproveHold : HoldAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.ApproveHold;

    internal static ApproveHold Read(RiskWordReader reader, RiskFrame frame) =>
        new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Source = reader.Chain(), Sequence = reader.Long(), Leaf = reader.Word() };
}

/// <summary>Ends a held release without a payment: one officer. The transfer is void and the sender is refunded.</summary>
public sealed record RejectHold : HoldAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.RejectHold;

    internal static RejectHold Read(RiskWordReader reader, RiskFrame frame) =>
        new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Source = reader.Chain(), Sequence = reader.Long(), Leaf = reader.Word() };
}
