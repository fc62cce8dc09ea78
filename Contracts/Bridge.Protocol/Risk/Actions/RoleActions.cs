namespace Bridge.Protocol.Risk;

/// <summary>A change of who may do what.</summary>
public abstract record RoleAction : RiskAction
{
    private protected RoleAction() { }

    /// <summary>Whose role.</summary>
    public required SignerAddress Account { get; init; }

    /// <summary>Officer or sentinel; one key never is both.</summary>
    public required RiskRole Role { get; init; }

    private protected override void Write(RiskWordWriter writer) => writer.Word(Account.Padded).Number((byte)Role);

    private protected override void CheckFields()
    {
        if (Account.Padded.IsZero) throw new ProtocolException("account should not be zero");
        if (Role is not (RiskRole.Officer or RiskRole.Sentinel)) throw new ProtocolException($"role should be 1 or 2 and is {(byte)Role}");
    }
}

/// <summary>Gives a role: two officers and the delay.</summary>
public sealed record GrantRole : RoleAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.GrantRole;

    internal static GrantRole Read(RiskWordReader reader, RiskFrame frame) =>
        new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Account = reader.Address(), Role = (RiskRole)reader.Byte() };
}

/// <summary>Takes a role away: two officers and the delay. At least two officers remain. Vetoed by other officers only.</summary>
public sealed record RevokeRole : RoleAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.RevokeRole;

    internal static RevokeRole Read(RiskWordReader reader, RiskFrame frame) =>
        new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Account = reader.Address(), Role = (RiskRole)reader.Byte() };
}
