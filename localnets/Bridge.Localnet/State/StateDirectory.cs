using System.Security.Cryptography;

namespace Bridge.Localnet.State;

/// <summary>The directory that holds everything one run of the local network writes. One launcher at a time; each start begins clean.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const string LockName = "launcher.lock", PidName = "launcher.pid";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private StateDirectory(string root, FileStream @lock) => (Root, _lock) = (root, @lock);

    public string Root { get; }

    public string Deployment => Path.Combine(Root, "deployment.json");

    /// <summary>What was deployed, for <c>bridge verify</c>.</summary>
    public string Manifest => Path.Combine(Root, "manifest.json");

    public string Facts => Path.Combine(Root, "localnet.json");

    /// <summary>While this file is there, a program that has ended is not started again: what works in its directory makes it (<c>localnets/guardian</c>).</summary>
    public string KeptDown(string program) => Path.Combine(Root, $"{program}.down");

    public string Users => Directory.CreateDirectory(Path.Combine(Root, "users")).FullName;

    /// <summary>Takes the directory and empties it.</summary>
    /// <exception cref="LocalnetException">Another launcher holds it, or it holds something that a launcher did not put there.</exception>
    public static StateDirectory Open(string path)
    {
        var root = Path.GetFullPath(path);
        RequireOurs(root);
        Directory.CreateDirectory(root);
        var lockPath = Path.Combine(root, LockName);
        var held = Lock(root, FileMode.OpenOrCreate);
        // Whoever comes second says whom it found.
        var pidPath = Path.Combine(root, PidName);
        File.WriteAllText(pidPath, $"{Environment.ProcessId}\n");
        foreach (var file in Directory.EnumerateFiles(root).Where(file => file != lockPath && file != pidPath)) File.Delete(file);
        foreach (var directory in Directory.EnumerateDirectories(root)) Directory.Delete(directory, recursive: true);
        return new(root, held);
    }

    /// <summary>Whether <see cref="Open"/> would succeed; takes and changes nothing.</summary>
    /// <exception cref="LocalnetException">As there.</exception>
    public static void Check(string path)
    {
        var root = Path.GetFullPath(path);
        RequireOurs(root);
        if (File.Exists(Path.Combine(root, LockName))) Lock(root, FileMode.Open).Dispose();
    }

    /// <summary>Where an officer's key lies, from 1.</summary>
    public string OfficerKey(int index) => Path.Combine(DaemonDirectory("officers"), $"officer-{index}.key");

    /// <summary>The log of a program.</summary>
    public string Log(string name) => Path.Combine(Root, "logs", name + ".log");

    /// <summary>A directory of its own for a daemon.</summary>
    public string DaemonDirectory(string name) => Directory.CreateDirectory(Path.Combine(Root, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    /// <summary>Writes a secret as hexadecimal, readable by its owner only.</summary>
    public static void WriteSecret(string path, ReadOnlySpan<byte> secret) => WriteOwnerOnly(path, "0x" + Convert.ToHexStringLower(secret) + "\n");

    /// <summary>Writes a fresh passphrase, readable by its owner only.</summary>
    public static void WritePassphrase(string path) => WriteOwnerOnly(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) + "\n");

    public void Dispose() => _lock.Dispose();

    // Only what a launcher made is ever deleted: a mistyped --state must not cost anybody their files.
    private static void RequireOurs(string root)
    {
        if (Directory.Exists(root) && !File.Exists(Path.Combine(root, LockName)) && Directory.EnumerateFileSystemEntries(root).Any())
            throw new LocalnetException($"{root} is not empty and was not made by a local network: choose another with --state");
    }

    private static FileStream Lock(string root, FileMode mode)
    {
        try
        {
            return new FileStream(Path.Combine(root, LockName), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            var pid = HolderOf(root);
            throw new LocalnetException(
                $"another local network is running in {root}{(pid is null ? "" : $" (process {pid})")}: stop it with Ctrl-C where it runs{(pid is null ? "" : $" or with: kill {pid}")}; or choose another directory with --state and other ports (--help)", e);
        }
    }

    private static string? HolderOf(string root)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, PidName)).Trim() is { Length: > 0 } pid && pid.All(char.IsAsciiDigit) ? pid : null;
        }
        catch (IOException)
        {
            // It is only said who it is.
            return null;
        }
    }

    private static void WriteOwnerOnly(string path, string text)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }
}
