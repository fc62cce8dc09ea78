using Bridge.Cli;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Spectre.Console;

using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
var application = new CliApplication(
    ConsoleTo(Console.Out, Console.IsOutputRedirected),
    ConsoleTo(Console.Error, Console.IsErrorRedirected),
    deployment => [new EvmChainFamily(deployment, TimeProvider.System), new SolanaChainFamily(deployment, TimeProvider.System)],
    http,
    TimeProvider.System,
    Directory.GetCurrentDirectory());
return await application.RunAsync(args);

// A terminal as it is. Into a file or a pipe nothing is coloured or wrapped: addresses and transactions stay whole, and what reads them gets text only.
static IAnsiConsole ConsoleTo(TextWriter writer, bool isRedirected)
{
    var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
    if (isRedirected) (settings.Ansi, settings.ColorSystem, settings.Interactive) = (AnsiSupport.No, ColorSystemSupport.NoColors, InteractionSupport.No);
    var console = AnsiConsole.Create(settings);
    if (isRedirected) console.Profile.Width = 250;
    return console;
}
