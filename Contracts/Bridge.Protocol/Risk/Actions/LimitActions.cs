namespace Bridge.Protocol.Risk;

/// <summary>A change of an asset's limits.</summary>
public abstract record LimitAction : RiskAction
{
    private protected LimitAction() { }

    /// <summary>Which asset.</summary>
    public required AssetId Asset { get; init; }

    /// <summary>The limits it gets.</summary>
    public required RiskLimits Limits { get; init; }

    private protected override void Write(RiskWordWriter writer) => writer.Word(Asset.Value)
        .Number(Limits.MaxRelease).Number(Limits.Capacity).Number(Limits.RefillPerSecond).Number(Limits.HoldThreshold);

    private protected override void CheckFields()
    {
        if (Asset.Value.IsZero) throw new ProtocolException("asset id should not be zero");
    }

    private protected static (AssetId Asset, RiskLimits Limits) Fields(RiskWordReader reader) =>
        (AssetId.From(reader.Word()), new(reader.Long(), reader.Long(), reader.Long(), reader.Long()));
}

/// <summary>Lowers limits, at once: one officer or sentinel. No value may grow, one must fall.</summary>
public sealed record LowerLimits : LimitAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.LowerLimits;

    internal static LowerLimits Read(RiskWordReader reader, RiskFrame frame)
    {
        var (asset, limits) = Fields(reader);
        return new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Asset = asset, Limits = limits };
    }
}

/// <summary>Sets limits to anything: two officers and the delay. Void when the asset was tightened after it was scheduled: its level raised or its limits lowered.</summary>
public sealed record SetLimits : LimitAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.SetLimits;

    internal static SetLimits Read(RiskWordReader reader, RiskFrame frame)
    {
        var (asset, limits) = Fields(reader);
        return new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, Asset = asset, Limits = limits };
    }
}
