namespace Bridge.Protocol.Risk;

/// <summary>Lists an asset on a chain: two officers and the delay. It stays closed until it has limits.</summary>
public sealed record ListAsset : RiskAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.ListAsset;

    /// <summary>The token on that chain: an ERC-20 contract, padded, or an SPL mint.</summary>
    public required PartyAddress Token { get; init; }

    /// <summary>Custody on the home chain, Mint elsewhere.</summary>
    public required AssetMode Mode { get; init; }

    /// <summary>Decimals of a canonical unit.</summary>
    public required byte CanonicalDecimals { get; init; }

    /// <summary>Where the token lives.</summary>
    public required ChainId HomeChain { get; init; }

    /// <summary>The token there.</summary>
    public required PartyAddress HomeToken { get; init; }

    internal static ListAsset Read(RiskWordReader reader, RiskFrame frame) => new()
    {
        Chain = frame.Chain,
        Nonce = frame.Nonce,
        NotAfter = frame.NotAfter,
        Token = PartyAddress.From(reader.Word()),
        Mode = (AssetMode)reader.Byte(),
        CanonicalDecimals = reader.Byte(),
        HomeChain = reader.Chain(),
        HomeToken = PartyAddress.From(reader.Word()),
    };

    private protected override void Write(RiskWordWriter writer) => writer
        .Word(Token.Value).Number((byte)Mode).Number(CanonicalDecimals).Number(HomeChain.Value).Word(HomeToken.Value);

    private protected override void CheckFields()
    {
        if (Token.Value.IsZero || HomeToken.Value.IsZero) throw new ProtocolException("a token should not be zero");
        if (Mode is not (AssetMode.Custody or AssetMode.Mint)) throw new ProtocolException($"asset mode should be 1 or 2 and is {(byte)Mode}");
        if (HomeChain.Value == 0) throw new ProtocolException("home chain should not be zero");
        if (Mode == AssetMode.Custody != (Chain == HomeChain)) throw new ProtocolException($"an asset in mode {Mode} should{(Mode == AssetMode.Custody ? "" : " not")} have its home on the chain that lists it");
        if (Mode == AssetMode.Custody && Token != HomeToken) throw new ProtocolException("an asset in mode Custody should be its own home token");
    }
}

/// <summary>Opens the lanes to and from another chain: two officers and the delay.</summary>
public sealed record OpenLane : RiskAction
{
    /// <inheritdoc/>
    public override RiskActionKind Kind => RiskActionKind.OpenLane;

    /// <summary>The other chain.</summary>
    public required ChainId OtherChain { get; init; }

    /// <summary>Its addresses: 1 EVM (20 bytes, padded), 2 any 32 bytes.</summary>
    public required byte Family { get; init; }

    internal static OpenLane Read(RiskWordReader reader, RiskFrame frame) =>
        new() { Chain = frame.Chain, Nonce = frame.Nonce, NotAfter = frame.NotAfter, OtherChain = reader.Chain(), Family = reader.Byte() };

    private protected override void Write(RiskWordWriter writer) => writer.Number(OtherChain.Value).Number(Family);

    private protected override void CheckFields()
    {
        if (OtherChain.Value == 0 || OtherChain == Chain) throw new ProtocolException("a lane should lead to another chain");
        if (Family is not (1 or 2)) throw new ProtocolException($"family should be 1 or 2 and is {Family}");
    }
}
