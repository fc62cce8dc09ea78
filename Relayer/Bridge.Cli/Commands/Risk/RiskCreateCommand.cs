using System.CommandLine;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary><c>bridge risk create</c>: makes a paper that nobody has signed yet.</summary>
internal static class RiskCreateCommand
{
    public static Command Create(CommandRunner run)
    {
        var action = new Argument<string>("action")
        {
            Description = "raise-level, lower-level, lower-limits, set-limits, list-asset, open-lane, grant-role, revoke-role, approve-hold, reject-hold or veto.",
        };
        var output = new Option<string>("--out") { Description = "File to write the paper to.", Required = true, HelpName = "FILE" };
        var values = new RiskActionOptions();
        var command = new Command("create", "Make a paper.") { action, output };
        values.AddTo(command);
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var paper = await new RiskActionReader(session, values, result).ReadAsync(result.GetValue(action)!, token);
            PaperFile.Save(paper, result.GetValue(output)!, overwrite: false);
            await PaperView.ShowAsync(session, paper, asksChains: true, token);
            foreach (var note in session.Json ? [] : await new PaperContext(session).DoubtsAsync(paper.Action, token)) session.Output.MarkupLineInterpolated($"[yellow]note:[/] {note}");
            if (!session.Json) session.Output.MarkupLineInterpolated($"have it signed with: bridge risk sign {result.GetValue(output)!} --key FILE --digest {paper.Digest}");
            return CliApplication.Done;
        }, stop));
        return command;
    }
}

/// <summary>Options from which actions are made; each action says which it needs.</summary>
internal sealed class RiskActionOptions
{
    public Option<string?> Chain { get; } = Text("--chain", "evm, solana or all.", "CHAIN");

    public Option<string?> Scope { get; } = Text("--scope", "Levels: everything, lane (with the other chain), or an asset as USDC.", "SCOPE");

    public Option<int?> Level { get; } = new("--level") { Description = "Levels: 0 normal, 1 watch, 2 slow, 3 hold, 4 stop, 5 cursed.", HelpName = "0-5", CustomParser = found => GlobalOptions.Number<int>("--level should be 0 to 5")(found) };

    public Option<string?> Reason { get; } = Text("--reason", "Levels: why, up to 32 characters.", "TEXT");

    public Option<string?> Asset { get; } = Text("--asset", "Limits and list-asset: as USDC.", "SYMBOL");

    public Option<string?> MaxRelease { get; } = Text("--max-release", "Limits: largest single release. What is not given of these four stays as it is on chain.", "AMOUNT");

    public Option<string?> Capacity { get; } = Text("--capacity", "Limits: what the bucket holds.", "AMOUNT");

    public Option<string?> Refill { get; } = Text("--refill", "Limits: what comes back each second.", "AMOUNT");

    public Option<string?> HoldFrom { get; } = Text("--hold-from", "Limits: releases from this amount on are held; 'all' or 'never'.", "AMOUNT");

    public Option<string?> Account { get; } = Text("--account", "Roles: 0x and 40 digits.", "ADDRESS");

    public Option<string?> Role { get; } = Text("--role", "Roles: officer or sentinel.", "ROLE");

    public Option<string?> Transfer { get; } = Text("--transfer", "Holds: the transfer, as 1-2-17. Its fields are read from the source chain.", "ID");

    public Option<string?> Proposal { get; } = Text("--proposal", "Veto: digest of the scheduled action or key rotation.", "DIGEST");

    public Option<ulong?> Nonce { get; } = new("--nonce") { Description = "Above every nonce its signers have used. Default: the time in milliseconds.", HelpName = "NUMBER", CustomParser = found => GlobalOptions.Number<ulong>("--nonce should be a whole number")(found) };

    public Option<int> ValidHours { get; } = new("--valid-hours") { Description = "Hours until the paper is dead.", DefaultValueFactory = _ => 24, HelpName = "HOURS", CustomParser = GlobalOptions.Number<int>("--valid-hours should be whole hours") };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Chain, Scope, Level, Reason, Asset, MaxRelease, Capacity, Refill, HoldFrom, Account, Role, Transfer, Proposal, Nonce, ValidHours]) command.Options.Add(option);
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
