using System.CommandLine;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian key activate</c> and <c>guardian key discard</c>: what becomes of a share that an interrupted ceremony left.</summary>
internal static class KeyPendingCommand
{
    public static Command CreateActivate(TimeProvider time)
    {
        var (directory, passphrase) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption());
        var file = new Argument<FileInfo>("certificate") { Description = "certificate-EPOCH-GENERATION.json of any member that has finished." };
        var command = new Command("activate", "Makes the share of an interrupted ceremony this guardian's share, by the certificate of a member that has finished.") { file, directory, passphrase };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            using var held = data.LockCeremony();
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            using var keys = GuardianKeys.Open(data.Keys, secret);
            var record = new PendingKey(data, secret).Activate(CertificateFile.Load(parsed.GetRequiredValue(file).FullName), keys, time.GetUtcNow());
            output.WriteLine($"activated: {KeyShowCommand.Describe(record)}. Restart the daemon and back up the key.");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    public static Command CreateDiscard()
    {
        var (directory, passphrase) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption());
        var sure = new Option<bool>("--nobody-has-a-certificate") { Description = "You asked all members: at least one never confirmed." };
        var command = new Command("discard", "Throws the share of an interrupted ceremony away. The share in use stays.") { directory, passphrase, sure };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            using var held = data.LockCeremony();
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            var pending = new PendingKey(data, secret);
            var ceremony = pending.Find() ?? throw new KeyRefusedException(KeyRefusal.NothingToDo, "no share waits for a certificate here");
            // SECURITY: with a certificate the others use the new shares, and this guardian would be lost to them.
            if (!parsed.GetValue(sure))
                throw new KeyRefusedException(
                    KeyRefusal.StillNeeded, $"the share of {CeremonyCommand.NameOf(ceremony.Kind)} session {ceremony.Session} may be certified elsewhere: ask all members, then add --nobody-has-a-certificate");
            pending.Discard();
            output.WriteLine($"discarded the share of {CeremonyCommand.NameOf(ceremony.Kind)} session {ceremony.Session}; the share in use is as before");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
