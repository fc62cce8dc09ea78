using System.CommandLine;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary><c>bridge risk list</c>: breaker levels, held releases, what is scheduled, and who may decide, of every chain.</summary>
internal static class RiskListCommand
{
    public static Command Create(CommandRunner run)
    {
        var command = new Command("list", "List breaker levels, held releases, what is scheduled, and who may decide, of every chain.");
        command.SetAction((result, stop) => run(result, ListAsync, stop));
        return command;
    }

    private static async Task<int> ListAsync(CliSession session, CancellationToken cancellationToken)
    {
        var levels = new List<LevelRow>();
        var holds = new List<HoldRow>();
        var scheduled = new List<ScheduledRow>();
        var roles = new List<RoleRow>();
        foreach (var chain in session.Chains)
        {
            var reader = chain.RiskReader(chain.RpcUrls[0]);
            var scopes = RiskScope.All([session.Other(chain).Chain], session.Deployment.Assets.Select(asset => AssetId.From(Bytes32.Parse(asset.Id))));
            var read = await reader.ReadLevelsAsync(scopes, cancellationToken);
            var changes = chain.ControlChangeReader(chain.RpcUrls[0]);
            foreach (var scope in scopes)
            {
                // What nobody raised needs no explanation; what is raised has one on chain, in the words that were signed.
                var change = read[scope] == BreakerLevel.Normal ? null : await changes.FindLevelAsync(scope, cancellationToken);
                if (change?.Level != read[scope]) change = null;
                levels.Add(new(chain.Name, session.Deployment.NameOf(scope), (byte)read[scope], read[scope].ToString(), change?.Reason.ToString(), change is null ? null : string.Join(" and ", change.By.Select(account => Named(session, account))), change?.At, change?.Transaction));
            }

            var delays = await reader.ReadDelaysAsync(cancellationToken);
            foreach (var hold in await reader.ReadHoldsAsync(cancellationToken))
            {
                var asset = session.Deployment.Assets.FirstOrDefault(candidate => Bytes32.Parse(candidate.Id) == hold.Asset.Value);
                holds.Add(new(chain.Name, hold.Id.ToString(), asset is null ? $"{hold.Amount} units of {hold.Asset}" : AmountText.Of(hold.Amount, asset), hold.HeldAt, hold.HeldAt + delays.HoldMinAge, hold.Approvals, hold.Leaf.ToString()));
            }

            var context = new PaperContext(session);
            foreach (var proposal in await chain.ProposalReader(chain.RpcUrls[0]).ReadWaitingAsync(cancellationToken))
            {
                scheduled.Add(new(
                    chain.Name, proposal.Kind == RiskActionKind.None ? "RotateKey" : proposal.Kind.ToString(), await context.DescribeAsync(proposal, cancellationToken),
                    await context.NowAsync(chain, proposal.Action, cancellationToken), [.. proposal.Signers.Select(signer => signer.ToString())],
                    proposal.Action is null ? null : RiskFields.Of(proposal.Action), proposal.ReadyAt!.Value, proposal.Until, proposal.Digest.ToString()));
            }

            roles.AddRange((await reader.ReadRolesAsync(cancellationToken)).Select(holder => new RoleRow(chain.Name, holder.Account.ToString(), holder.Role.ToString())));
        }

        if (session.TryPrintJson(new { levels, holds, scheduled, roles })) return CliApplication.Done;
        var table = new Table().Border(TableBorder.Simple).AddColumn("chain").AddColumn("scope").AddColumn("level");
        foreach (var row in levels) table.AddRow(row.Chain, row.Scope.EscapeMarkup(), $"{row.Level} {row.Name}");
        session.Output.WriteHeaded("breaker levels", table);
        ShowRaised(session, levels.Where(row => row.Level > 0).ToList());
        if (holds.Count == 0) session.Output.WriteLine("held releases\n  none\n");
        else ShowHeld(session, holds);
        ShowScheduled(session, scheduled);
        var staff = new Table().Border(TableBorder.Simple).AddColumn("chain").AddColumn("account").AddColumn("role");
        foreach (var row in roles) staff.AddRow(row.Chain, Named(session, SignerAddress.Parse(row.Account)), row.Role);
        session.Output.WriteHeaded("roles", staff);
        return CliApplication.Done;
    }

