using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;

namespace Bridge.Guardian.Diagnosis;

/// <summary>Looks at the guardian's files: who may read them, whether there is room, whether the journal is whole.</summary>
internal static class FileChecks
{
    private const UnixFileMode OthersMask =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const long Gibibyte = 1L << 30;

    public static IEnumerable<Finding> Run(DataDirectory data, string passphraseFile)
    {
        yield return Mode("data directory", data.Path, "chmod 700");
        yield return Mode("key file", data.Keys, "chmod 600");
        yield return Mode("passphrase file", passphraseFile, "chmod 600");
        if (Path.GetFullPath(passphraseFile).StartsWith(data.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            yield return Finding.Note("passphrase file", "it lies beside the key file", "keep it elsewhere: whoever copies the directory has both");
        yield return Disk(data);
        foreach (var finding in Journal(data)) yield return finding;
    }

    private static Finding Mode(string check, string path, string command)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) return Finding.Problem(check, $"{path} is not there", "run guardian init, or guardian key restore");
        var mode = File.GetUnixFileMode(path);
        return (mode & OthersMask) == UnixFileMode.None
            ? Finding.Good(check, $"{path}, only its owner may open it")
            : Finding.Problem(check, $"others may open {path}", $"{command} {path}");
    }

    private static Finding Disk(DataDirectory data)
    {
        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        return free < Gibibyte
            ? Finding.Problem("disk", $"{free / 1e9:0.0} GB are free", "make room: a guardian that cannot write its intent signs nothing")
            : Finding.Good("disk", $"{free / 1e9:0.0} GB are free");
    }

    private static List<Finding> Journal(DataDirectory data)
    {
        if (!File.Exists(data.Journal)) return [Finding.Note("journal", "there is none yet", "the daemon makes it at its first start")];
        try
        {
            var inspection = JournalInspection.Read(data.Journal);
            var findings = new List<Finding>
            {
                inspection.Damage is { } damage
                    ? Finding.Problem("journal", damage, "stop the daemon, move journal.db away and start: the chains are read again; tell the other operators")
                    : Finding.Good("journal", $"whole; {inspection.Locks} locks, {inspection.SignedSessions} signed sessions"),
            };
            findings.AddRange(inspection.Halts.Select(halt =>
                Finding.Problem("journal", $"chain {halt.Chain} is halted: {halt.Detail}", $"find out what happened, agree with the other operators, then guardian chain clear --chain {halt.Chain}")));
            return findings;
        }
        catch (JournalException e)
        {
            return [Finding.Problem("journal", e.Message, "restore the machine's disk, or move journal.db away and start: the chains are read again")];
        }
    }
}
