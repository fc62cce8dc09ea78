using Spectre.Console;

namespace Bridge.Cli;

/// <summary>Where the command line writes.</summary>
internal static class CliConsole
{
    // Wider than any line is: a table takes only what it needs.
    private const int Unbroken = 10_000;

    /// <summary>
    /// A terminal as it is. Into a file or a pipe nothing is coloured, cut or broken: addresses, transactions and messages stay whole, and what reads them gets text only.
    /// </summary>
    public static IAnsiConsole To(TextWriter writer, bool isRedirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (isRedirected) (settings.Ansi, settings.ColorSystem, settings.Interactive) = (AnsiSupport.No, ColorSystemSupport.NoColors, InteractionSupport.No);
        var console = AnsiConsole.Create(settings);
        if (isRedirected) console.Profile.Width = Unbroken;
        return console;
    }

    /// <summary>Writes a table under its heading. The heading is a line of its own: a table's own title is cut to the table's width.</summary>
    public static void WriteHeaded(this IAnsiConsole console, string heading, Table table)
    {
        console.WriteLine(heading);
        console.Write(table);
    }
}
