using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary>
/// <c>bridge risk sign</c>: adds a signature. The signer repeats the digest that was shown before, so that a paper that was exchanged in between, or
/// shown otherwise on another screen, is not signed.
/// </summary>
internal static class RiskSignCommand
{
    private const int MaxDaysAhead = 30;

    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("file") { Description = "The paper." };
        var key = new Option<string>("--key") { Description = "Your key file: 64 hexadecimal digits, readable by you alone.", Required = true, HelpName = "FILE" };
        var digest = new Option<string?>("--digest") { Description = "The digest that 'bridge risk show' gave you.", HelpName = "DIGEST" };
        var offline = new Option<bool>("--offline") { Description = "Do not ask the chains whether the key may sign this: for a machine without a network." };
        var command = new Command("sign", "Sign a paper.") { file, key, digest, offline };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var path = result.GetValue(file)!;
            var paper = PaperFile.Load(session, path);
            var asksChains = !result.GetValue(offline);
            if (!session.Json) await PaperView.ShowAsync(session, paper, asksChains, token);
            // SECURITY: nothing is signed that the signer has not seen: the digest they name is of the fields above, computed here (M39).
            if (result.GetValue(digest) is not { } named) throw new CliException("not signed", $"if the paper says what you mean, repeat with --digest {paper.Digest}");
            if (UsageException.Read(named, Bytes32.Parse, "repeat the digest that 'bridge risk show' gave you") != paper.Digest) throw new CliException($"the paper has another digest than {named}", "it is not the paper you looked at: do not sign it");
            RequireAlive(session, paper);
            using var officer = UserKeys.Officer(result.GetValue(key)!);
            var signer = SignerAddress.From(officer.EvmAddress());
            if (asksChains) await RequireRightAsync(session, paper, signer, token);
            Add(paper, RiskSignature.Make(paper.Action, session.Deployment.Bridge, officer), signer);
            PaperFile.Save(paper, path, overwrite: true);
            if (session.Json) await PaperView.ShowAsync(session, paper, asksChains, token);
            else session.Output.MarkupLineInterpolated($"[green]signed[/] by {signer}; {await NextAsync(session, paper, path, asksChains, token)}");
            return CliApplication.Done;
        }, stop));
        return command;
    }

    private static void RequireAlive(CliSession session, RiskPaper paper)
    {
        var now = session.Time.GetUtcNow();
        if (paper.Action.NotAfter < (ulong)now.ToUnixTimeSeconds()) throw new CliException("the paper has expired", RiskRemedies.For("PaperExpired"));
        if (paper.Action.Nonce > (ulong)now.AddDays(MaxDaysAhead).ToUnixTimeMilliseconds()) throw new CliException($"not signed: every chain refuses the nonce {paper.Action.Nonce}", RiskRemedies.For("NonceTooFar"));
    }

    private static void Add(RiskPaper paper, RiskSignature signature, SignerAddress signer)
    {
        try
        {
            paper.Add(signature);
        }
        catch (ProtocolException e)
        {
            throw new CliException(e.Message, paper.IsComplete ? "submit it as it is: bridge risk submit FILE"
                : $"it is not signed twice by {signer}: pass the file to another officer ('bridge risk list' shows them)", e);
        }
    }

    private static async Task<string> NextAsync(CliSession session, RiskPaper paper, string path, bool asksChains, CancellationToken cancellationToken)
    {
        if (!paper.IsComplete) return $"another officer has to sign it too: bridge risk sign {path} --key FILE --digest {paper.Digest}";
        if (paper.Action is not ApproveHold approve) return $"submit it with: bridge risk submit {path}";
        // Each of the two approvals is a paper of its own.
        var given = asksChains ? await ApprovalsAsync(session, approve, cancellationToken) : 0;
        return given > 0
            ? $"it is the second of two approvals: submit it with: bridge risk submit {path}"
            : $"it is one of two approvals, and another officer has to make, sign and submit the other: bridge risk create approve-hold --transfer {approve.Transfer} --out OTHER-FILE. Submit this one with: bridge risk submit {path}";
    }

    private static async Task<int> ApprovalsAsync(CliSession session, ApproveHold approve, CancellationToken cancellationToken)
    {
        var chain = session.ChainOf(approve.Transfer.Lane.Destination);
        return (await chain.RiskReader(chain.RpcUrls[0]).ReadHoldsAsync(cancellationToken)).FirstOrDefault(hold => hold.Id == approve.Transfer)?.Approvals ?? 0;
    }

    // A signature that no chain takes would fill the place of one that counts.
    private static async Task RequireRightAsync(CliSession session, RiskPaper paper, SignerAddress signer, CancellationToken cancellationToken)
    {
        var chains = session.ChainsOf(paper.Action);
        var useless = new List<(IChainFamily Chain, Objection Objection)>();
        foreach (var chain in chains)
        {
            if (await AskAsync(session, chain, paper.Action, signer, cancellationToken) is not { } objection) continue;
            if (objection.IsAboutSigner) throw new CliException($"not signed: {signer} {objection.Words} ({chain.Name})", objection.Remedy);
            useless.Add((chain, objection));
        }

        // What one of two chains would refuse the other may still take: a halt that stands on one is no reason not to halt the other.
        if (useless.Count == chains.Count)
            throw new CliException($"not signed: {string.Join("; ", useless.Select(one => $"{one.Chain.Name} {one.Objection.Words}"))}", useless[0].Objection.Remedy);
    }

    private static async Task<Objection?> AskAsync(CliSession session, IChainFamily chain, RiskAction action, SignerAddress signer, CancellationToken cancellationToken)
    {
        try
        {
            return await SignerRights.ObjectionAsync(session, chain, action, signer, cancellationToken) ?? await SignerRights.ObjectionToPaperAsync(session, chain, action, cancellationToken);
        }
        catch (ChainReadException e)
        {
            throw new CliException(
                $"not signed: whether {chain.Name} would take it is not known: {e.Message}", "try again when the chain's node answers; or sign with --offline, and the chain decides when it is submitted", e);
        }
    }
}
