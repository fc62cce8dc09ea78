using System.Globalization;
using System.Text.Json;

namespace Bridge.Protocol.Risk;

/// <summary>
/// A risk action with its signatures, as it goes from officer to officer in a file:
/// <code>
/// { "action": "Veto", "fields": { "chain": "0", "proposal": "0x…", "nonce": "7", "notAfter": "1800000000" }, "digest": "0x…", "signatures": ["0x…"] }
/// </code>
/// Numbers are decimal text, bytes hexadecimal. The digest in the file decides nothing: whoever reads it computes it anew from the fields and the
/// deployment, and a file that says another one is refused (M39).
/// </summary>
public sealed class RiskPaper
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private readonly List<RiskSignature> _signatures = [];

    /// <summary>An unsigned paper for the deployment <paramref name="bridge"/>.</summary>
    public RiskPaper(BridgeId bridge, RiskAction action) => (Action, Digest) = (action, action.Digest(bridge));

    /// <summary>What it says.</summary>
    public RiskAction Action { get; }

    /// <summary>What is signed, computed here.</summary>
    public Bytes32 Digest { get; }

    /// <summary>The signatures in the order of their signers' addresses.</summary>
    public IReadOnlyList<RiskSignature> Signatures => _signatures;

    /// <summary>Who signed, in the same order.</summary>
    public IReadOnlyList<SignerAddress> Signers => [.. _signatures.Select(signature => signature.Signer(Digest))];

    /// <summary>True when no further signature is needed. Whether the signers hold their roles, the chain says.</summary>
    public bool IsComplete => _signatures.Count == Action.Kind.SignaturesNeeded();

    /// <summary>Adds a signature.</summary>
    /// <exception cref="ProtocolException">Nobody's, the same signer's again, or one more than the action needs.</exception>
    public void Add(RiskSignature signature)
    {
        var signer = signature.Signer(Digest);
        // SECURITY: two signatures of one officer are not two officers (W8).
        if (Signers.Contains(signer)) throw new ProtocolException($"{signer} has signed already: another officer is needed");
        if (IsComplete) throw new ProtocolException($"{Action.Kind} needs {Action.Kind.SignaturesNeeded()} signature(s) and has them");
        _signatures.Add(signature);
        _signatures.Sort((left, right) => left.Signer(Digest).Padded.CompareTo(right.Signer(Digest).Padded));
    }

    /// <summary>Reads a paper.</summary>
    /// <exception cref="ProtocolException">Another form, another digest than the fields give in this deployment, or an invalid signature.</exception>
    public static RiskPaper Parse(string text, BridgeId bridge)
    {
        PaperFile file;
        try
        {
            file = JsonSerializer.Deserialize<PaperFile>(text, Json) ?? throw new ProtocolException("the paper is empty");
        }
        catch (JsonException e)
        {
            throw new ProtocolException($"the paper is not of the form action, fields, digest, signatures: {e.Message}", e);
        }

        var schema = RiskSchema.All.FirstOrDefault(candidate => candidate.Kind.ToString() == file.Action) ?? throw new ProtocolException($"there is no risk action \"{file.Action}\"");
        var paper = new RiskPaper(bridge, RiskFields.Read(schema, file.Fields));
        // SECURITY: what is shown and signed is computed from the fields here; a file that claims another digest was tampered with or is another deployment's (M39).
        if (Bytes32.Parse(file.Digest) != paper.Digest) throw new ProtocolException($"the paper says its digest is {file.Digest}, and its fields give {paper.Digest} in this deployment");
        foreach (var signature in file.Signatures) paper.Add(RiskSignature.Parse(signature));
        return paper;
    }

    /// <summary>The text of the file.</summary>
    public override string ToString() => JsonSerializer.Serialize(
        new PaperFile(Action.Kind.ToString(), RiskFields.Of(Action), Digest.ToString(), [.. _signatures.Select(signature => signature.ToString())]), Json) + "\n";

    private sealed record PaperFile(string Action, Dictionary<string, string> Fields, string Digest, IReadOnlyList<string> Signatures);
}

/// <summary>An action's members as text: numbers decimal without leading zeros, bytes as hexadecimal with 0x.</summary>
public static class RiskFields
{
    /// <summary>The members of <paramref name="action"/>, in order.</summary>
    public static Dictionary<string, string> Of(RiskAction action)
    {
        var words = action.Words();
        return action.Schema.Members.Index().ToDictionary(
            member => member.Item.Name, member => Text(member.Item.Type, Bytes32.From(words.AsSpan(32 * member.Index, 32))));
    }

    /// <summary>Reads an action from its members.</summary>
    /// <exception cref="ProtocolException">A member is missing, unknown, or no value of its type.</exception>
    public static RiskAction Read(RiskSchema schema, IReadOnlyDictionary<string, string> fields)
    {
        if (fields.Keys.FirstOrDefault(name => schema.Members.All(member => member.Name != name)) is { } unknown)
            throw new ProtocolException($"{schema.Kind} has no field \"{unknown}\"");
        var words = schema.Members.SelectMany(member =>
            Word(member, fields.TryGetValue(member.Name, out var text) ? text : throw new ProtocolException($"{schema.Kind} should have the field \"{member.Name}\"")));
        return RiskAction.Decode(schema.Kind, [.. words]);
    }

    private static string Text(string type, Bytes32 word) => type switch
    {
        "bytes32" => word.ToString(),
        "address" => Hex.Encode(word.ToArray().AsSpan(12)),
        _ => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(word.ToArray().AsSpan(24)).ToString(CultureInfo.InvariantCulture),
    };

    private static byte[] Word(RiskMember member, string text)
    {
        if (member.Type == "bytes32") return Sized(member, text, 32);
        if (member.Type == "address") return [.. new byte[12], .. Sized(member, text, 20)];
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number.ToString(CultureInfo.InvariantCulture) != text)
            throw new ProtocolException($"{member.Name} should be a number in decimal digits and is \"{text}\"");
        return new RiskWordWriter(1).Number(number).ToArray();
    }

    private static byte[] Sized(RiskMember member, string text, int size)
    {
        var bytes = Hex.Decode(text);
        return bytes.Length == size && text.StartsWith("0x", StringComparison.Ordinal)
            ? bytes
            : throw new ProtocolException($"{member.Name} should be 0x and {2 * size} hexadecimal digits");
    }
}
