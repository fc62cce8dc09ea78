using System.CommandLine;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Dashboard.Commands;

/// <summary><c>dashboard audit</c>: checks the log, or an export of it, without a running dashboard.</summary>
internal static class AuditCommand
{
    public static Command Create(TimeProvider time) => new("audit", "Checks and exports the audit log.") { Verify(time), Export(time) };

    private static Command Verify(TimeProvider time)
    {
        var directory = new Option<string?>("--dir") { Description = "The dashboard's directory", HelpName = "DIR" };
        var file = new Option<string?>("--file") { Description = "An export instead", HelpName = "FILE" };
        var head = new Option<string?>("--head") { Description = "Hash that has to be among the entries: the one noted earlier or found in the system's log", HelpName = "HASH" };
        var command = new Command("verify", "Checks that every entry follows from the one before: 0 intact, 1 broken.") { directory, file, head };
        command.SetAction((result, _) => DashboardCommand.GuardedAsync(async () =>
        {
            var entries = (result.GetValue(directory), result.GetValue(file)) switch
            {
                ({ } path, null) => Use(path, time, log => log.All().ToList()),
                (null, { } export) => Read(export),
                _ => throw new ConfigurationException(["name either --dir or --file"]),
            };
            var verification = AuditVerification.Of(entries);
            if (!verification.Intact) return await BrokenAsync($"entry {verification.FirstBroken} does not follow from the one before");
            // SECURITY: a chain whose end was cut off is a chain; only a hash from elsewhere shows it.
            if (result.GetValue(head) is { } expected && entries.All(entry => !string.Equals(entry.Hash.ToString(), expected, StringComparison.OrdinalIgnoreCase))) return await BrokenAsync($"no entry has the hash {expected}: the log was cut or made anew");
            Console.WriteLine($"intact: {verification.Entries} entries, head {verification.Head}");
            return 0;
        }));
        return command;
    }

    private static Command Export(TimeProvider time)
    {
        var directory = DashboardCommand.DirectoryOption();
        var output = new Option<string>("--out") { Description = "File to write to", Required = true, HelpName = "FILE" };
        var command = new Command("export", "Writes the whole log, one entry per line.") { directory, output };
        command.SetAction((result, _) => DashboardCommand.GuardedAsync(() => Task.FromResult(Use(result.GetRequiredValue(directory), time, log =>
        {
            File.WriteAllLines(result.GetRequiredValue(output), log.All().Select(entry => entry.ToLine()));
            return 0;
        }))));
        return command;
    }

    private static T Use<T>(string directory, TimeProvider time, Func<AuditLog, T> use)
    {
        var files = new DashboardDirectory(directory);
        if (!File.Exists(files.Records)) throw new ConfigurationException([$"there is no audit log in {directory}"]);
        using var store = SqliteStore.Open(files.Records, Layouts.Records, durable: true);
        return use(new(store, time, NullLogger<AuditLog>.Instance));
    }

    private static IReadOnlyList<AuditEntry> Read(string file)
    {
        try
        {
            return [.. File.ReadLines(file).Where(line => line.Length > 0).Select(AuditEntry.Parse)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ConfigurationException([$"{file}: {e.Message}"]);
        }
    }

    private static async Task<int> BrokenAsync(string why)
    {
        await Console.Error.WriteLineAsync($"BROKEN: {why}");
        return 1;
    }
}
