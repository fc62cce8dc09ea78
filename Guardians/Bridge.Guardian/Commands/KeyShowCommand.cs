using System.CommandLine;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keygen;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian key show</c>: the public parts, without the passphrase.</summary>
internal static class KeyShowCommand
{
    public static Command Create()
    {
        var directory = GuardianCommand.DirectoryOption();
        var command = new Command("show", "Shows the public parts of this guardian's keys.") { directory };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var self = PublicFile.Load(data.Public);
            output.WriteLine($"guardian        {self.Index}");
            output.WriteLine($"url             {self.Url}");
            output.WriteLine($"identity        {self.Identity}");
            output.WriteLine($"TLS pin         {self.TlsPin}");
            if (!File.Exists(data.Group))
            {
                output.WriteLine("group           none yet: run guardian keygen");
                return Task.FromResult(ExitCode.Success);
            }

            var group = GroupFile.Load(data.Group);
            output.WriteLine($"epoch           {group.Epoch}");
            output.WriteLine($"threshold       {group.Threshold} of {group.VerifyingShares.Count}");
            output.WriteLine($"group key       {group.GroupKey}");
            output.WriteLine($"verifying share {group.VerifyingShares.GetValueOrDefault(self.Index, "none")}");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
