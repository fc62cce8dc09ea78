using Bridge.Cli;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Spectre.Console;

// Into a file or a pipe nothing is wrapped: addresses and transactions stay whole.
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 250;
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
var application = new CliApplication(
    AnsiConsole.Console,
    AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
    deployment => [new EvmChainFamily(deployment, TimeProvider.System), new SolanaChainFamily(deployment, TimeProvider.System)],
    http,
    TimeProvider.System,
    Directory.GetCurrentDirectory());
return await application.RunAsync(args);
