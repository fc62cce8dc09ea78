using Shouldly;
using Spectre.Console;

namespace Bridge.Cli.Tests;

public sealed class CliConsoleTests
{
    private static readonly string Address = new('A', 88);

    [Fact]
    public void To_AFileOrAPipe_CutsAndBreaksNothing()
    {
        using var written = new StringWriter();
        var console = CliConsole.To(written, isRedirected: true);
        var sentence = string.Join(' ', Enumerable.Repeat("word", 200));
        console.MarkupLineInterpolated($"[red]error:[/] {sentence}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("a", "b", "c", "d").AddRow(Address, Address, Address, Address);
        console.WriteHeaded($"solana {Address}", table);

        var lines = written.ToString().Split('\n');
        lines.ShouldContain($"error: {sentence}");
        lines.ShouldContain($"solana {Address}");
        lines.ShouldContain(line => line.Split(Address).Length == 5);
        written.ToString().ShouldNotContain("\u001b");
    }

    [Fact]
    public void WriteHeaded_NarrowTable_KeepsItsHeadingWhole()
    {
        using var written = new StringWriter();
        CliConsole.To(written, isRedirected: true).WriteHeaded($"[not markup] {Address}", new Table().AddColumn("a"));
        written.ToString().ShouldStartWith($"[not markup] {Address}\n");
    }
}
