using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Risk;

/// <summary>Where a breaker stands: a scope of the control plane, on one chain or on every chain.</summary>
/// <param name="Chain">The chain; null = every chain.</param>
/// <param name="Scope">Everything, a lane or an asset there.</param>
public readonly record struct RiskPlace(ChainId? Chain, RiskScope Scope)
{
    /// <summary>Everything on every chain.</summary>
    public static RiskPlace Everywhere { get; } = new(null, RiskScope.Everything);

    /// <summary>Everything on one chain.</summary>
    public static RiskPlace On(ChainId chain) => new(chain, RiskScope.Everything);

    /// <summary>An asset on one chain.</summary>
    public static RiskPlace Of(ChainId chain, AssetId asset) => new(chain, RiskScope.Asset(asset));

    /// <summary>An asset on every chain.</summary>
    public static RiskPlace Of(AssetId asset) => new(null, RiskScope.Asset(asset));

    /// <summary>A lane, at the chain it leads to. The control plane there knows it by its other chain, so both directions are slowed.</summary>
    public static RiskPlace Into(Lane lane) => new(lane.Destination, RiskScope.Lane(lane.Source));

    /// <summary>True when what happens in <paramref name="lane"/> with <paramref name="asset"/> is inside: its release on one end, its lock or refund on the other.</summary>
    public bool Covers(Lane lane, AssetId asset) => Covers(lane.Destination, lane.Source, asset) || Covers(lane.Source, lane.Destination, asset);

    /// <summary>True when a suspicion here speaks against releases of <paramref name="asset"/> in <paramref name="lane"/>: what is suspected of an asset on the lane's source is about what leaves there.</summary>
    public bool Suspects(Lane lane, AssetId asset) =>
        Covers(lane.Destination, lane.Source, asset) || (Scope.Kind != RiskScopeKind.Asset && Covers(lane.Source, lane.Destination, asset));

    /// <summary>The same for one chain and its other chain.</summary>
    public bool Covers(ChainId chain, ChainId other, AssetId asset) => (Chain is null || Chain == chain) && Scope.Kind switch
    {
        RiskScopeKind.Everything => true,
        RiskScopeKind.Lane => Scope.OtherChain() == other,
        RiskScopeKind.Asset => Scope.Value == asset.Value,
        _ => throw new ProtocolException("a place should have a scope"),
    };

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="ProtocolException">Other form.</exception>
    public static RiskPlace Parse(string text)
    {
        var parts = text.Split('@');
        if (parts.Length != 2) throw Malformed(text);
        ChainId? chain = parts[1] == "all" ? null : ChainId.From(Number(parts[1], text));
        return parts[0].Split(':') switch
        {
            ["everything"] => new(chain, RiskScope.Everything),
            ["lane", var other] => new(chain, RiskScope.Lane(ChainId.From(Number(other, text)))),
            ["asset", var id] => new(chain, RiskScope.Asset(AssetId.From(Bytes32.Parse(id)))),
            _ => throw Malformed(text),
        };
    }

    /// <summary><c>everything@2</c>, <c>lane:1@2</c> (the lanes with chain 1, at chain 2), <c>asset:0x…@all</c>.</summary>
    public override string ToString()
    {
        var scope = Scope.Kind switch
        {
            RiskScopeKind.Everything => "everything",
            RiskScopeKind.Lane => $"lane:{Scope.OtherChain()}",
            RiskScopeKind.Asset => $"asset:{Scope.Value}",
            _ => "nothing",
        };
        return $"{scope}@{Chain?.ToString() ?? "all"}";
    }

    private static ushort Number(string text, string whole) =>
        ushort.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(whole);

    private static ProtocolException Malformed(string text) => new($"a place should be as everything@2, lane:1@2 or asset:0x…@all, and is \"{text}\"");
}