    // Lines and no table: who explains a halt needs all of it.
    private static void ShowRaised(CliSession session, List<LevelRow> raised)
    {
        if (raised.Count == 0) return;
        var now = session.Time.GetUtcNow();
        session.Output.WriteLine("why");
        foreach (var row in raised)
        {
            session.Output.MarkupLineInterpolated($"  [bold]{row.Chain}, {row.Scope}: {row.Level} {row.Name}[/], {row.Reason ?? "not on the chain's record as far back as it is read"}");
            if (row.By is not null) session.Output.MarkupLineInterpolated($"    by {row.By}");
            if (row.At is { } at) session.Output.MarkupLineInterpolated($"    at {TimeWords.At(at, now)}");
            if (row.Transaction is not null) session.Output.MarkupLineInterpolated($"    in {row.Transaction}");
        }

        session.Output.WriteLine("");
    }

    // The deployment names guardians; whose key another one is, the chain does not say.
    private static string Named(CliSession session, SignerAddress account) =>
        session.Deployment.Guardians.Members.FirstOrDefault(member => SignerAddress.Parse(member.Identity) == account) is { } guardian ? $"guardian {guardian.Index}, {account}" : account.ToString();

    private static void ShowHeld(CliSession session, List<HoldRow> holds)
    {
        var held = new Table().Border(TableBorder.Simple).AddColumn("chain").AddColumn("transfer").AddColumn("amount").AddColumn("held at").AddColumn("payable from").AddColumn("approvals");
        foreach (var row in holds) held.AddRow(row.Chain, row.Transfer, row.Amount.EscapeMarkup(), Time(row.HeldAt), Time(row.PayableAt), $"{row.Approvals} of 2");
        session.Output.WriteHeaded("held releases", held);
    }

    // Lines and no table: what a veto is decided by is not cut.
    private static void ShowScheduled(CliSession session, List<ScheduledRow> scheduled)
    {
        var now = session.Time.GetUtcNow();
        session.Output.WriteLine("scheduled: bridge risk execute FILE carries it out, a veto ends it");
        session.Output.WriteLine(scheduled.Count == 0 ? "  nothing" : "");
        foreach (var row in scheduled)
        {
            session.Output.MarkupLineInterpolated($"  [bold]{row.Chain}: {row.Action}[/], {row.Does}");
            if (row.Now is not null) session.Output.MarkupLineInterpolated($"    now {row.Now}");
            if (row.AgreedBy.Count > 0) session.Output.MarkupLineInterpolated($"    agreed on by {string.Join(" and ", row.AgreedBy)}");
            session.Output.MarkupLineInterpolated($"    can be carried out from {TimeWords.At(row.ReadyAt, now)}{(row.Until is { } until ? $" until {TimeWords.At(until, now)}" : "")}");
            session.Output.MarkupLineInterpolated($"    digest {row.Digest}");
            session.Output.MarkupLineInterpolated($"    veto: bridge risk create veto --chain {row.Chain} --proposal {row.Digest} --out FILE");
        }

        session.Output.WriteLine("");
    }

    private static string Time(DateTimeOffset time) => TimeWords.Utc(time);

    private sealed record LevelRow(string Chain, string Scope, byte Level, string Name, string? Reason, string? By, DateTimeOffset? At, string? Transaction);

    private sealed record HoldRow(string Chain, string Transfer, string Amount, DateTimeOffset HeldAt, DateTimeOffset PayableAt, int Approvals, string Leaf);

    private sealed record ScheduledRow(string Chain, string Action, string Does, string? Now, IReadOnlyList<string> AgreedBy, IReadOnlyDictionary<string, string>? Fields, DateTimeOffset ReadyAt, DateTimeOffset? Until, string Digest);

    private sealed record RoleRow(string Chain, string Account, string Role);
}
