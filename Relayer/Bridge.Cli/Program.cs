using Bridge.Cli;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;

using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
var application = new CliApplication(
    CliConsole.To(Console.Out, Console.IsOutputRedirected),
    CliConsole.To(Console.Error, Console.IsErrorRedirected),
    deployment => [new EvmChainFamily(deployment, TimeProvider.System), new SolanaChainFamily(deployment, TimeProvider.System)],
    http,
    TimeProvider.System,
    new DeploymentLocator(Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable(DeploymentLocator.RepositoryVariable)));
return await application.RunAsync(args);
