using Bridge.Protocol;

namespace Bridge.Guardian.Configuration;

/// <summary>Where a guardian's files are.</summary>
/// <remarks>
/// <code>
/// guardian.json     options
/// public.json       this guardian's public facts: what a ceremony needs to know
/// group.json        result of the newest ceremony: public
/// keys.json         every share that is or was here: public
/// guardian.key      identity key, TLS certificate with its key, key share of each epoch: encrypted
/// journal.db        what was seen and what was signed
/// lock              held by the one process that works here
/// </code>
/// </remarks>
public sealed class DataDirectory(string path)
{
    /// <summary>The directory.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Options.</summary>
    public string Options => In("guardian.json");

    /// <summary>Public facts.</summary>
    public string Public => In("public.json");

    /// <summary>Group key and verifying shares.</summary>
    public string Group => In("group.json");

    /// <summary>Every share that is or was here, without its secret.</summary>
    public string History => In("keys.json");

    /// <summary>Every secret of this guardian, encrypted under the passphrase.</summary>
    public string Keys => In("guardian.key");

    /// <summary>The journal.</summary>
    public string Journal => In("journal.db");

    /// <summary>A path inside the directory; an absolute path stays itself.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the directory, readable by its owner only.</summary>
    public void Create() => Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Takes the directory for this process until the result is disposed or the process ends.</summary>
    /// <exception cref="DirectoryInUseException">Another process holds it.</exception>
    public IDisposable Lock()
    {
        if (!Directory.Exists(Path)) throw new ProtocolException($"there is no guardian in {Path}: run guardian init first");
        try
        {
            // SECURITY: two daemons on one share could sign with one nonce each for the same session id, and two journals would forget each other's
            // intents (M37). The kernel drops the lock with the process, however it ends.
            return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DirectoryInUseException(Path, e);
        }
    }
}

/// <summary>A second process on one data directory.</summary>
public sealed class DirectoryInUseException(string path, Exception innerException)
    : Exception($"another guardian process works in {path}: stop it first", innerException);
