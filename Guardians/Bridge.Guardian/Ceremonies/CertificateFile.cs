using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>
/// <c>certificate-EPOCH-GENERATION.json</c>: the signatures of all members of a keygen or refresh that each has its share on disk. Public, and anyone can check it.
/// With it a member that was interrupted activates its pending share; without it nobody uses the new shares.
/// </summary>
/// <param name="Ceremony">The ceremony.</param>
/// <param name="Group">Its outcome.</param>
/// <param name="Confirmations">Each member's signed confirmation.</param>
public sealed record CertificateFile(CeremonyFile Ceremony, GroupFile Group, IReadOnlyDictionary<ushort, string> Confirmations)
{
    /// <summary>The certificate of a key.</summary>
    public static CertificateFile Of(CeremonyFile ceremony, GroupFile group, KeyCertificate certificate) =>
        new(ceremony, group, certificate.Confirmations.ToDictionary(entry => entry.Key.Value, entry => Hex.Encode(entry.Value)));

    /// <summary>True when every member of the ceremony signed exactly this outcome.</summary>
    public bool IsValid()
    {
        try
        {
            var context = Ceremonies.Ceremony.From(Ceremony).KeyContext();
            var version = Group.ToState().Version;
            return version == context.VersionOf(version.Transcript) && ToCertificate().Verify(context);
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    /// <summary>Reads the file. Whether it is valid says <see cref="IsValid"/>.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static CertificateFile Load(string path) => WholeFile.Read<CertificateFile>(path, "the certificate", CeremonyFile.Json);

    /// <summary>Writes the file.</summary>
    public void Save(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, CeremonyFile.Json));

    /// <summary>The certificate as the library knows it.</summary>
    /// <exception cref="ProtocolException">Parts that do not belong together.</exception>
    public KeyCertificate ToCertificate()
    {
        var state = Group.ToState();
        return new KeyCertificate(state.Group, state.Version.Transcript, Received());
    }

    internal Dictionary<ParticipantId, byte[]> Received() => Confirmations.ToDictionary(entry => ParticipantId.From(entry.Key), entry => Hex.Decode(entry.Value));
}
