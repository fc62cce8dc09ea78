using System.CommandLine;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keygen;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian keygen</c>: takes part in a key generation over the network.</summary>
internal static class KeygenCommand
{
    public static Command Create(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var passphrase = GuardianCommand.PassphraseOption();
        var ceremony = new Option<FileInfo>("--ceremony") { Description = "The ceremony file, the same for every guardian.", Required = true };
        var limit = new Option<int>("--timeout") { Description = "Seconds to wait for the others in all.", DefaultValueFactory = _ => 600 };
        var command = new Command("keygen", "Makes the group's key together with the other guardians; no dealer, nobody ever knows the whole key.")
        {
            directory, ceremony, passphrase, limit,
        };
        command.SetAction((parsed, cancellationToken) => GuardianCommand.GuardAsync(parsed, async output =>
        {
            var seconds = parsed.GetValue(limit);
            if (seconds is < 1 or > 86_400) throw new ProtocolException($"--timeout should be 1 to 86400 seconds and is {seconds}");
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var options = GuardianOptions.Load(data.Options).Checked();
            var agreed = CeremonyFile.Load(parsed.GetRequiredValue(ceremony).FullName);
            using var held = data.Lock();
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            using var keys = GuardianKeys.Open(data.Keys, secret);
            if (keys.Records.Any(record => record.Key == agreed.Epoch)) throw new ProtocolException($"there is a key share of epoch {agreed.Epoch} here already");
            var host = new CeremonyHost(data, options, agreed, keys, time, line => output.WriteLine($"guardian {options.Index}: {line}"));
            await host.RunAsync(TimeSpan.FromSeconds(seconds), generated => new KeyStore(data, secret).Add(
                generated.Key, KeyRecord.Of(generated.Key, KeyOrigin.Keygen, time.GetUtcNow())), cancellationToken);
            return ExitCode.Success;
        }));
        return command;
    }
}
