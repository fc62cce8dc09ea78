using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary>A paper for those who decide: what it means, what the chains add, who signed it; its bytes and the digest that was computed here last.</summary>
internal static class PaperView
{
    /// <param name="session">Where it is shown.</param>
    /// <param name="paper">The paper.</param>
    /// <param name="asksChains">False on a machine without a network: only what the paper itself says is shown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task ShowAsync(CliSession session, RiskPaper paper, bool asksChains, CancellationToken cancellationToken)
    {
        var now = session.Time.GetUtcNow();
        var context = new PaperContext(session);
        var lines = session.Describer().Of(paper.Action, now);
        var added = asksChains ? await context.OfAsync(paper.Action, cancellationToken) : [];
        var signers = new List<(SignerAddress Address, string? Who)>();
        foreach (var signer in paper.Signers) signers.Add((signer, asksChains ? await context.WhoAsync(signer, cancellationToken) : null));
        var isExpired = paper.Action.NotAfter < (ulong)now.ToUnixTimeSeconds();
        var bytes = Hex.Encode(paper.Action.Words());
        if (session.TryPrintJson(new
        {
            action = paper.Action.Kind.ToString(), description = lines, chains = added, fields = RiskFields.Of(paper.Action), bytes, digest = paper.Digest.ToString(),
            signers = signers.Select(signer => signer.Address.ToString()), complete = paper.IsComplete, expired = isExpired,
        })) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("what").AddColumn("value");
        foreach (var line in lines.Skip(1).Concat(added)) table.AddRow(line.Label.EscapeMarkup(), line.Text.EscapeMarkup());
        session.Output.WriteHeaded($"{paper.Action.Kind}: {lines[0].Text}", table);
        foreach (var (address, who) in signers) session.Output.MarkupLineInterpolated($"signed by {address}{(who is null ? "" : $", {who}")}");
        if (!paper.IsComplete) session.Output.MarkupLineInterpolated($"[yellow]{paper.Action.Kind.SignaturesNeeded() - paper.Signatures.Count} signature(s) missing[/]");
        if (isExpired) session.Output.MarkupLineInterpolated($"[red]expired[/]");
        session.Output.MarkupLineInterpolated($"[grey]bytes: {bytes}[/]");
        session.Output.MarkupLineInterpolated($"digest, computed here: [bold]{paper.Digest}[/]");
    }
}
