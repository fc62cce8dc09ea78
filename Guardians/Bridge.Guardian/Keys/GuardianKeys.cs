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

    private GuardianKeys(EcdsaKey identity, X509Certificate2 certificate, IReadOnlyDictionary<GuardianEpoch, KeyPackage> shares) =>
        (Identity, Certificate, Shares) = (identity, certificate, shares);

    /// <summary>Signs observations and ceremony packages.</summary>
    public EcdsaKey Identity { get; }

    /// <summary>TLS certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Key share of each epoch.</summary>
    public IReadOnlyDictionary<GuardianEpoch, KeyPackage> Shares { get; }

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

    /// <summary>Adds a key share, whole or not at all.</summary>
    /// <exception cref="ProtocolException">There is a share of that epoch.</exception>
    public static void AddShare(string path, Passphrase passphrase, KeyPackage share, KeyFileCost? cost = null)
    {
        using var entries = KeyFile.Read(path, passphrase.Bytes);
        var name = SharePrefix + share.Epoch;
        // SECURITY: a share in use is never replaced; a new ceremony makes a new epoch, or a person moves the old key file away.
        if (entries.TryGet(name, out _)) throw new ProtocolException($"there is a key share of epoch {share.Epoch} in {path} already");
        var secret = share.Encode();
        entries.Set(name, secret);
        CryptographicOperations.ZeroMemory(secret);
        KeyFile.Write(path, passphrase.Bytes, entries, cost);
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

    private static GuardianKeys From(string path, SecretEntries entries)
    {
        if (!entries.TryGet(IdentityName, out var identity) || !entries.TryGet(TlsName, out var certificate))
            throw new ProtocolException($"{path} holds no guardian's keys");
        var shares = new Dictionary<GuardianEpoch, KeyPackage>();
        foreach (var name in entries.Names.Where(name => name.StartsWith(SharePrefix, StringComparison.Ordinal)))
        {
            _ = entries.TryGet(name, out var secret);
            var share = KeyPackage.Decode(secret);
            if (name != SharePrefix + share.Epoch) throw new ProtocolException($"{path} holds a share of epoch {share.Epoch} under the name {name}");
            shares.Add(share.Epoch, share);
        }

        return new GuardianKeys(EcdsaKey.From(identity), PinnedTls.LoadCertificate(certificate), shares);
    }
}
