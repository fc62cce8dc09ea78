using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary>
/// <c>bridge deliver ID</c>: takes a release that the guardians have signed to its destination with one's own fee money, when no relayer does. The destination checks the
/// signature and pays whom the lock names, whoever delivers. Others of the same batch that are still open are paid with it.
/// </summary>
internal static class DeliverCommand
{
    public static Command Create(CommandRunner run)
    {
        var id = new Argument<string>("id") { Description = "The transfer, as 1-2-17." };
        var user = new Option<string>("--user") { Description = "A test user of the localnet who pays the fees.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "Key file on the destination that pays the fees, instead of --user's.", HelpName = "FILE" };
        var command = new Command("deliver", "Take a signed release to its destination yourself, when no relayer does.") { id, user, key };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var transfer = UsageException.ReadId(result.GetValue(id)!);
            session.RequireLane(transfer.Lane);
            var destination = session.ChainOf(transfer.Lane.Destination);
            await RequireOpenAsync(session, destination, transfer, token);
            var signed = (await session.Relayers.FindAttestationsAsync(transfer, token)).Select(shown => Read(session, transfer, shown)).OfType<Attestation>().ToList();
            if (signed.Count == 0)
            {
                // Insists that there is such a lock: nobody has to be told how to ask back what was never locked.
                await TransferFinder.FindAsync(session, transfer, token);
                throw new CliException($"no relayer shows a signature over {transfer}", $"see why with 'bridge status {transfer}'; what cannot be signed its sender can ask back: bridge refund {transfer}");
            }

            var outcome = await DeliverAsync(session.Keys.Releaser(destination, result.GetValue(key), result.GetValue(user)!), transfer, signed, token);
            return Print(session, destination, transfer, outcome);
        }, stop));
        return command;
    }

    // The chain would take the fee and say no.
    private static async Task RequireOpenAsync(CliSession session, IChainFamily destination, TransferId id, CancellationToken cancellationToken)
    {
        var state = await ChainTruth.StateAsync(session, id, cancellationToken);
        if (state == DestinationState.Open) return;
        var words = state switch
        {
            DestinationState.Released => "is paid",
            DestinationState.Held => "is delivered, and held for two officers",
            _ => "is void: its sender is paid back",
        };
        throw new CliException($"{id} {words} on {destination.Name} already: there is nothing to deliver", $"see 'bridge status {id}'");
    }

    // SECURITY: a relayer can show anything: what is of another bridge or transfer is not sent, and the destination verifies the rest.
    private static Attestation? Read(CliSession session, TransferId id, AttestedBatch shown)
    {
        try
        {
            var attestation = shown.ToAttestation();
            return attestation.Batch.Bridge == session.Deployment.Bridge && attestation.Batch.Transfers.Any(transfer => transfer.Id == id) ? attestation : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    // One relayer may show what no guardian signed: another may not.
    private static async Task<ReleaseOutcome> DeliverAsync(IReleaser releaser, TransferId id, List<Attestation> signed, CancellationToken cancellationToken)
    {
        ReleaseOutcome? last = null;
        foreach (var attestation in signed.Where(attestation => attestation.Batch.Transfers.Count <= releaser.MaxBatch).DistinctBy(attestation => (attestation.Batch.Root, attestation.Signature)))
        {
            var outcomes = await releaser.ReleaseAsync(attestation, static (_, _) => { }, cancellationToken);
            last = outcomes[(int)(id.Sequence - attestation.Batch.Id.First)];
            if (last is not ReleaseOutcome.Rejected) return last;
        }

        return last ?? throw new CliException($"the relayers show {id} in a batch that its destination does not take", "ask another relayer");
    }

    private static int Print(CliSession session, IChainFamily destination, TransferId id, ReleaseOutcome outcome) => outcome switch
    {
        ReleaseOutcome.Included included => Done(session, id, "released", included.Transaction, $"[green]released[/] on {Markup.Escape(destination.Name)}, not final yet; follow it with: bridge status {id} --watch"),
        ReleaseOutcome.Held held => Done(session, id, "held", held.Transaction, $"[yellow]held[/] on {Markup.Escape(destination.Name)}: two officers decide (bridge status {id})"),
        ReleaseOutcome.AlreadyConsumed => throw new CliException($"somebody else has delivered {id} meanwhile", $"see 'bridge status {id}'"),
        ReleaseOutcome.Limited { RetryAt: { } at } => throw new CliException($"{id} is above the rate limit of {destination.Name}", $"deliver it at {at.UtcDateTime:HH:mm:ss} UTC or later; see 'bridge limits'"),
        ReleaseOutcome.Limited => throw new CliException($"{id} is above the limits of {destination.Name}", $"see 'bridge limits'; its sender can ask for it back: bridge refund {id}"),
        ReleaseOutcome.Rejected rejected => throw new CliException($"{destination.Name} refuses the release: {rejected.Error}", $"see 'bridge status {id}'; its sender can ask for it back: bridge refund {id}"),
        ReleaseOutcome.Unknown unknown => throw new CliException($"not known whether the release landed: {unknown.Detail}", $"ask the chain first: bridge status {id} --from-chain"),
        _ => throw new InvalidOperationException($"no such outcome: {outcome.GetType().Name}"),
    };

    private static int Done(CliSession session, TransferId id, string state, string transaction, string words)
    {
        if (!session.TryPrintJson(new { id = id.ToString(), state, transaction }))
        {
            session.Output.MarkupLine(words);
            session.Output.MarkupLineInterpolated($"transaction {transaction}");
        }

        return CliApplication.Done;
    }
}
