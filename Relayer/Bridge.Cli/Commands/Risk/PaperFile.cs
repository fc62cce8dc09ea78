using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary>A paper in a file, and how it is shown: what it means first, the digest that was computed here last.</summary>
internal static class PaperFile
{
    private const int MaxLength = 100_000;

    public static RiskPaper Load(CliSession session, string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxLength) throw new CliException($"{path} is too long for a paper", "name the file that 'bridge risk create' wrote");
            return RiskPaper.Parse(File.ReadAllText(path), session.Deployment.Bridge);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}", "name the file that 'bridge risk create' wrote", e);
        }
        catch (ProtocolException e)
        {
            throw new CliException($"{path} is no paper of this deployment: {e.Message}", "do not sign or submit it; ask its author for the paper as it was made", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Save(RiskPaper paper, string path, bool overwrite)
    {
        if (!overwrite && File.Exists(path)) throw new CliException($"{path} exists already", "name another file with --out");
        try
        {
            File.WriteAllText(path + ".new", paper.ToString());
            File.Move(path + ".new", path, overwrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written: {e.Message}", "name another file", e);
        }
    }

    public static void Show(CliSession session, RiskPaper paper)
    {
        var lines = new RiskDescription(session.Deployment).Of(paper.Action);
        var fields = RiskFields.Of(paper.Action);
        var isExpired = paper.Action.NotAfter < (ulong)session.Time.GetUtcNow().ToUnixTimeSeconds();
        if (session.TryPrintJson(new { action = paper.Action.Kind.ToString(), description = lines, fields, digest = paper.Digest.ToString(), signers = paper.Signers.Select(signer => signer.ToString()), complete = paper.IsComplete, expired = isExpired })) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("what").AddColumn("value");
        foreach (var line in lines.Skip(1)) table.AddRow(line.Label.EscapeMarkup(), line.Text.EscapeMarkup());
        foreach (var (name, value) in fields) table.AddRow($"[grey]{name}[/]", $"[grey]{value.EscapeMarkup()}[/]");
        session.Output.WriteHeaded($"{paper.Action.Kind}: {lines[0].Text}", table);
        foreach (var signer in paper.Signers) session.Output.MarkupLineInterpolated($"signed by {signer}");
        if (!paper.IsComplete) session.Output.MarkupLineInterpolated($"[yellow]{paper.Action.Kind.SignaturesNeeded() - paper.Signatures.Count} signature(s) missing[/]");
        if (isExpired) session.Output.MarkupLineInterpolated($"[red]expired[/]");
        session.Output.MarkupLineInterpolated($"digest, computed here: [bold]{paper.Digest}[/]");
    }
}
