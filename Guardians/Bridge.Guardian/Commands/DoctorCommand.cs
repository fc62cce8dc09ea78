using System.CommandLine;
using System.Text.Json;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Diagnosis;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian doctor</c>: what is wrong, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create(TimeProvider time)
    {
        var (directory, passphrase) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption());
        var deployment = new Option<FileInfo>("--deployment") { Description = "The deployment's public facts.", Required = true };
        var pins = new Option<FileInfo?>("--relayer-pins") { Description = "As for guardian run." };
        var watch = new Option<int>("--watch-seconds") { Description = "How long finality may stand still before that is a problem; as long as the chain's finality takes.", DefaultValueFactory = _ => 15 };
        var json = new Option<bool>("--json") { Description = "Prints the findings as JSON." };
        var command = new Command("doctor", "Checks configuration, files, keys, clock, nodes, peers, disk, journal and whether it could raise a level, and says what to do. Changes nothing; the daemon may run.")
        {
            directory, deployment, passphrase, pins, watch, json,
        };
        command.SetAction((parsed, cancellationToken) => GuardianCommand.GuardAsync(parsed, async output =>
        {
            var seconds = parsed.GetValue(watch);
            if (seconds is < 1 or > 3_600) throw new ProtocolException($"--watch-seconds should be 1 to 3600 and is {seconds}");
            var doctor = new Doctor(
                new DataDirectory(parsed.GetRequiredValue(directory).FullName), parsed.GetRequiredValue(passphrase).FullName, parsed.GetRequiredValue(deployment).FullName,
                parsed.GetValue(pins) is not null, TimeSpan.FromSeconds(seconds), time);
            var findings = await doctor.RunAsync(cancellationToken);
            if (parsed.GetValue(json)) output.WriteLine(JsonSerializer.Serialize(findings, JsonSerializerOptions.Web));
            else FindingTable.Write(output, findings);
            return findings.Any(finding => finding.Level == FindingLevel.Problem) ? ExitCode.Unwell : ExitCode.Success;
        }));
        return command;
    }
}
