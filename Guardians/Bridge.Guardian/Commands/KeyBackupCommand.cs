using System.CommandLine;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian key backup FILE</c> and <c>guardian key restore FILE</c>.</summary>
internal static class KeyBackupCommand
{
    public static Command CreateBackup(TimeProvider time)
    {
        var (directory, passphrase, backupPassphrase, file) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption(), BackupPassphraseOption(), FileArgument());
        var command = new Command("backup", "Writes all that this guardian needs to be itself again into one encrypted file. The daemon may run.") { file, directory, passphrase, backupPassphrase };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            using var other = Passphrase.Read((parsed.GetValue(backupPassphrase) ?? parsed.GetRequiredValue(passphrase)).FullName);
            var path = parsed.GetRequiredValue(file).FullName;
            KeyBackup.Write(path, data, secret, other, time.GetUtcNow());
            // What cannot be read back is no backup.
            using var written = KeyBackup.Read(path, other);
            output.WriteLine($"{written} written to {path} and read back:");
            foreach (var record in written.Records) output.WriteLine($"  {KeyShowCommand.Describe(record)}");
            output.WriteLine("Keep it and its passphrase in two different places. It is outdated by the next keygen, rotate, refresh, repair or retire.");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    public static Command CreateRestore()
    {
        var (directory, passphrase, backupPassphrase, file) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption(), BackupPassphraseOption(), FileArgument());
        var group = new Option<FileInfo?>("--group") { Description = "Another guardian's group.json of today: a backup that is older than that is refused." };
        var command = new Command("restore", "Brings this guardian back from a backup, with the daemon stopped; a backup that is older than what is known is refused.")
        {
            file, directory, passphrase, backupPassphrase, group,
        };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            using var other = Passphrase.Read((parsed.GetValue(backupPassphrase) ?? parsed.GetRequiredValue(passphrase)).FullName);
            using var backup = KeyBackup.Read(parsed.GetRequiredValue(file).FullName, other);
            var others = parsed.GetValue(group) is { } current ? GroupFile.Load(current.FullName) : null;
            // A backup that is refused is refused whether or not the daemon runs; only writing needs it stopped.
            KeyRestore.Check(backup, data, secret, others);
            data.Create();
            using var held = data.Lock();
            using var changes = data.LockCeremony();
            KeyRestore.Run(backup, data, secret, others, TimeProvider.System);
            output.WriteLine($"{backup} restored to {data.Path}:");
            foreach (var record in backup.Records) output.WriteLine($"  {KeyShowCommand.Describe(record)}");
            output.WriteLine("Make sure that no other machine runs this guardian, then run guardian doctor and guardian run.");
            output.WriteLine($"It takes part only in ceremonies whose file is made {BegunCeremonies.Skew.TotalMinutes:0} minutes from now or later: in an older one it may have spoken already, and speaking again would look like cheating.");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    private static Option<FileInfo?> BackupPassphraseOption() => new("--backup-passphrase-file") { Description = "The backup's own passphrase. Default: the key file's." };

    private static Argument<FileInfo> FileArgument() => new("file") { Description = "The backup." };
}
