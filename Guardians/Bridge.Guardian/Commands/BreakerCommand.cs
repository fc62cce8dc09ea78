using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Replay;
using Bridge.Risk.Rules;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian breaker …</c>: what stands against signing here, a person's own halt, and its end.</summary>
internal static class BreakerCommand
{
    public static Command Create(TimeProvider time) => new("breaker", "Shows and decides about this guardian's breakers.")
    {
        CreateShow(time), CreateHalt(time), CreateClear(time), CreateHistory(time), CreateReplay(),
    };

    private static Command CreateShow(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var command = new Command("show", "Every breaker that is not normal, with its evidence. The daemon may run.") { directory };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output => Task.FromResult(Open(parsed.GetRequiredValue(directory), time, journal =>
        {
            var breakers = journal.Breakers().OrderByDescending(breaker => breaker.Condition).ThenBy(breaker => breaker.Since).ToList();
            if (breakers.Count == 0) output.WriteLine("every breaker is normal");
            foreach (var breaker in breakers) Show(output, journal, breaker);
            return ExitCode.Success;
        }))));
        return command;
    }

    private static Command CreateHalt(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var (place, reason) = (PlaceOption(), ReasonOption());
        var command = new Command("halt", "Makes this guardian sign nothing more in a place, at once, with the daemon running or not. It raises no level on chain: bridge risk does.") { directory, place, reason };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output => Task.FromResult(Open(parsed.GetRequiredValue(directory), time, journal =>
        {
            var board = new BreakerBoard(new());
            foreach (var halt in journal.Halts()) board.Restore(halt);
            var change = board.Halt(RiskPlace.Parse(parsed.GetRequiredValue(place)), BreakerLevel.Cursed, Environment.UserName, parsed.GetRequiredValue(reason), time.GetUtcNow());
            journal.Save([change]);
            output.WriteLine($"{change.After!.Place} is halted. This guardian signs nothing there until: guardian breaker clear --source {Breaker.Human} --place {change.After.Place}");
            return ExitCode.Success;
        }))));
        return command;
    }

    private static Command CreateClear(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var (place, reason) = (PlaceOption(), ReasonOption());
        var source = new Option<string>("--source") { Description = "The rule that tripped, or \"human\".", Required = true };
        var command = new Command("clear", "A person clears a breaker, with the daemon stopped. Who, when and why stays in the journal; the same finding does not trip again.") { directory, source, place, reason };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            // SECURITY: with the daemon stopped only: nothing clears a breaker under a running signer (W8).
            using var held = new DataDirectory(parsed.GetRequiredValue(directory).FullName).Lock();
            return Task.FromResult(Open(parsed.GetRequiredValue(directory), time, journal =>
            {
                var at = RiskPlace.Parse(parsed.GetRequiredValue(place));
                if (journal.Clear(parsed.GetRequiredValue(source), at, Environment.UserName, parsed.GetRequiredValue(reason)) is not { } cleared)
                    throw new ProtocolException($"there is no breaker of {parsed.GetRequiredValue(source)} at {at}: guardian breaker show");
                Show(output, journal, cleared);
                output.WriteLine("It is cleared. Levels that were raised on chain stay: officers lower them (bridge risk).");
                return ExitCode.Success;
            }));
        }));
        return command;
    }

    private static Command CreateHistory(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var command = new Command("history", "Writes all that moved value as this guardian saw it, one JSON event a line: what breaker replay reads.") { directory };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output => Task.FromResult(Open(parsed.GetRequiredValue(directory), time, journal =>
        {
            RiskHistory.Write(output, journal.History());
            return ExitCode.Success;
        }))));
        return command;
    }

    private static Command CreateReplay()
    {
        var history = new Argument<FileInfo>("HISTORY") { Description = "Events, one a line." };
        var rules = new Option<FileInfo?>("--rules") { Description = "Settings of rules as in guardian.json; default: every rule's own." };
        var command = new Command("replay", "Runs rules over a recorded history: what they would have slowed, held and halted, and what a theft would have cost.") { history, rules };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            using var reader = File.OpenText(parsed.GetRequiredValue(history).FullName);
            var report = RuleReplay.Run(RiskHistory.Read(reader), RuleSet.Load(parsed.GetValue(rules) is { } file ? Settings(file.FullName) : null));
            output.WriteLine($"{report.Events} events, {report.Releases} releases: {report.Slowed} slowed, {report.Held} held, {report.Halted} halted");
            foreach (var (breaker, until) in report.Breakers) output.WriteLine($"{breaker.Since:u} {(until is { } end ? $"to {end:u}" : "stands")} {breaker.Source} {breaker.Place}: {breaker.Detail}");
            foreach (var loss in report.Unbacked) output.WriteLine($"asset {loss.Asset} on chain {loss.Chain}: {loss.Total} units left without a lock, {loss.BeforeHalt} of them before the first halt");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    private static JsonObject Settings(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonObject>(File.ReadAllText(path)) ?? throw new ProtocolException($"{path} holds no settings");
        }
        catch (JsonException e)
        {
            throw new ProtocolException($"{path} should hold settings of rules as a JSON object: {e.Message}", e);
        }
    }

    private static Option<string> PlaceOption() => new("--place") { Description = "Where, as everything@all, everything@2, lane:1@2 (the lanes with chain 1, at chain 2) or asset:0x…@1.", Required = true };

    private static Option<string> ReasonOption() => new("--reason") { Description = "Why, for those who come after.", Required = true };

    private static int Open(DirectoryInfo directory, TimeProvider time, Func<RiskJournal, int> act)
    {
        var data = new DataDirectory(directory.FullName);
        if (!File.Exists(data.Journal)) throw new ProtocolException($"there is no journal in {data.Path} yet");
        using var database = JournalDatabase.Open(data.Journal);
        return act(new RiskJournal(database, time));
    }

    private static void Show(TextWriter output, RiskJournal journal, Breaker breaker)
    {
        output.WriteLine($"{breaker.Condition} {breaker.Source} at {breaker.Place}, level {(byte)breaker.Level} {breaker.Level}{(breaker.Condition == BreakerCondition.Suspected ? $", {breaker.Score} points" : "")}");
        output.WriteLine($"  {breaker.Detail}");
        output.WriteLine($"  since {breaker.Since:u}{(breaker.ExpiresAt is { } end ? $", ends {end:u}" : ", until a person clears it")}; answers for it: {breaker.Owner}");
        foreach (var evidence in breaker.Evidence) output.WriteLine($"  {evidence.Label}: {evidence.Value}");
        foreach (var raised in journal.Raised(breaker)) output.WriteLine($"  raised {raised.Place} to {(byte)raised.Level} at {raised.At:u}: {raised.Transaction ?? "somebody else was faster"}");
    }
}
