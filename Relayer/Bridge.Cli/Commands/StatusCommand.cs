using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge status ID</c>: where a transfer is and why it waits.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan FinalityPatience = TimeSpan.FromSeconds(5);

    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var id = new Argument<string>("id") { Description = "The transfer, as 2-1-17 (source chain, destination chain, sequence)." };
        var watch = new Option<bool>("--watch") { Description = "Follow it until it ends." };
        var timeout = new Option<int>("--timeout") { Description = "Seconds that --watch waits.", DefaultValueFactory = _ => 1800, HelpName = "SECONDS" };
        var fromChain = new Option<bool>("--from-chain") { Description = "Ask the destination chain itself instead of the relayers." };
        var command = new Command("status", "Show where a transfer is, why it waits and what each step took.") { id, watch, timeout, fromChain };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var transfer = TransferId.Parse(result.GetValue(id)!);
            if (result.GetValue(fromChain)) return await ShowFromChainAsync(session, transfer, token);
            if (result.GetValue(watch)) return await TransferProgress.FollowAsync(session, transfer, TimeSpan.FromSeconds(result.GetValue(timeout)), token);
            var status = await session.Relayers.FindAsync(transfer, token)
                ?? throw new CliException($"the relayers do not know transfer {transfer}", "check the id; a fresh lock appears within seconds; '--from-chain' asks the destination itself");
            if (!session.TryPrintJson(status)) session.Output.Write(TransferProgress.Render(session, status));
            return CliApplication.Done;
        }, stop));
        return command;
    }

    private static async Task<int> ShowFromChainAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        session.ChainOf(id.Lane.Source);
        var destination = session.ChainOf(id.Lane.Destination);
        var reader = destination.ReleaseReader(destination.RpcUrls[0]);
        var consumed = (await reader.ReadConsumedAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, cancellationToken))[0];
        var final = consumed && await IsFinalAsync(session, reader, id, cancellationToken);
        var transaction = consumed ? await reader.FindReleaseTransactionAsync(id, cancellationToken) : null;
        if (session.TryPrintJson(new { id = id.ToString(), released = consumed, final, destinationTransaction = transaction })) return CliApplication.Done;
        session.Output.MarkupLineInterpolated($"transfer [bold]{id}[/] on {destination.Name}: {(final ? "released, final" : consumed ? "released, not final yet" : "not released")}");
        if (transaction is not null) session.Output.MarkupLineInterpolated($"transaction {transaction}");
        return CliApplication.Done;
    }

    // A reader that has just started may need to see a release twice before it can say that it is final.
    private static async Task<bool> IsFinalAsync(CliSession session, IReleaseReader reader, TransferId id, CancellationToken cancellationToken)
    {
        var started = session.Time.GetTimestamp();
        while (session.Time.GetElapsedTime(started) < FinalityPatience)
        {
            if ((await reader.ReadConsumedAsync(id.Lane, id.Sequence, 1, ReadAt.Finalized, cancellationToken))[0]) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(250), session.Time, cancellationToken);
        }

        return false;
    }
}
