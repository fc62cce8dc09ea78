namespace Bridge.Protocol.Risk;

/// <summary>Ends a scheduled action: one officer or sentinel. A revocation: an officer other than the one who goes. A pending key rotation: an officer.</summary>
public sealed record Veto : RiskAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.Veto;

    /// <summary>Digest of the action, or of the rotation message.</summary>
    public required Bytes32 Proposal { get; init; }

    internal static Veto Read(RiskWordReader reader, RiskFrame frame) =>
        new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Proposal = reader.Word() };

    private protected override void Write(RiskWordWriter writer) => writer.Word(Proposal);

    private protected override void CheckFields()
    {
        if (Proposal.IsZero) throw new ProtocolException("proposal should not be zero");
    }
}
