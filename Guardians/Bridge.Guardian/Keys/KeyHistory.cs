using System.Text.Json;
using Bridge.Protocol;

namespace Bridge.Guardian.Keys;

/// <summary>
/// <c>keys.json</c>: every share this directory has ever held, newest generation of each epoch, retired ones included. It is how an old copy of the key file
/// is told from the newest.
/// </summary>
public static class KeyHistory
{
    /// <summary>Reads the file; nothing when there is none.</summary>
    /// <exception cref="ProtocolException">Another form.</exception>
    public static IReadOnlyList<KeyRecord> Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<List<KeyRecord>>(File.ReadAllText(path), KeyRecord.Json) ?? [] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the history of keys from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Save(string path, IEnumerable<KeyRecord> records) =>
        WholeFile.Write(path, JsonSerializer.Serialize(records.OrderBy(record => record.Epoch), KeyRecord.Json));

    /// <summary>Why a key file that holds <paramref name="held"/> is older than what <paramref name="seen"/> says was here; null when it is not.</summary>
    public static string? Staleness(IReadOnlyCollection<KeyRecord> seen, IReadOnlyCollection<KeyRecord> held)
    {
        foreach (var known in seen)
        {
            // SECURITY: an older share beside newer ones of the others is a share that an attacker may have stolen before the refresh (M37).
            if (held.FirstOrDefault(record => record.Epoch == known.Epoch) is not { } found) return $"it knows nothing of the share of epoch {known.Epoch}";
            if (found.Generation < known.Generation) return $"its share of epoch {known.Epoch} is of generation {found.Generation}, and {known.Generation} is in use";
            if (known.RetiredAt is { } retired && found.RetiredAt is null) return $"its share of epoch {known.Epoch} was retired at {retired:u}";
        }

        return null;
    }
}
