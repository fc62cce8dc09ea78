using System.Security.Cryptography;
using Bridge.Frost.Signer;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Ceremonies;
using Bridge.Protocol;

namespace Bridge.Guardian.Keys;

/// <summary>Changes what a guardian's key file holds.</summary>
/// <remarks>
/// Every change is one whole replacement of <c>guardian.key</c>; then the public files beside it (<c>keys.json</c>, <c>group.json</c>) are written from it. A crash
/// in between leaves public files that are older than the key; <see cref="Publish"/>, which each start of the daemon calls, writes them again.
/// </remarks>
public sealed class KeyStore(DataDirectory directory, Passphrase passphrase, KeyFileCost? cost = null)
{
    /// <summary>Adds the share of a new epoch.</summary>
    /// <exception cref="ProtocolException">There is or was a share of that epoch.</exception>
    public void Add(KeyPackage share, KeyRecord record) => Change(entries =>
    {
        RequireAbout(record, share);
        // SECURITY: a share in use is never replaced by another key's; a new ceremony makes a new epoch, or a person moves the old key file away.
        if (entries.TryGet(GuardianKeys.RecordName(share.Epoch), out _)) throw new ProtocolException($"there is a key share of epoch {share.Epoch} in {directory.Keys} already");
        Set(entries, share, record);
    });

    /// <summary>Puts the next generation of a share in the place of the last one.</summary>
    /// <exception cref="KeyRefusedException">It is not the next generation of the same key.</exception>
    public void Replace(KeyPackage share, KeyRecord record) => Change(entries =>
    {
        RequireAbout(record, share);
        if (!entries.TryGet(GuardianKeys.RecordName(share.Epoch), out var bytes))
            throw new KeyRefusedException(KeyRefusal.OtherGroup, $"there is no share of epoch {share.Epoch} here that could be refreshed");
        var before = KeyRecord.Read(bytes);
        // SECURITY: a refresh that changes the key would hand the bridge to whoever knows the other one.
        if (before.GroupKey != record.GroupKey || before.Threshold != record.Threshold)
            throw new KeyRefusedException(KeyRefusal.OtherGroup, $"the new share of epoch {share.Epoch} belongs to another group key");
        // SECURITY: generations only go up, one at a time: no older share comes back (M37).
        if (before.RetiredAt is not null || record.Generation != before.Generation + 1)
            throw new KeyRefusedException(KeyRefusal.Stale, $"generation {record.Generation} does not follow generation {before.Generation} of epoch {share.Epoch}");
        Set(entries, share, record);
    });

    /// <summary>Takes a share that others gave back: the one that was lost, or the one that took its place in a refresh that this guardian missed.</summary>
    /// <exception cref="KeyRefusedException">It is another key's, or no newer than what is held.</exception>
    public void Repair(KeyPackage share, KeyRecord record) => Change(entries =>
    {
        RequireAbout(record, share);
        if (entries.TryGet(GuardianKeys.RecordName(share.Epoch), out var bytes))
        {
            var before = KeyRecord.Read(bytes);
            // SECURITY: helpers that agree among themselves still cannot give this guardian another key's share (W10).
            if (before.GroupKey != record.GroupKey || before.Threshold != record.Threshold)
                throw new KeyRefusedException(KeyRefusal.OtherGroup, $"the repaired share of epoch {share.Epoch} belongs to another group key");
            if (before.RetiredAt is not null || record.Generation <= before.Generation)
                throw new KeyRefusedException(KeyRefusal.Stale, $"the repaired share of epoch {share.Epoch} is of generation {record.Generation}, and generation {before.Generation} is or was held here");
        }

        Set(entries, share, record);
    });

    /// <summary>Wipes the share of an epoch for good; its record stays, so that no backup brings it back.</summary>
    /// <exception cref="KeyRefusedException">No such share is held.</exception>
    public void Retire(GuardianEpoch epoch, DateTimeOffset now) => Change(entries =>
    {
        if (!entries.TryGet(GuardianKeys.RecordName(epoch), out var bytes) || !entries.Remove(GuardianKeys.ShareName(epoch)))
            throw new KeyRefusedException(KeyRefusal.NothingToDo, $"no share of epoch {epoch} is held here");
        entries.Set(GuardianKeys.RecordName(epoch), (KeyRecord.Read(bytes) with { RetiredAt = now }).ToBytes());
    });

    /// <summary>Writes the public files from the keys.</summary>
    /// <exception cref="KeyRefusedException">The key file is an older copy of what was here.</exception>
    public static void Publish(DataDirectory directory, GuardianKeys keys)
    {
        var seen = KeyHistory.Load(directory.History);
        // SECURITY: a key file that somebody copied back from before a refresh or a retirement is refused (M37).
        if (KeyHistory.Staleness(seen, keys.Records) is { } why)
            throw new KeyRefusedException(KeyRefusal.Stale, $"{directory.Keys} is an old copy: {why}. Restore the newest backup");
        KeyHistory.Save(directory.History, keys.Records);
        if (keys.Shares.Count == 0) return;
        var newest = keys.Shares.Values.MaxBy(share => share.Epoch.Value)!;
        GroupFile.Of(newest).Save(directory.Group);
        foreach (var share in keys.Shares.Values) GroupFile.Of(share).Save(directory.GroupOf(share.Epoch));
    }

    private void Change(Action<SecretEntries> change)
    {
        using (var entries = KeyFile.Read(directory.Keys, passphrase.Bytes))
        {
            change(entries);
            KeyFile.Write(directory.Keys, passphrase.Bytes, entries, cost);
        }

        using var keys = GuardianKeys.Open(directory.Keys, passphrase);
        Publish(directory, keys);
    }

    private static void RequireAbout(KeyRecord record, KeyPackage share)
    {
        if (!record.IsOf(share)) throw new ArgumentException("the record should be about the share", nameof(record));
    }

    private static void Set(SecretEntries entries, KeyPackage share, KeyRecord record)
    {
        var secret = share.Encode();
        entries.Set(GuardianKeys.ShareName(share.Epoch), secret);
        CryptographicOperations.ZeroMemory(secret);
        entries.Set(GuardianKeys.RecordName(share.Epoch), record.ToBytes());
    }
}
