using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Ceremonies;

namespace Bridge.Guardian.Keys;

/// <summary>Brings a guardian back from a backup, if the backup is not older than anything that is known.</summary>
/// <remarks>
/// What is known: the directory's own history of keys, and another guardian's <c>group.json</c>, if given. On an empty machine without the latter nobody can tell an
/// old backup from a new one; then the chain, the relayers and <c>guardian doctor</c> will.
/// </remarks>
public static class KeyRestore
{
    /// <summary>Restores.</summary>
    /// <exception cref="KeyRefusedException">The backup is another guardian's, another group's, or older; nothing was changed.</exception>
    public static void Run(KeyBackup backup, DataDirectory directory, Passphrase passphrase, GroupFile? group, TimeProvider time, KeyFileCost? cost = null)
    {
        Check(backup, directory, passphrase, group);
        // SECURITY: before the keys are there. Without it the guardian would speak twice in one ceremony and be proved a cheater (M34).
        new BegunCeremonies(directory, time).Forget();
        backup.WriteTo(directory, passphrase, cost);
    }

    /// <summary>Says whether the backup may be restored there; only looks.</summary>
    /// <exception cref="KeyRefusedException">The backup is another guardian's, another group's, or older.</exception>
    public static void Check(KeyBackup backup, DataDirectory directory, Passphrase passphrase, GroupFile? group)
    {
        RequireSameGuardian(backup, directory);
        var seen = KeyHistory.Load(directory.History);
        RequireSameKeys(backup.Records, seen, directory.History);
        // SECURITY: never an older state over a newer one (M37).
        if (KeyHistory.Staleness(seen, backup.Records) is { } why) throw new KeyRefusedException(KeyRefusal.Stale, $"{backup} is stale: {why}");
        if (group is not null) RequireCurrent(backup, group);
        if (File.Exists(directory.Keys))
        {
            using var here = GuardianKeys.Open(directory.Keys, passphrase);
            // SECURITY: also what the key file itself says counts, whatever became of the history beside it.
            if (KeyHistory.Staleness(here.Records, backup.Records) is { } older) throw new KeyRefusedException(KeyRefusal.Stale, $"{backup} is stale: {older}");
            if (here.Records.SequenceEqual(backup.Records)) throw new KeyRefusedException(KeyRefusal.NothingToDo, $"{directory.Keys} holds the same shares as {backup}: there is nothing to restore");
        }
    }

    private static void RequireSameGuardian(KeyBackup backup, DataDirectory directory)
    {
        if (!File.Exists(directory.Public)) return;
        var self = PublicFile.Load(directory.Public);
        // SECURITY: two processes with one share, or one guardian that speaks as another.
        if (self.Index != backup.Self.Index || self.Identity != backup.Self.Identity)
            throw new KeyRefusedException(KeyRefusal.OtherGuardian, $"{backup} does not belong to guardian {self.Index} with identity {self.Identity} in {directory.Path}");
    }

    private static void RequireSameKeys(IReadOnlyList<KeyRecord> backup, IReadOnlyList<KeyRecord> seen, string path)
    {
        foreach (var known in seen)
        {
            // SECURITY: a share of another key under the same epoch signs nothing and hides the one that is lost.
            if (backup.Any(record => record.Epoch == known.Epoch && (record.GroupKey != known.GroupKey || (record.Generation == known.Generation && record.Transcript != known.Transcript))))
                throw new KeyRefusedException(KeyRefusal.OtherGroup, $"the backup's key of epoch {known.Epoch} is another than the one in {path}");
        }
    }

    private static void RequireCurrent(KeyBackup backup, GroupFile group)
    {
        if (backup.Records.FirstOrDefault(record => record.Epoch == group.Epoch) is not { } held)
            throw new KeyRefusedException(KeyRefusal.Stale, $"{backup} is stale: it knows nothing of epoch {group.Epoch}, which the others use");
        if (held.GroupKey != group.GroupKey) throw new KeyRefusedException(KeyRefusal.OtherGroup, $"{backup} belongs to another group key of epoch {group.Epoch}");
        if (held.Generation < group.Generation || held.VerifyingShare != group.VerifyingShares.GetValueOrDefault(backup.Self.Index))
            throw new KeyRefusedException(KeyRefusal.Stale, $"{backup} is stale: its share of epoch {group.Epoch} is of generation {held.Generation}, the others use {group.Generation}; run guardian repair");
    }
}
