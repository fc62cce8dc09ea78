using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary><c>trial-EPOCH-GENERATION.json</c>: with which test signatures the shares of a key were tried. Public, and anyone can verify them under the group key.</summary>
/// <param name="Epoch">Of the key.</param>
/// <param name="Generation">Of its shares.</param>
/// <param name="GroupKey">The key.</param>
/// <param name="Sets">Who signed what.</param>
public sealed record TrialFile(uint Epoch, uint Generation, string GroupKey, IReadOnlyList<TrialSet> Sets)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    internal static TrialFile Of(KeyState state, KeyTrial trial, IReadOnlyList<GroupSignature> signatures) => new(
        state.Version.Epoch.Value, state.Version.Generation, state.Group.GroupKey.ToString(),
        [.. trial.Subsets.Select((signers, i) => new TrialSet([.. signers.Select(signer => signer.Value)], trial.Messages[i].ToString(), Hex.Encode(signatures[i].ToArray())))]);

    /// <summary>True when every set that the certified key is tried with signed its message.</summary>
    /// <exception cref="ProtocolException">Not hexadecimal, or parts of the certificate do not belong together.</exception>
    public bool IsOf(CertificateFile certificate)
    {
        var trial = KeyTrial.From(Ceremony.From(certificate.Ceremony).KeyContext(), certificate.ToCertificate());
        return Sets.Count == trial.Subsets.Count && Sets.Select((set, i) => set.Signers.SequenceEqual(trial.Subsets[i].Select(signer => signer.Value)) && Bytes32.Parse(set.Message) == trial.Messages[i]
            // SECURITY: whoever says that it was tried shows the signatures.
            && FrostVerifier.Verify(trial.Group.GroupKey, trial.Messages[i].ToArray(), GroupSignature.From(Hex.Decode(set.Signature)))).All(signed => signed);
    }

    /// <summary>Reads the file. Whether it is of a key says <see cref="IsOf"/>.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static TrialFile Load(string path) => WholeFile.Read<TrialFile>(path, "the trial", Json);

    /// <summary>Writes the file.</summary>
    public void Save(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, Json));
}

/// <summary>One set's test signature.</summary>
/// <param name="Signers">Ascending.</param>
/// <param name="Message">32 bytes, hexadecimal; see <see cref="KeyTrial.Messages"/>.</param>
/// <param name="Signature">Rx ‖ Ry ‖ z, 96 bytes, hexadecimal.</param>
public sealed record TrialSet(IReadOnlyList<ushort> Signers, string Message, string Signature);
