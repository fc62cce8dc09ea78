namespace Bridge.Protocol.Risk;

/// <summary>One member of a risk action's type.</summary>
/// <param name="Type">uint8, uint16, uint64, bytes32 or address.</param>
/// <param name="Name">Its name.</param>
public sealed record RiskMember(string Type, string Name);

/// <summary>
/// One risk action as EIP-712 types it. Every type begins with <c>uint16 chain</c> (0 = every chain) and ends with
/// <c>uint64 nonce,uint64 notAfter</c>; every member is one word, so struct hash = keccak256(type hash ‖ words), and the words travel as signed.
/// </summary>
public sealed class RiskSchema
{
    private const string End = ",uint64 nonce,uint64 notAfter)";
    private const string Level = "(uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason" + End;
    private const string Limits = "(uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold" + End;
    private const string Role = "(uint16 chain,address account,uint8 role" + End;
    private const string Hold = "(uint16 chain,uint16 source,uint64 sequence,bytes32 leaf" + End;

    private static readonly Dictionary<RiskActionKind, RiskSchema> ByKind = new RiskSchema[]
    {
        new(RiskActionKind.RaiseLevel, Level, RaiseLevel.Read),
        new(RiskActionKind.LowerLevel, Level, LowerLevel.Read),
        new(RiskActionKind.LowerLimits, Limits, LowerLimits.Read),
        new(RiskActionKind.SetLimits, Limits, SetLimits.Read),
        new(RiskActionKind.ListAsset, "(uint16 chain,bytes32 token,uint8 mode,uint8 canonicalDecimals,uint16 homeChain,bytes32 homeToken" + End, ListAsset.Read),
        new(RiskActionKind.OpenLane, "(uint16 chain,uint16 otherChain,uint8 family" + End, OpenLane.Read),
        new(RiskActionKind.GrantRole, Role, GrantRole.Read),
        new(RiskActionKind.RevokeRole, Role, RevokeRole.Read),
        new(RiskActionKind.ApproveHold, Hold, ApproveHold.Read),
        new(RiskActionKind.RejectHold, Hold, RejectHold.Read),
        new(RiskActionKind.Veto, "(uint16 chain,bytes32 proposal" + End, Veto.Read),
    }.ToDictionary(schema => schema.Kind);

    private readonly Func<RiskWordReader, RiskFrame, RiskAction> _read;

    private RiskSchema(RiskActionKind kind, string members, Func<RiskWordReader, RiskFrame, RiskAction> read)
    {
        Kind = kind;
        TypeString = kind + members;
        TypeHash = Keccak256.Hash(TypeString);
        Members = [.. members.Trim('(', ')').Split(',').Select(member => new RiskMember(member.Split(' ')[0], member.Split(' ')[1]))];
        _read = read;
    }

    /// <summary>Which action.</summary>
    public RiskActionKind Kind { get; }

    /// <summary>The type as it is hashed, as <c>Veto(uint16 chain,bytes32 proposal,uint64 nonce,uint64 notAfter)</c>.</summary>
    public string TypeString { get; }

    /// <summary>keccak256 of <see cref="TypeString"/>.</summary>
    public Bytes32 TypeHash { get; }

    /// <summary>The members in order.</summary>
    public IReadOnlyList<RiskMember> Members { get; }

    /// <summary>Length of the words in bytes.</summary>
    public int Size => 32 * Members.Count;

    /// <summary>All eleven, by number.</summary>
    public static IReadOnlyCollection<RiskSchema> All => ByKind.Values;

    /// <summary>The type of an action.</summary>
    /// <exception cref="ProtocolException">No such action.</exception>
    public static RiskSchema Of(RiskActionKind kind) => ByKind.TryGetValue(kind, out var schema) ? schema : throw new ProtocolException($"there is no risk action {(byte)kind}");

    internal RiskAction Read(byte[] words)
    {
        if (words.Length != Size) throw new ProtocolException($"the words of {Kind} should be {Size} bytes and are {words.Length}");
        var end = new RiskWordReader(words[^64..], [.. Members.Skip(Members.Count - 2)]);
        var reader = new RiskWordReader(words, Members);
        var chain = reader.Short();
        return _read(reader, new(chain == 0 ? null : ChainId.From(chain), end.Long(), end.Long()));
    }
}

/// <summary>What every action has: chain (null = every chain), nonce, not after.</summary>
internal sealed record RiskFrame(ChainId? Chain, ulong Nonce, ulong NotAfter);
