using System.CommandLine;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Cryptography;

namespace Bridge.Dashboard.Commands;

/// <summary><c>dashboard code</c>: what an authenticator would show now, for those who try a local network without one.</summary>
internal static class CodeCommand
{
    public static Command Create(TimeProvider time)
    {
        var file = new Argument<string>("file") { Description = "What 'dashboard user add' wrote with --totp-file." };
        var command = new Command("code", "Prints the code of an authenticator's secret, good for this half minute, once.") { file };
        command.SetAction((result, _) => DashboardCommand.GuardedAsync(() =>
        {
            var secret = Totp.SecretOf(SecretFile.Read(result.GetRequiredValue(file), File.ReadAllText).Trim()) ?? throw new ConfigurationException([$"{result.GetRequiredValue(file)} holds no otpauth:// address"]);
            Console.WriteLine(Totp.Code(secret, Totp.StepOf(time.GetUtcNow())));
            return Task.FromResult(0);
        }));
        return command;
    }
}
