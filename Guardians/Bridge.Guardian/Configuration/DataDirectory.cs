using Bridge.Protocol;

namespace Bridge.Guardian.Configuration;

/// <summary>Where a guardian's files are.</summary>
/// <remarks>
/// <code>
/// guardian.json     options
/// public.json       this guardian's public facts: what a ceremony needs to know
/// sentinel.json     addresses that pay for raising a level: public
/// group.json        the newest key: public; group-EPOCH.json the same of each epoch that is held
/// certificate-*     all members' signatures that they have their share: public
/// trial-*           signatures of several sets, with which a new share was tried: public
/// blame-*           evidence from a ceremony that was aborted: for the others
/// ceremonies        sessions of the ceremonies that were begun here
/// pending.key       a share that waits for its certificate: encrypted; aside-*.key one that made way for another ceremony
/// keys.json         every share that is or was here: public
/// guardian.key      identity key, TLS certificate with its key, key share of each epoch: encrypted
/// journal.db        what was seen and what was signed
/// lock              held by the one daemon that works here
/// ceremony.lock     held by the one command that changes keys here, beside the daemon
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

    /// <summary>Addresses that pay for raising a level.</summary>
    public string Sentinel => In("sentinel.json");

    /// <summary>Group key and verifying shares.</summary>
    public string Group => In("group.json");

    /// <summary>Public state of the key of an epoch.</summary>
    public string GroupOf(GuardianEpoch epoch) => In($"group-{epoch}.json");

    /// <summary>Certificate of a share.</summary>
    public string Certificate(Keys.KeyRecord record) => In($"certificate-{record.Epoch}-{record.Generation}.json");

    /// <summary>A share that was set aside.</summary>
    public string Aside(Bytes32 session) => In($"aside-{session.ToString()[2..]}.key");

    /// <summary>The names of all that were set aside.</summary>
    public const string AsidePattern = "aside-*.key";

    /// <summary>Signatures that a share was tried with.</summary>
    public string Trial(Keys.KeyRecord record) => Trial(record.Epoch, record.Generation);

    /// <summary>Signatures that the shares of a generation were tried with.</summary>
    public string Trial(uint epoch, uint generation) => In($"trial-{epoch}-{generation}.json");

    /// <summary>Evidence from an aborted ceremony.</summary>
    public string Blame(Bytes32 session) => In($"blame-{session.ToString()[2..]}.json");

    /// <summary>Ceremonies that were begun here.</summary>
    public string Ceremonies => In("ceremonies");

    /// <summary>A share that waits for its certificate.</summary>
    public string Pending => In("pending.key");

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

    /// <summary>Takes the directory for this daemon until the result is disposed or the process ends.</summary>
    /// <exception cref="DirectoryInUseException">Another process holds it.</exception>
    public IDisposable Lock() => Hold("lock", "guardian");

    /// <summary>Takes the right to change keys, which one command at a time has; the daemon may run.</summary>
    /// <exception cref="DirectoryInUseException">Another command holds it.</exception>
    public IDisposable LockCeremony() => Hold("ceremony.lock", "ceremony or key");

    private FileStream Hold(string name, string what)
    {
        if (!Directory.Exists(Path)) throw new ProtocolException($"there is no guardian in {Path}: run guardian init first");
        try
        {
            // SECURITY: two daemons on one share could sign with one nonce each for the same session id, and two journals would forget each other's
            // intents (M37). The kernel drops the lock with the process, however it ends.
            return new FileStream(In(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DirectoryInUseException($"another {what} process works in {Path}: stop it first", e);
        }
    }
}

/// <summary>A second process on one data directory.</summary>
public sealed class DirectoryInUseException(string message, Exception innerException) : Exception(message, innerException);
