using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Guardian.Ceremonies;

/// <summary><c>pending.key</c>: a share that a ceremony has made and not yet certified, encrypted like the key file, beside it.</summary>
/// <remarks>
/// Written before this member confirms, so that a certificate (all confirmations) proves that every member has its share on disk. Only the certificate makes it
/// the guardian's share; until then nothing signs with it and the share in use stays what it was.
/// </remarks>
public sealed class PendingKey(DataDirectory directory, Passphrase passphrase, KeyFileCost? cost = null)
{
    private const string CeremonyName = "ceremony";
    private const string ShareName = "share";

    /// <summary>Stores the share of a ceremony.</summary>
    public void Write(Ceremony ceremony, ReadOnlySpan<byte> share)
    {
        RequireNoOther(ceremony);
        using var entries = new SecretEntries();
        entries.Set(CeremonyName, ceremony.File.ToBytes());
        entries.Set(ShareName, share);
        KeyFile.Write(directory.Pending, passphrase.Bytes, entries, cost);
    }

    /// <summary>The ceremony that is pending, null when none is.</summary>
    public Ceremony? Find() => File.Exists(directory.Pending) ? CeremonyIn(directory.Pending) : null;

    /// <summary>Throws when a share of another ceremony is pending.</summary>
    /// <exception cref="KeyRefusedException">Another ceremony's share waits for its certificate.</exception>
    public void RequireNoOther(Ceremony ceremony)
    {
        // SECURITY: the others may have all confirmations of that ceremony and use the share that would be thrown away here.
        if (Find() is { } other && other.Id != ceremony.Id)
            throw new KeyRefusedException(
                KeyRefusal.StillNeeded,
                $"a share of another {other.Kind} (session {other.Session}) waits for its certificate: finish that ceremony with its file, or with guardian key activate and another member's certificate; if nobody can finish it, "
                + "guardian key set-aside keeps the share and makes way");
    }

    /// <summary>The last stage of the ceremony again after a restart; null when nothing of it is pending.</summary>
    public KeyGenerationRound3? Resume(Ceremony ceremony, EcdsaKey identity) => File.Exists(directory.Pending) ? Resume(directory.Pending, ceremony, identity) : null;

    /// <summary>Makes the share of that ceremony, pending or set aside, the guardian's share, by its certificate. Can be done again after a crash.</summary>
    /// <exception cref="KeyRefusedException">Nothing is pending, or the certificate is another ceremony's or not signed by all.</exception>
    public KeyRecord Activate(CertificateFile certificate, GuardianKeys keys, DateTimeOffset now)
    {
        var ceremony = Ceremony.From(certificate.Ceremony);
        string[] waiting = [.. ((string[])[directory.Pending, directory.Aside(ceremony.Session)]).Where(File.Exists)];
        if (waiting.Length == 0) throw new KeyRefusedException(KeyRefusal.NothingToDo, "no share waits for a certificate here");
        // SECURITY: the old share is given up only when all members have signed that they have their new one (W10).
        var (file, found) = waiting.Select(path => (path, Resume(path, ceremony, keys.Identity))).FirstOrDefault(entry => entry.Item2 is not null);
        using var round3 = found;
        if (round3 is null || !certificate.IsValid())
            throw new KeyRefusedException(KeyRefusal.OtherGroup, "the certificate is of another ceremony, or not signed by all of its members");
        var own = ParticipantId.From(PublicFile.Load(directory.Public).Index);
        var confirmations = certificate.Received().Where(entry => entry.Key != own)
            .ToDictionary(entry => entry.Key, entry => (ReadOnlyMemory<byte>)entry.Value);
        using var share = round3.Finish(confirmations) is KeyGenerationResult<GeneratedKey>.Completed(var generated)
            ? generated.Key
            : throw new KeyRefusedException(KeyRefusal.OtherGroup, "the certificate confirms another share than the one that waits here");
        var record = Store(ceremony, certificate, keys, share, now);
        File.Delete(file);
        ForgetDead(record);
        return record;
    }

    /// <summary>Moves the pending share out of the way of another ceremony. It is kept: whoever kept its own confirmation back can still show the certificate to others.</summary>
    /// <exception cref="KeyRefusedException">Nothing is pending.</exception>
    public (Ceremony Ceremony, string Path) SetAside()
    {
        var ceremony = Find() ?? throw new KeyRefusedException(KeyRefusal.NothingToDo, "no share waits for a certificate here");
        var path = directory.Aside(ceremony.Session);
        File.Move(directory.Pending, path);
        return (ceremony, path);
    }

    private KeyRecord Store(Ceremony ceremony, CertificateFile certificate, GuardianKeys keys, KeyPackage share, DateTimeOffset now)
    {
        if (keys.Records.FirstOrDefault(held => held.IsOf(share)) is { } stored)
        {
            // A crash between the key file and what follows left it stored: what is public is written again.
            certificate.Save(directory.Certificate(stored));
            KeyStore.Publish(directory, keys);
            return stored;
        }

        var isRefresh = ceremony.Kind == CeremonyKind.Refresh;
        var record = KeyRecord.Of(share, isRefresh ? KeyOrigin.Refresh : KeyOrigin.Keygen, now);
        certificate.Save(directory.Certificate(record));
        var store = new KeyStore(directory, passphrase, cost);
        if (isRefresh) store.Replace(share, record);
        else store.Add(share, record);
        return record;
    }

    // What was set aside and is no newer than what is in use can never be activated any more.
    private void ForgetDead(KeyRecord inUse)
    {
        foreach (var path in Directory.GetFiles(directory.Path, DataDirectory.AsidePattern))
        {
            var other = CeremonyIn(path);
            if (other.Epoch == inUse.Key && (other.Current is null || other.Current.Version.Generation < inUse.Generation)) File.Delete(path);
        }
    }

    private Ceremony CeremonyIn(string path)
    {
        using var entries = KeyFile.Read(path, passphrase.Bytes);
        return CeremonyOf(entries);
    }

    // One reading: each derives the key of the file anew, which is made to be slow.
    private KeyGenerationRound3? Resume(string path, Ceremony ceremony, EcdsaKey identity)
    {
        using var entries = KeyFile.Read(path, passphrase.Bytes);
        if (CeremonyOf(entries).Id != ceremony.Id) return null;
        _ = entries.TryGet(ShareName, out var share);
        return KeyGenerationRound3.Resume(ceremony.KeyContext(), identity, share);
    }

    private static Ceremony CeremonyOf(SecretEntries entries) => entries.TryGet(CeremonyName, out var json)
        ? CeremonyFile.Parse(json)
        : throw new ProtocolException("the pending key file holds no ceremony");
}
