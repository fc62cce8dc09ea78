using System.CommandLine;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian init</c>: makes a guardian's keys and its first options.</summary>
internal static class InitCommand
{
    public static Command Create(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var passphrase = GuardianCommand.PassphraseOption();
        var index = new Option<ushort>("--index") { Description = "This guardian's number in the group, from 1.", Required = true };
        var listen = new Option<string>("--listen") { Description = "Address of the signing API, as https://127.0.0.1:9443.", Required = true };
        var health = new Option<string>("--health-listen") { Description = "Address of the health endpoint, as http://127.0.0.1:9180.", Required = true };
        var url = new Option<string?>("--url") { Description = "Address at which the others reach the signing API. Default: --listen." };
        var command = new Command("init", "Makes this guardian's identity key, TLS certificate and options.") { directory, index, listen, health, url, passphrase };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var options = new GuardianOptions
            {
                Index = parsed.GetRequiredValue(index),
                Listen = parsed.GetRequiredValue(listen),
                HealthListen = parsed.GetRequiredValue(health),
            }.Checked();
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            data.Create();
            using var held = data.Lock();
            if (File.Exists(data.Options)) throw new ProtocolException($"there is a guardian in {data.Path} already");
            using var keys = GuardianKeys.Create(data.Keys, secret, $"guardian {options.Index}", time);
            var self = PublicFile.Of(options.Index, parsed.GetValue(url) ?? options.Listen, keys);
            PublicFile.Save(data.Public, self);
            SentinelAccounts.Publish(data.Sentinel, keys.Identity);
            options.Save(data.Options);
            output.WriteLine($"guardian {self.Index} made in {data.Path}");
            output.WriteLine($"identity {self.Identity}");
            output.WriteLine($"TLS pin  {self.TlsPin}");
            output.WriteLine($"Give {data.Public} to whoever writes the ceremony file, then run guardian keygen.");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
