namespace Bridge.Protocol.Risk;

/// <summary>Breaker levels (design section 5); the strictest scope wins. Signed and stored: never renumber.</summary>
public enum BreakerLevel : byte
{
    /// <summary>Nothing is slowed.</summary>
    Normal = 0,

    /// <summary>People look closely.</summary>
    Watch = 1,

    /// <summary>Capacity, refill and hold threshold are a quarter.</summary>
    Slow = 2,

    /// <summary>Every release is held.</summary>
    Hold = 3,

    /// <summary>No locks either.</summary>
    Stop = 4,

    /// <summary>Nothing at all: no lock, release, void, refund, claim or approval.</summary>
    Cursed = 5,
}

/// <summary>What a key may do. Signed and stored: never renumber. Zero is no role (W9).</summary>
public enum RiskRole : byte
{
    /// <summary>No role.</summary>
    None = 0,

    /// <summary>Tightens alone; loosens together with another officer.</summary>
    Officer = 1,

    /// <summary>Only tightens. Never counts as an officer.</summary>
    Sentinel = 2,
}

/// <summary>How a chain holds an asset. Signed and stored: never renumber. Zero is no mode (W9).</summary>
public enum AssetMode : byte
{
    /// <summary>No mode: refused.</summary>
    None = 0,

    /// <summary>The home chain: lock takes tokens, release pays them.</summary>
    Custody = 1,

    /// <summary>Elsewhere: release mints the wrapped token, lock burns it.</summary>
    Mint = 2,
}

/// <summary>What kind of scope a level has. Signed and stored: never renumber.</summary>
public enum RiskScopeKind : byte
{
    /// <summary>No scope: refused (W9).</summary>
    None = 0,

    /// <summary>The whole chain.</summary>
    Everything = 1,

    /// <summary>The lanes to and from one other chain.</summary>
    Lane = 2,

    /// <summary>One asset.</summary>
    Asset = 3,
}

/// <summary>What a level applies to: a kind, and 32 bytes: zero · the other chain's number at the right · an asset id.</summary>
public readonly record struct RiskScope
{
    private RiskScope(RiskScopeKind kind, Bytes32 value) => (Kind, Value) = (kind, value);

    /// <summary>Everything on the chain, a lane or an asset.</summary>
    public RiskScopeKind Kind { get; }

    /// <summary>Which lane or asset.</summary>
    public Bytes32 Value { get; }

    /// <summary>Everything on the chain.</summary>
    public static RiskScope Everything { get; } = new(RiskScopeKind.Everything, Bytes32.Zero);

    /// <summary>The lanes to and from <paramref name="other"/>.</summary>
    public static RiskScope Lane(ChainId other)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[30..], other.Value);
        return From(RiskScopeKind.Lane, Bytes32.From(bytes));
    }

    /// <summary>One asset.</summary>
    public static RiskScope Asset(AssetId asset) => From(RiskScopeKind.Asset, asset.Value);

    /// <summary>Every scope that a level can be set for on a chain with lanes to <paramref name="others"/>, the widest first.</summary>
    public static IReadOnlyList<RiskScope> All(IEnumerable<ChainId> others, IEnumerable<AssetId> assets) => [Everything, .. others.Select(Lane), .. assets.Select(Asset)];

    /// <summary>Reads a scope as it is signed.</summary>
    /// <exception cref="ProtocolException">An unknown kind, or a value that this kind does not have.</exception>
    public static RiskScope From(RiskScopeKind kind, Bytes32 value) => kind switch
    {
        RiskScopeKind.Everything when value.IsZero => Everything,
        RiskScopeKind.Everything => throw new ProtocolException("the scope \"everything\" should have the value zero"),
        RiskScopeKind.Lane when !value.IsZero && !value.ToArray().AsSpan(0, 30).ContainsAnyExcept((byte)0) => new(kind, value),
        RiskScopeKind.Lane => throw new ProtocolException($"the value of a lane's scope should be a chain id and is {value}"),
        RiskScopeKind.Asset when !value.IsZero => new(kind, value),
        RiskScopeKind.Asset => throw new ProtocolException("the value of an asset's scope should not be zero"),
        _ => throw new ProtocolException($"scope kind should be 1 to 3 and is {(byte)kind}"),
    };

    /// <summary>The other chain of a lane's scope.</summary>
    /// <exception cref="ProtocolException">Another kind of scope.</exception>
    public ChainId OtherChain() => Kind == RiskScopeKind.Lane
        ? ChainId.From(System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(Value.ToArray().AsSpan(30)))
        : throw new ProtocolException($"a scope of kind {Kind} has no other chain");

    /// <inheritdoc/>
    public override string ToString() => Kind == RiskScopeKind.Everything ? "everything" : $"{Kind} {Value}";
}

