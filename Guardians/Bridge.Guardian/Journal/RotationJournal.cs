using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Journal;

/// <summary>Which key this guardian has signed to hand each chain over to, on disk before its share leaves, kept for ever.</summary>
public sealed class RotationJournal(JournalDatabase database, bool supersede, TimeProvider time)
{
    /// <summary>Records that the chains are handed over to the ceremony's new key.</summary>
    /// <exception cref="KeyRefusedException">Another key was signed before for that epoch. Nothing was written.</exception>
    public void Record(Ceremony ceremony, IEnumerable<MessageDigest> digests)
    {
        var successor = ceremony.File.Successor!.Group;
        database.Write(sql =>
        {
            foreach (var (chain, digest) in ceremony.File.Chains!.Zip(digests))
            {
                var before = sql.Rows(
                    "SELECT digest FROM signed_rotations WHERE chain=$chain AND epoch=$epoch ORDER BY at DESC LIMIT 1", row => Bytes32.From(row.GetFieldValue<byte[]>(0)),
                    ("$chain", (long)chain), ("$epoch", (long)successor.Epoch));
                // SECURITY: two signed keys for one epoch leave it to whoever is faster which of them gets the bridge; only a person decides that.
                if (before is [var signed] && signed != digest.Value && !supersede)
                    throw new KeyRefusedException(
                        KeyRefusal.StillNeeded, $"this guardian signed another key for epoch {successor.Epoch} of chain {chain} before, and whoever has that signature may still use it: add --supersede when all operators agree");
                sql.Execute(
                    "INSERT INTO signed_rotations VALUES ($chain, $epoch, $digest, $key, $at)",
                    ("$chain", (long)chain), ("$epoch", (long)successor.Epoch), ("$digest", digest.Value.ToArray()), ("$key", successor.GroupKey),
                    ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()));
            }

            return true;
        });
    }
}
