namespace Bridge.Protocol.Risk;

/// <summary>
/// What risk staff sign: one EIP-712 message that both chains verify by the same bytes (design section 5). Domain:
/// <c>EIP712Domain(string name,string version,bytes32 salt)</c> with name "Bridge Risk", version "1", salt = bridge id; no chain id, because
/// the field <c>chain</c> selects. digest = keccak256(0x19 0x01 ‖ domain separator ‖ keccak256(type hash ‖ words)).
/// </summary>
public abstract record RiskAction
{
    private static readonly Bytes32 DomainTypeHash = Keccak256.Hash("EIP712Domain(string name,string version,bytes32 salt)");
    private static readonly Bytes32 NameHash = Keccak256.Hash("Bridge Risk");
    private static readonly Bytes32 VersionHash = Keccak256.Hash("1");

    private protected RiskAction() { }

    /// <summary>The chain it is for; null = every chain.</summary>
    public required ChainId? Chain { get; init; }

    /// <summary>Above every nonce that its signers used on that chain before. At least 1.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Unix seconds after which the paper is dead; at most 30 days ahead when it is presented.</summary>
    public required ulong NotAfter { get; init; }

    /// <summary>Which action.</summary>
    public abstract RiskActionKind Kind { get; }

    /// <summary>Its type.</summary>
    public RiskSchema Schema => RiskSchema.Of(Kind);

    /// <summary>The members as words, as they are signed and sent.</summary>
    /// <exception cref="ProtocolException">A field has no valid value.</exception>
    public byte[] Words()
    {
        Check();
        var writer = new RiskWordWriter(Schema.Members.Count).Number(Chain?.Value ?? 0);
        Write(writer);
        return writer.Number(Nonce).Number(NotAfter).ToArray();
    }

    /// <summary>Reads an action; every other encoding of the same action is refused.</summary>
    /// <exception cref="ProtocolException">Unknown action, wrong length, or a word that is no value of its type.</exception>
    public static RiskAction Decode(RiskActionKind kind, ReadOnlySpan<byte> words)
    {
        var action = RiskSchema.Of(kind).Read(words.ToArray());
        action.Check();
        return action;
    }

    /// <summary>keccak256(type hash ‖ words). EIP-712, hashStruct.</summary>
    public Bytes32 StructHash() => Keccak256.Hash([.. Schema.TypeHash.ToArray(), .. Words()]);

    /// <summary>What is signed in the deployment <paramref name="bridge"/>. EIP-712, encode.</summary>
    public Bytes32 Digest(BridgeId bridge) => Keccak256.Hash([0x19, 0x01, .. DomainSeparator(bridge).ToArray(), .. StructHash().ToArray()]);

    /// <summary>The domain's hash. EIP-712, domainSeparator.</summary>
    /// <exception cref="ProtocolException">A bridge id of zero.</exception>
    public static Bytes32 DomainSeparator(BridgeId bridge)
    {
        // SECURITY: a default bridge id would let a paper of one deployment into another (W1, W9).
        if (bridge.Value.IsZero) throw new ProtocolException("bridge id should not be zero");
        return Keccak256.Hash([.. DomainTypeHash.ToArray(), .. NameHash.ToArray(), .. VersionHash.ToArray(), .. bridge.Value.ToArray()]);
    }

    /// <summary>Writes the members between chain and nonce.</summary>
    private protected abstract void Write(RiskWordWriter writer);

    /// <summary>Refuses values that no chain would take.</summary>
    private protected virtual void CheckFields() { }

    // SECURITY: a default value anywhere is a refusal (W9); a paper for every chain only where its meaning is the same on every chain.
    private void Check()
    {
        if (Nonce == 0) throw new ProtocolException("nonce should be at least 1");
        if (NotAfter == 0) throw new ProtocolException("a paper should end: notAfter should not be zero");
        if (Chain is null && !Kind.MayBeForEveryChain()) throw new ProtocolException($"{Kind} should name its chain");
        CheckFields();
    }
}
