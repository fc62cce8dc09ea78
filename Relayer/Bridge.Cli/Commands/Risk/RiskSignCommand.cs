using System.CommandLine;
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
            if (!session.Json) PaperFile.Show(session, paper);
            // SECURITY: nothing is signed that the signer has not seen: the digest they name is of the fields above, computed here (M39).
            if (result.GetValue(digest) is not { } named) throw new CliException("not signed", $"if the paper says what you mean, repeat with --digest {paper.Digest}");
            if (UsageException.Read(named, Bytes32.Parse, "repeat the digest that 'bridge risk show' gave you") != paper.Digest) throw new CliException($"the paper has another digest than {named}", "it is not the paper you looked at: do not sign it");
            if (paper.Action.NotAfter < (ulong)session.Time.GetUtcNow().ToUnixTimeSeconds()) throw new CliException("the paper has expired", RiskRemedies.For("PaperExpired"));
            using var officer = UserKeys.Officer(result.GetValue(key)!);
            if (!result.GetValue(offline)) await RequireRightAsync(session, paper, SignerAddress.From(officer.EvmAddress()), token);
            paper.Add(RiskSignature.Make(paper.Action, session.Deployment.Bridge, officer));
            PaperFile.Save(paper, path, overwrite: true);
            if (session.Json) PaperFile.Show(session, paper);
            else session.Output.MarkupLineInterpolated($"[green]signed[/] by {Hex.Encode(officer.EvmAddress())}{(paper.IsComplete ? "; submit it with: bridge risk submit " + path : "; another officer has to sign too")}");
            return CliApplication.Done;
        }, stop));
        return command;
    }

    // A signature that no chain takes would fill the place of one that counts.
    private static async Task RequireRightAsync(CliSession session, RiskPaper paper, SignerAddress signer, CancellationToken cancellationToken)
    {
        foreach (var chain in session.ChainsOf(paper.Action))
        {
            if (await SignerRights.ObjectionAsync(chain, paper.Action.Kind, signer, cancellationToken) is { } objection)
                throw new CliException($"not signed: {signer} {objection} ({chain.Name})", "'bridge risk list' shows who may sign; for a role on one chain only, make the paper for that chain");
        }
    }
}