/// <summary>The 20-byte address of an officer's or sentinel's secp256k1 key, the same on every chain.</summary>
public readonly record struct SignerAddress
{
    private SignerAddress(Bytes32 padded) => Padded = padded;

    /// <summary>As a word: twelve zero bytes, then the address.</summary>
    public Bytes32 Padded { get; }

    /// <summary>Takes 20 bytes.</summary>
    /// <exception cref="ProtocolException">Other length or zero.</exception>
    public static SignerAddress From(ReadOnlySpan<byte> address) => new(PartyAddress.FromEvm(address).Value);

    /// <summary>Reads 0x and 40 hexadecimal digits.</summary>
    /// <exception cref="ProtocolException">Other form or zero.</exception>
    public static SignerAddress Parse(string text) => From(Hex.Decode(text));

    /// <summary>The 20 bytes.</summary>
    public byte[] ToArray() => Padded.ToArray()[12..];

    /// <inheritdoc/>
    public override string ToString() => Hex.Encode(ToArray());
}

/// <summary>Why somebody acted: up to 32 bytes of UTF-8, padded with zeros at the right.</summary>
public readonly record struct RiskReason
{
    private RiskReason(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes as signed.</summary>
    public Bytes32 Value { get; }

    /// <summary>Takes a text.</summary>
    /// <exception cref="ProtocolException">Empty, or longer than 32 bytes.</exception>
    public static RiskReason From(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        if (bytes.Length is 0 or > 32) throw new ProtocolException($"a reason should be 1 to 32 bytes of text and is {bytes.Length}");
        Array.Resize(ref bytes, 32);
        return new(Bytes32.From(bytes));
    }

    /// <summary>Takes 32 bytes of any meaning, as the hash of a longer report.</summary>
    public static RiskReason From(Bytes32 value) => new(value);

    /// <summary>The text when it is printable, else hexadecimal.</summary>
    public override string ToString()
    {
        var bytes = Value.ToArray().AsSpan().TrimEnd((byte)0);
        return bytes.Length > 0 && !bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e) ? System.Text.Encoding.ASCII.GetString(bytes) : Value.ToString();
    }
}

/// <summary>One asset's limits in canonical units.</summary>
/// <param name="MaxRelease">Largest single release.</param>
/// <param name="Capacity">What the bucket holds when full.</param>
/// <param name="RefillPerSecond">What comes back each second.</param>
/// <param name="HoldThreshold">From this amount on a release is held: 0 = every one, 2^64-1 = none.</param>
public sealed record RiskLimits(ulong MaxRelease, ulong Capacity, ulong RefillPerSecond, ulong HoldThreshold)
{
    /// <summary>What a level makes of them (design section 5): from slow on a quarter of capacity, refill and hold threshold; from hold on every release is held.</summary>
    public RiskLimits InForce(BreakerLevel level) => level < BreakerLevel.Slow
        ? this
        : this with { Capacity = Capacity / 4, RefillPerSecond = RefillPerSecond / 4, HoldThreshold = level >= BreakerLevel.Hold ? 0 : HoldThreshold / 4 };
}
