using System.Text;
using System.Text.Json;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Keys;

/// <summary>
/// A copy of all that a guardian needs to be itself again on another machine, in one encrypted file: every entry of the key file, the options and
/// the public facts. Not the journal, which is read from the chains again.
/// </summary>
/// <remarks>The form is a key file's (<see cref="KeyFile"/>), so it is encrypted and authenticated like one, under a passphrase of its own if wanted.</remarks>
public sealed class KeyBackup : IDisposable
{
    private const string MarkName = "backup";
    private const string OptionsName = "guardian.json";
    private const string PublicName = "public.json";

    private readonly SecretEntries _entries;

    private KeyBackup(SecretEntries entries, string path, DateTimeOffset madeAt)
    {
        (_entries, MadeAt) = (entries, madeAt);
        using var keys = GuardianKeys.From(path, entries);
        Records = keys.Records;
        Self = JsonSerializer.Deserialize<GuardianDeployment>(Text(PublicName, path), JsonSerializerOptions.Web) ?? throw new ProtocolException($"{path} holds no guardian");
    }

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; }

    /// <summary>Whose it is.</summary>
    public GuardianDeployment Self { get; }

    /// <summary>The shares in it.</summary>
    public IReadOnlyList<KeyRecord> Records { get; }

    /// <summary>Writes a backup of what is in the directory to a file that does not exist yet.</summary>
    /// <exception cref="ProtocolException">The file exists: an older backup is never overwritten.</exception>
    public static void Write(string path, DataDirectory directory, Passphrase passphrase, Passphrase backupPassphrase, DateTimeOffset now, KeyFileCost? cost = null)
    {
        // SECURITY: whoever mistypes a name keeps the backup that was there.
        if (File.Exists(path)) throw new ProtocolException($"{path} is there already: a backup is never overwritten");
        using var entries = KeyFile.Read(directory.Keys, passphrase.Bytes);
        using (var keys = GuardianKeys.From(directory.Keys, entries)) KeyStore.Publish(directory, keys);
        entries.Set(OptionsName, File.ReadAllBytes(directory.Options));
        entries.Set(PublicName, File.ReadAllBytes(directory.Public));
        entries.Set(MarkName, Encoding.UTF8.GetBytes($"{now:O}"));
        KeyFile.Write(path, backupPassphrase.Bytes, entries, cost);
    }

    /// <summary>Opens a backup.</summary>
    /// <exception cref="KeyFileException">Missing, open to others, or the passphrase does not fit or the file was changed.</exception>
    /// <exception cref="ProtocolException">A key file that is no backup.</exception>
    public static KeyBackup Read(string path, Passphrase passphrase)
    {
        var entries = KeyFile.Read(path, passphrase.Bytes);
        try
        {
            return entries.TryGet(MarkName, out var mark) && DateTimeOffset.TryParse(Encoding.UTF8.GetString(mark), out var madeAt)
                ? new KeyBackup(entries, path, madeAt)
                : throw new ProtocolException($"{path} is a key file and not a backup");
        }
        catch (Exception e) when (e is ProtocolException or JsonException)
        {
            entries.Dispose();
            throw e as ProtocolException ?? new ProtocolException($"{path} is a backup of another form");
        }
    }

    /// <summary>Writes the guardian into the directory, with the key file under <paramref name="passphrase"/>. What is checked before is in <see cref="KeyRestore"/>.</summary>
    internal void WriteTo(DataDirectory directory, Passphrase passphrase, KeyFileCost? cost)
    {
        if (!File.Exists(directory.Options)) File.WriteAllText(directory.Options, Text(OptionsName, directory.Options));
        if (!File.Exists(directory.Public)) File.WriteAllText(directory.Public, Text(PublicName, directory.Public));
        using var secrets = new SecretEntries();
        foreach (var name in _entries.Names.Where(name => name is not (MarkName or OptionsName or PublicName)))
        {
            _ = _entries.TryGet(name, out var secret);
            secrets.Set(name, secret);
        }

        KeyFile.Write(directory.Keys, passphrase.Bytes, secrets, cost);
        using var keys = GuardianKeys.From(directory.Keys, secrets);
        KeyStore.Publish(directory, keys);
    }

    /// <inheritdoc/>
    public override string ToString() => $"backup of guardian {Self.Index} of {MadeAt:u}";

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private string Text(string name, string path) => _entries.TryGet(name, out var bytes)
        ? Encoding.UTF8.GetString(bytes)
        : throw new ProtocolException($"{path}: the backup holds no {name}");
}
