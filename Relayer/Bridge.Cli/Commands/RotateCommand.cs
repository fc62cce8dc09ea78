using System.CommandLine;
using Bridge.Chains;
using Bridge.Cli.Commands.Risk;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary>
/// <c>bridge rotate FILE</c>: takes the guardians' signed hand-over to both chains, and the activation when a chain's delay is over. It looks at each chain first and
/// does the next step there, so that it can be run again at any time by anybody; with --wait it goes on to the end.
/// </summary>
internal static class RotateCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("file") { Description = "rotation-EPOCH.json, which 'guardian rotate' wrote." };
        var to = new Option<string?>("--to") { Description = "Only this chain: evm or solana.", HelpName = "CHAIN" };
        var user = new Option<string>("--user") { Description = "A test user of the localnet who pays the fees.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "Key file that pays the fees, with --to.", HelpName = "FILE" };
        var wait = new Option<bool>("--wait") { Description = "Wait for the delays and activate." };
        var timeout = GlobalOptions.Timeout("--wait");
        var command = new Command("rotate", "Submit the guardians' signed hand-over to a new key; anybody may.") { file, to, user, key, wait, timeout };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var rotation = Load(result.GetValue(file)!);
            if (rotation.Bridge() != session.Deployment.Bridge) throw new CliException("the rotation is of another deployment", "name that one's file with --deployment");
            var chains = result.GetValue(to) is { } named ? [session.ChainNamed(named)] : session.Chains;
            if (result.GetValue(key) is not null && chains.Count > 1) throw new UsageException("one key pays on one chain only", "name the chain with --to");
            var patience = result.GetValue(wait) ? TimeSpan.FromSeconds(result.GetValue(timeout)) : TimeSpan.Zero;
            if (patience > TimeSpan.Zero) session.Slow.Dispose();
            var rows = await Task.WhenAll(chains.Select(chain =>
                new Handover(session, chain, session.Keys.KeyRotator(chain, result.GetValue(key), result.GetValue(user)!), rotation).RunAsync(patience, token)));
            return Print(session, rows, waited: patience > TimeSpan.Zero);
        }, stop));
        return command;
    }

    private static RotationFile Load(string path)
    {
        try
        {
            return RotationFile.Load(path);
        }
        catch (ProtocolException e)
        {
            throw new CliException(e.Message, "name the rotation-EPOCH.json that 'guardian rotate' wrote, as it was written", e);
        }
    }

    private static int Print(CliSession session, IReadOnlyList<Row> rows, bool waited)
    {
        var code = rows.Any(row => row.Error is not null) ? CliApplication.Failed
            : waited && rows.Any(row => !row.InForce) ? CliApplication.StillOnItsWay
            : CliApplication.Done;
        if (session.TryPrintJson(rows)) return code;
        foreach (var row in rows)
        {
            foreach (var (step, transaction) in row.Transactions) session.Output.MarkupLineInterpolated($"{row.Chain}: {step} in {transaction}");
            if (row.Error is not null) session.Output.MarkupLineInterpolated($"{row.Chain}: [red]{row.Error}[/]; {row.Remedy}");
            else if (row.InForce) session.Output.MarkupLineInterpolated($"{row.Chain}: [green]the key of epoch {row.Epoch} is in force[/]");
            else session.Output.MarkupLineInterpolated($"{row.Chain}: [yellow]scheduled[/]; an officer may veto {row.Digest} until {row.ReadyAt!.Value.UtcDateTime:HH:mm:ss} UTC, then run this again (or --wait)");
        }

        return code;
    }

    private sealed record Step(string Name, string Transaction);

    private sealed record Row(string Chain, uint Epoch, bool InForce, DateTimeOffset? ReadyAt, string? Digest, IReadOnlyList<Step> Transactions, string? Error, string? Remedy);

    /// <summary>One chain's way from the key in force to its successor.</summary>
    private sealed class Handover(CliSession session, IChainFamily chain, IKeyRotator rotator, RotationFile rotation)
    {
        private readonly List<Step> _steps = [];

        public async Task<Row> RunAsync(TimeSpan patience, CancellationToken cancellationToken)
        {
            var started = session.Time.GetTimestamp();
            try
            {
                while (true)
                {
                    var pending = await StepAsync(cancellationToken);
                    if (pending is null) return Ended(inForce: true);
                    if (session.Time.GetElapsedTime(started) >= patience) return Ended(inForce: false) with { ReadyAt = pending.ReadyAt, Digest = pending.Digest.ToString() };
                    await Task.Delay(Poll, session.Time, cancellationToken);
                }
            }
            catch (RiskRefusedException e)
            {
                return Ended(inForce: false) with { Error = e.Error, Remedy = RemedyFor(e.Error) };
            }
            catch (CliException e)
            {
                return Ended(inForce: false) with { Error = e.Message, Remedy = e.Remedy };
            }
            catch (ChainReadException e)
            {
                return Ended(inForce: false) with { Error = $"nothing is known: {e.Message}", Remedy = "run this again: it looks at the chain first" };
            }
        }

        /// <summary>The next step; null when the successor is in force.</summary>
        private async Task<PendingGuardianKey?> StepAsync(CancellationToken cancellationToken)
        {
            if (await IsInForceAsync(cancellationToken)) return null;
            var pending = await rotator.ReadPendingAsync(cancellationToken);
            if (pending is null)
            {
                var signature = rotation.SignatureFor(chain.Chain) ?? throw new CliException($"the rotation is not signed for chain {chain.Chain}", "have the guardians sign it for this chain too ('guardian ceremony rotate')");
                _steps.Add(new("submitted", await rotator.RotateAsync(GuardianEpoch.From(rotation.NewEpoch), rotation.NewKey(), signature, cancellationToken)));
                return await rotator.ReadPendingAsync(cancellationToken) ?? throw new ChainReadException(ChainReadFailure.Unavailable, "the chain does not show the submitted key yet");
            }

            if (pending.Key != rotation.NewKey())
                throw new CliException($"another key, {pending.Key}, waits for epoch {pending.Epoch}", $"find out who signed it; any officer stops it: bridge risk create veto --proposal {pending.Digest}");
            if (session.Time.GetUtcNow() < pending.ReadyAt) return pending;
            try
            {
                _steps.Add(new("activated", await rotator.ActivateAsync(cancellationToken)));
            }
            catch (RiskRefusedException e) when (e.Error == "NotReady")
            {
                // The chain's clock is a little behind this one.
                return pending;
            }

            return await IsInForceAsync(cancellationToken) ? null : pending;
        }

        private async Task<bool> IsInForceAsync(CancellationToken cancellationToken)
        {
            var state = await chain.GuardianKeyReader(chain.RpcUrls[0]).ReadAsync(ReadAt.Latest, cancellationToken);
            if (state.Bridge != rotation.Bridge()) throw new CliException($"the contract on {chain.Name} serves another bridge", "see the deployment file");
            if (state.Epoch.Value < rotation.NewEpoch) return false;
            return state.Epoch.Value > rotation.NewEpoch || state.Key == rotation.NewKey()
                ? true
                : throw new CliException($"another key, {state.Key}, is in force for epoch {state.Epoch}", "raise the level to 5 and find out who signed it");
        }

        private Row Ended(bool inForce) => new(chain.Name, rotation.NewEpoch, inForce, null, null, _steps, null, null);

        private static string RemedyFor(string error) => error switch
        {
            "Vetoed" => "somebody stopped this key: generate another ('guardian keygen')",
            "RotationPending" => "another rotation waits: see it with this command, or veto it",
            "WrongEpoch" => "the chain's epoch is not the one before the new one: see 'guardian doctor'",
            "InvalidSignature" or "InvalidKey" => "the key in force did not sign this: compare the guardians' rotation files",
            _ => RiskRemedies.For(error),
        };
    }
}
