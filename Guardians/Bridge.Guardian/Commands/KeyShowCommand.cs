using System.CommandLine;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian key show</c>: the public parts, without the passphrase.</summary>
internal static class KeyShowCommand
{
    public static Command Create(TimeProvider time)
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
            var records = KeyHistory.Load(data.History);
            if (records.Count == 0) output.WriteLine("group           none yet: run guardian keygen");
            foreach (var record in records) Show(output, record, File.Exists(data.Trial(record)), time.GetUtcNow());
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    /// <summary>A record in one line.</summary>
    internal static string Describe(KeyRecord record) =>
        $"epoch {record.Epoch}, generation {record.Generation}, {record.Threshold} of {record.Members}, {(record.RetiredAt is { } retired ? $"retired {retired:u}" : $"made {record.MadeAt:u} by {record.Origin}")}";

    private static void Show(TextWriter output, KeyRecord record, bool isTried, DateTimeOffset now)
    {
        output.WriteLine();
        output.WriteLine($"epoch           {record.Epoch}{(record.RetiredAt is { } retired ? $", retired {retired:u}: the share is wiped" : "")}");
        output.WriteLine($"threshold       {record.Threshold} of {record.Members}");
        output.WriteLine($"group key       {record.GroupKey}");
        output.WriteLine($"verifying share {record.VerifyingShare}");
        output.WriteLine($"generation      {record.Generation}{(record.Generation == 0 ? ", never refreshed" : "")}");
        output.WriteLine($"transcript      {record.Transcript}");
        output.WriteLine($"share made      {record.MadeAt:u} by {record.Origin.ToString().ToLowerInvariant()}, {Age(now - record.MadeAt)} ago{(isTried ? "; tried by all members" : record.Origin == KeyOrigin.Repair ? "" : "; not tried here")}");
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{age.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{age.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{age.TotalMinutes:0} minutes",
        _ => $"{age.TotalSeconds:0} seconds",
    };
}
