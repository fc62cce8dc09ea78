using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>
/// <c>bridge risk execute</c>: carries out what was scheduled and has waited, or has an approved hold paid. By anyone: the chain has the officers' word already.
/// </summary>
internal static class RiskExecuteCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string?>("file") { Description = "The paper that was submitted before.", Arity = ArgumentArity.ZeroOrOne };
        var hold = new Option<string?>("--hold") { Description = "Instead of a paper: a held transfer that two officers approved, as 1-2-17. Relayers do this by themselves.", HelpName = "ID" };
        var sending = new RiskSendingOptions();
        var command = new Command("execute", "Carry out what was scheduled, or have an approved hold paid; needs no signature.") { file, hold };
        sending.AddTo(command);
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            if (result.GetValue(hold) is null == result.GetValue(file) is null) throw new UsageException("what is to be carried out?", "name either the paper's file or --hold ID");
            if (result.GetValue(file) is { } path)
            {
                var paper = PaperFile.Load(session, path);
                if (!paper.Action.Kind.Loosens()) throw new CliException($"{paper.Action.Kind} takes effect when it is submitted: there is nothing to carry out later", $"submit it with: bridge risk submit {path}");
                return await sending.SendAsync(session, result, paper.Action, (chain, control) => ExecuteAsync(session, chain, control, paper, path, token), token);
            }

            var transfer = await TransferFinder.FindAsync(session, UsageException.ReadId(result.GetValue(hold)!), token);
            return await sending.SendAsync(session, result, [session.ChainOf(transfer.Id.Lane.Destination)], (chain, control) => PayAsync(session, chain, control, transfer, token), token);
        }, stop));
        return command;
    }

    // The chain is asked first: its refusal does not tell what was done from what never was.
    private static async Task<Sent> ExecuteAsync(CliSession session, IChainFamily chain, IRiskControl control, RiskPaper paper, string path, CancellationToken cancellationToken)
    {
        if (await EndedAsync(session, chain, paper, path, cancellationToken) is { } ended) return ended;
        try
        {
            return new(await control.ExecuteAsync(paper.Action, cancellationToken));
        }
        catch (RiskRefusedException e)
        {
            // Somebody else was faster, or the clock that counts is the chain's.
            if (await EndedAsync(session, chain, paper, path, cancellationToken) is { } since) return since;
            if (e.Error != "NotReady") throw;
            var found = await chain.ProposalReader(chain.RpcUrls[0]).FindAsync(paper.Digest, cancellationToken);
            throw new CliException($"the delay has not passed: {(found is null ? e.Error : ProposalWords.Of(found, session.Time.GetUtcNow()))}", "run the same command again then", e);
        }
    }

    private static async Task<Sent?> EndedAsync(CliSession session, IChainFamily chain, RiskPaper paper, string path, CancellationToken cancellationToken)
    {
        var found = await chain.ProposalReader(chain.RpcUrls[0]).FindAsync(paper.Digest, cancellationToken)
            ?? throw new CliException("it was never submitted there", $"submit it with: bridge risk submit {path}");
        var words = ProposalWords.Of(found, session.Time.GetUtcNow());
        return found.Standing switch
        {
            ProposalStanding.Scheduled => null,
            ProposalStanding.Executed => new(null, words),
            ProposalStanding.Vetoed => throw new CliException(words, "it does not come back: find out why, then make a new paper"),
            _ => throw new CliException(words, "make a new paper with 'bridge risk create' and have it signed again"),
        };
    }

    private static async Task<Sent> PayAsync(CliSession session, IChainFamily chain, IRiskControl control, Transfer transfer, CancellationToken cancellationToken)
    {
        if (await ChainTruth.StateAsync(session, transfer.Id, cancellationToken) == DestinationState.Released)
        {
            var paid = await chain.ReleaseReader(chain.RpcUrls[0]).FindReleaseAsync(transfer.Id, cancellationToken);
            return new(null, $"{transfer.Id} has been released already{(paid?.Payment is { } payment ? $" in {payment}" : "")}");
        }

        await HoldCheck.RequireHeldAsync(session, transfer.Id, cancellationToken, "pay");
        try
        {
            return new(await control.ExecuteHoldAsync(transfer, cancellationToken));
        }
        catch (RiskRefusedException e)
        {
            throw new CliException(e.Error, await TransferAdvice.HeldAsync(session, transfer.Id, cancellationToken), e);
        }
    }
}
