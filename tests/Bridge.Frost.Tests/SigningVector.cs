using System.Text.Json;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

/// <summary>One published vector of a whole signing (Contracts/vectors/SOURCES.md).</summary>
public sealed class SigningVector
{
    private SigningVector(string path)
    {
        Root = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("Contracts", "vectors", path))).RootElement;
        var inputs = Root.GetProperty("inputs");
        Key = Point.Parse((inputs.TryGetProperty("group_public_key", out var key) ? key : inputs.GetProperty("verifying_key_key")).GetString()!);
        Secret = Scalar.From(Hex.Decode(inputs.GetProperty("group_secret_key").GetString()!));
        Coefficients = [.. inputs.GetProperty("share_polynomial_coefficients").EnumerateArray().Select(c => Scalar.From(Hex.Decode(c.GetString()!)))];
        Message = Hex.Decode(inputs.GetProperty("message").GetString()!);
        Signers = [.. inputs.GetProperty("participant_list").EnumerateArray().Select(i => ParticipantId.From(i.GetUInt16()))];
        Shares = inputs.GetProperty("participant_shares").EnumerateArray().ToDictionary(Identifier, share => Field(share, "participant_share"));
        Round1 = Root.GetProperty("round_one_outputs").GetProperty("outputs").EnumerateArray().ToDictionary(Identifier);
        Round2 = Root.GetProperty("round_two_outputs").GetProperty("outputs").EnumerateArray().ToDictionary(Identifier, share => Field(share, "sig_share"));
        Signature = Hex.Decode(Root.GetProperty("final_output").GetProperty("sig").GetString()!);
        Threshold = int.Parse(Root.GetProperty("config").GetProperty("MIN_PARTICIPANTS").GetString()!);
        Group = GroupPublicKey.From(Threshold, Key, Shares.ToDictionary(share => share.Key, share => Point.FromScalar(Scalar.From(share.Value))!));
    }

    public static SigningVector Rfc9591 { get; } = new("rfc9591/frost-secp256k1-sha256.json");

    public static SigningVector ZcashFoundation { get; } = new("zf-frost/vectors.json");

    public static TheoryData<string> Names => ["rfc9591", "zf"];

    public JsonElement Root { get; }

    public Point Key { get; }

    public Scalar Secret { get; }

    public Scalar[] Coefficients { get; }

    public byte[] Message { get; }

    public int Threshold { get; }

    public IReadOnlyList<ParticipantId> Signers { get; }

    public IReadOnlyDictionary<ParticipantId, byte[]> Shares { get; }

    public IReadOnlyDictionary<ParticipantId, JsonElement> Round1 { get; }

    public IReadOnlyDictionary<ParticipantId, byte[]> Round2 { get; }

    public byte[] Signature { get; }

    public GroupPublicKey Group { get; }

    public SigningPackage Package => SigningPackage.From(Group, Signers.Select(CommitmentOf), Message);

    public static SigningVector Named(string name) => name == "rfc9591" ? Rfc9591 : ZcashFoundation;

    public static byte[] Field(JsonElement element, string name) => Hex.Decode(element.GetProperty(name).GetString()!);

    public NonceCommitment CommitmentOf(ParticipantId signer) => new(
        signer,
        Point.From(Field(Round1[signer], "hiding_nonce_commitment")),
        Point.From(Field(Round1[signer], "binding_nonce_commitment")));

    private static ParticipantId Identifier(JsonElement element) => ParticipantId.From(element.GetProperty("identifier").GetUInt16());
}
