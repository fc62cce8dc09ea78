using System.Globalization;

namespace Bridge.Protocol;

/// <summary>One deployment of the bridge. No two deployments share one, so no message of one is valid in another (W1).</summary>
public readonly record struct BridgeId
{
    private BridgeId(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes.</summary>
    public Bytes32 Value { get; }

    /// <summary>Makes the id.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public static BridgeId From(Bytes32 value) =>
        value.IsZero ? throw new ProtocolException("bridge id should not be zero") : new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>A chain's number inside this bridge (not the EVM chain id).</summary>
public readonly record struct ChainId : IComparable<ChainId>
{
    private ChainId(ushort value) => Value = value;

    /// <summary>1 to 65,535.</summary>
    public ushort Value { get; }

    /// <summary>Makes the id.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public static ChainId From(ushort value) =>
        value == 0 ? throw new ProtocolException("chain id should not be zero") : new(value);

    /// <inheritdoc/>
    public int CompareTo(ChainId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A direction between two chains: its own sequence, its own limits.</summary>
public readonly record struct Lane
{
    private Lane(ChainId source, ChainId destination) => (Source, Destination) = (source, destination);

    /// <summary>Where tokens are locked or burnt.</summary>
    public ChainId Source { get; }

    /// <summary>Where tokens are released or minted.</summary>
    public ChainId Destination { get; }

    /// <summary>Makes a lane between two different chains.</summary>
    /// <exception cref="ProtocolException">Source and destination are the same.</exception>
    public static Lane From(ChainId source, ChainId destination) => source == destination
        ? throw new ProtocolException($"a lane's two chains should differ, both are {source}")
        : new(source, destination);

    /// <summary>Reads <c>source-destination</c>.</summary>
    /// <exception cref="ProtocolException">Other form.</exception>
    public static Lane Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2
            && ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var source)
            && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var destination)
            ? From(ChainId.From(source), ChainId.From(destination))
            : throw new ProtocolException($"lane should be source-destination, as 1-2, and is \"{text}\"");
    }

    /// <summary><c>source-destination</c>.</summary>
    public override string ToString() => $"{Source}-{Destination}";
}

/// <summary>A transfer's name everywhere: its lane and its sequence in it, written <c>1-2-17</c>.</summary>
public readonly record struct TransferId
{
    private TransferId(Lane lane, ulong sequence) => (Lane, Sequence) = (lane, sequence);

    /// <summary>The direction.</summary>
    public Lane Lane { get; }

    /// <summary>Assigned by the source contract, contiguous from 1.</summary>
    public ulong Sequence { get; }

    /// <summary>Makes the id.</summary>
    /// <exception cref="ProtocolException">Sequence zero.</exception>
    public static TransferId From(Lane lane, ulong sequence) => sequence == 0
        ? throw new ProtocolException("sequence should be at least 1")
        : new(lane, sequence);

    /// <summary>Reads <c>source-destination-sequence</c>.</summary>
    /// <exception cref="ProtocolException">Other form.</exception>
    public static TransferId Parse(string text)
    {
        var cut = text.LastIndexOf('-');
        return text.AsSpan().Count('-') == 2 && ulong.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? From(Lane.Parse(text[..cut]), sequence)
            : throw new ProtocolException($"transfer id should be source-destination-sequence, as 1-2-17, and is \"{text}\"");
    }

    /// <summary><c>source-destination-sequence</c>.</summary>
    public override string ToString() => $"{Lane}-{Sequence}";
}

/// <summary>An account on either chain as 32 bytes: a Solana public key, or an EVM address padded on the left with twelve zero bytes.</summary>
public readonly record struct PartyAddress
{
    private PartyAddress(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes.</summary>
    public Bytes32 Value { get; }

    /// <summary>Makes the address.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public static PartyAddress From(Bytes32 value) =>
        value.IsZero ? throw new ProtocolException("address should not be zero") : new(value);

    /// <summary>Pads a 20-byte EVM address.</summary>
    /// <exception cref="ProtocolException">Other length or zero.</exception>
    public static PartyAddress FromEvm(ReadOnlySpan<byte> address)
    {
        if (address.Length != 20) throw new ProtocolException($"EVM address should be 20 bytes and is {address.Length}");
        Span<byte> padded = stackalloc byte[32];
        padded.Clear();
        address.CopyTo(padded[12..]);
        return From(Bytes32.From(padded));
    }

    /// <summary>True when the first twelve bytes are zero, so that an EVM chain can pay it.</summary>
    public bool IsEvm => !Value.ToArray().AsSpan(0, 12).ContainsAnyExcept((byte)0);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>An asset of this bridge, the same on every chain: keccak256(bridgeId ‖ home chain ‖ home token).</summary>
public readonly record struct AssetId
{
    private AssetId(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes.</summary>
    public Bytes32 Value { get; }

    /// <summary>Takes an id that was computed elsewhere.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public static AssetId From(Bytes32 value) =>
        value.IsZero ? throw new ProtocolException("asset id should not be zero") : new(value);

    /// <summary>Computes the id from where the token lives (design section 4). A home token is its address as 32 bytes.</summary>
    public static AssetId Of(BridgeId bridge, ChainId homeChain, PartyAddress homeToken)
    {
        Span<byte> bytes = stackalloc byte[66];
        bridge.Value.CopyTo(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[32..], homeChain.Value);
        homeToken.Value.CopyTo(bytes[34..]);
        return new(Keccak256.Hash(bytes));
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Which group key is in force: grows by one with each rotation, from 1.</summary>
public readonly record struct GuardianEpoch
{
    private GuardianEpoch(uint value) => Value = value;

    /// <summary>1 or more.</summary>
    public uint Value { get; }

    /// <summary>Makes the epoch.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public static GuardianEpoch From(uint value) =>
        value == 0 ? throw new ProtocolException("guardian epoch should be at least 1") : new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
