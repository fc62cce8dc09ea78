using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Frost.Signer;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Keys;

/// <summary>Everything secret that a guardian holds, out of its one key file.</summary>
public sealed class GuardianKeys : IDisposable
{
    private const string IdentityName = "identity";
    private const string TlsName = "tls";
    private const string SharePrefix = "share-";
    private const string RecordPrefix = "about-";

    private GuardianKeys(EcdsaKey identity, X509Certificate2 certificate, IReadOnlyDictionary<GuardianEpoch, KeyPackage> shares, IReadOnlyList<KeyRecord> records) =>
        (Identity, Certificate, Shares, Records) = (identity, certificate, shares, records);

    /// <summary>Signs observations and ceremony packages.</summary>
    public EcdsaKey Identity { get; }

    /// <summary>TLS certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Key share of each epoch.</summary>
    public IReadOnlyDictionary<GuardianEpoch, KeyPackage> Shares { get; }

    /// <summary>What is public about each share that is or was held, by epoch.</summary>
    public IReadOnlyList<KeyRecord> Records { get; }

    /// <summary>Makes a fresh identity and certificate and writes them to a file that does not exist yet.</summary>
    /// <exception cref="ProtocolException">The file exists: a guardian's keys are never overwritten.</exception>
    public static GuardianKeys Create(string path, Passphrase passphrase, string name, TimeProvider time, KeyFileCost? cost = null)
    {
        // SECURITY: overwriting would throw a share away that perhaps nobody can replace.
        if (File.Exists(path)) throw new ProtocolException($"there are keys in {path} already: a guardian is made once");
        using var entries = new SecretEntries();
        using (var identity = EcdsaKey.Generate())
        {
            Span<byte> secret = stackalloc byte[32];
            identity.ExportSecret(secret);
            entries.Set(IdentityName, secret);
            CryptographicOperations.ZeroMemory(secret);
        }

        var certificate = PinnedTls.CreateCertificate(name, time.GetUtcNow());
        entries.Set(TlsName, certificate);
        CryptographicOperations.ZeroMemory(certificate);
        KeyFile.Write(path, passphrase.Bytes, entries, cost);
        return From(path, entries);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="KeyFileException">Missing, open to others, or the passphrase does not fit.</exception>
    /// <exception cref="ProtocolException">It holds other secrets than a guardian's.</exception>
    public static GuardianKeys Open(string path, Passphrase passphrase)
    {
        using var entries = KeyFile.Read(path, passphrase.Bytes);
        return From(path, entries);
    }

    /// <inheritdoc/>
    public override string ToString() => "<redacted>";

    /// <inheritdoc/>
    public void Dispose()
    {
        Identity.Dispose();
        Certificate.Dispose();
        foreach (var share in Shares.Values) share.Dispose();
    }

    internal static string ShareName(GuardianEpoch epoch) => SharePrefix + epoch;

    internal static string RecordName(GuardianEpoch epoch) => RecordPrefix + epoch;

    internal static GuardianKeys From(string path, SecretEntries entries)
    {
        if (!entries.TryGet(IdentityName, out var identity) || !entries.TryGet(TlsName, out var certificate))
            throw new ProtocolException($"{path} holds no guardian's keys");
        var records = Read(entries, RecordPrefix, KeyRecord.Read).OrderBy(record => record.Value.Epoch).ToList();
        var shares = Read(entries, SharePrefix, KeyPackage.Decode);
        foreach (var (name, share) in shares)
        {
            if (name != ShareName(share.Epoch)) throw new ProtocolException($"{path} holds a share of epoch {share.Epoch} under the name {name}");
            if (!records.Exists(record => record.Key == RecordName(share.Epoch) && record.Value.IsOf(share)))
                throw new ProtocolException($"{path} holds a share of epoch {share.Epoch} without its record");
        }

        return new GuardianKeys(
            EcdsaKey.From(identity), PinnedTls.LoadCertificate(certificate), shares.Values.ToDictionary(share => share.Epoch), [.. records.Select(record => record.Value)]);
    }

    private static Dictionary<string, T> Read<T>(SecretEntries entries, string prefix, Func<ReadOnlySpan<byte>, T> read)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var name in entries.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _ = entries.TryGet(name, out var bytes);
            found.Add(name, read(bytes));
        }

        return found;
    }
}
