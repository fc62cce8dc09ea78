namespace Bridge.Protocol.Risk;

/// <summary>A change of a breaker level.</summary>
public abstract record LevelAction : RiskAction
{
    private protected LevelAction() { }

    /// <summary>What the level applies to.</summary>
    public required RiskScope Scope { get; init; }

    /// <summary>The level it gets.</summary>
    public required BreakerLevel Level { get; init; }

    /// <summary>Why.</summary>
    public required RiskReason Reason { get; init; }

    private protected override void Write(RiskWordWriter writer) =>
        writer.Number((byte)Scope.Kind).Word(Scope.Value).Number((byte)Level).Word(Reason.Value);

    private protected override void CheckFields()
    {
        if (Scope.Kind == RiskScopeKind.None) throw new ProtocolException("a level should have a scope");
        if (Level > BreakerLevel.Cursed) throw new ProtocolException($"level should be 0 to 5 and is {(byte)Level}");
    }

    private protected static (RiskScope Scope, BreakerLevel Level, RiskReason Reason) Fields(RiskWordReader reader) =>
        (RiskScope.From((RiskScopeKind)reader.Byte(), reader.Word()), (BreakerLevel)reader.Byte(), RiskReason.From(reader.Word()));
}

/// <summary>Raises a level, at once: one officer or sentinel. The level must be above the current one.</summary>
public sealed record RaiseLevel : LevelAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.RaiseLevel;

    internal static RaiseLevel Read(RiskWordReader reader, RiskFrame frame)
    {
        var (scope, level, reason) = Fields(reader);
        return new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Scope = scope, Level = level, Reason = reason };
    }

    private protected override void CheckFields()
    {
        base.CheckFields();
        if (Level == BreakerLevel.Normal) throw new ProtocolException("raising to level 0 raises nothing");
    }
}

/// <summary>Lowers a level: two officers and the delay. Void when the scope was tightened after it was scheduled: its level raised or, of an asset, its limits lowered.</summary>
public sealed record LowerLevel : LevelAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.LowerLevel;

    internal static LowerLevel Read(RiskWordReader reader, RiskFrame frame)
    {
        var (scope, level, reason) = Fields(reader);
        return new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Scope = scope, Level = level, Reason = reason };
    }

    private protected override void CheckFields()
    {
        base.CheckFields();
        if (Level == BreakerLevel.Cursed) throw new ProtocolException("lowering to level 5 lowers nothing");
    }
}
