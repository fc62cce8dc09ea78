using System.CommandLine;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian key activate</c>, <c>set-aside</c> and <c>tried</c>: what becomes of a share that an interrupted ceremony left.</summary>
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

    public static Command CreateSetAside()
    {
        var (directory, passphrase) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption());
        var command = new Command("set-aside", "Moves the share of an interrupted ceremony out of the way of another one. It is kept, and key activate still takes it. The share in use stays.") { directory, passphrase };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            using var held = data.LockCeremony();
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            var (ceremony, path) = new PendingKey(data, secret).SetAside();
            output.WriteLine($"set aside: the share of {CeremonyCommand.NameOf(ceremony.Kind)} session {ceremony.Session}, now {path}; the share in use is as before");
            output.WriteLine("Keep it until a newer share is certified: should a certificate of that session turn up at anybody, all members activate it (guardian key activate).");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    public static Command CreateTried()
    {
        var directory = GuardianCommand.DirectoryOption();
        var file = new Argument<FileInfo>("trial") { Description = "trial-EPOCH-GENERATION.json of any member that has finished." };
        var command = new Command("tried", "Takes the trial of a key from a member that has finished it, when this one was interrupted in it; the signatures are verified.") { file, directory };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var trial = TrialFile.Load(parsed.GetRequiredValue(file).FullName);
            var record = KeyHistory.Load(data.History).FirstOrDefault(record => record.Epoch == trial.Epoch && record.Generation == trial.Generation && record.GroupKey == trial.GroupKey)
                ?? throw new KeyRefusedException(KeyRefusal.OtherGroup, $"the trial is of epoch {trial.Epoch}, generation {trial.Generation}, group key {trial.GroupKey}, and no such share is here");
            var certificate = CertificateFile.Load(data.Certificate(record));
            if (certificate.Group.Transcript != record.Transcript || !certificate.IsValid() || !trial.IsOf(certificate))
                throw new KeyRefusedException(KeyRefusal.OtherGroup, "the signatures are not those of this key's trial");
            trial.Save(data.Trial(record));
            output.WriteLine($"tried: {KeyShowCommand.Describe(record)}; all {trial.Sets.Count} signatures verify");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
