using System.CommandLine;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Microsoft.Extensions.Hosting;

namespace Bridge.Dashboard.Commands;

/// <summary>The dashboard's command line.</summary>
internal static class DashboardCommand
{
    public static RootCommand Create(TimeProvider time) =>
        new("What risk staff see and do. Its only key that a chain knows can tighten and nothing else.") { Init(time), Run(time), UserCommand.Create(), CodeCommand.Create(time), AuditCommand.Create(time) };

    internal static Option<string> DirectoryOption() => new("--dir") { Description = "The dashboard's directory", Required = true, HelpName = "DIR" };

    /// <summary>What the operator can mend ends with every reason on standard error and code 2.</summary>
    internal static async Task<int> GuardedAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (ConfigurationException e)
        {
            foreach (var error in e.Errors) await Console.Error.WriteLineAsync($"dashboard: {error}");
            return 2;
        }
        catch (Exception e) when (e is StoreException or ProtocolException or SecretFileException)
        {
            await Console.Error.WriteLineAsync($"dashboard: {e.Message}");
            return 2;
        }
    }

    private static Command Init(TimeProvider time)
    {
        var directory = DirectoryOption();
        var listen = new Option<string>("--listen") { Description = "Where the page is served, as http://127.0.0.1:7400 or https://10.0.0.5:7400", Required = true, HelpName = "URL" };
        var certificate = new Option<string?>("--certificate") { Description = "PEM file of the certificate, for https", HelpName = "FILE" };
        var key = new Option<string?>("--certificate-key") { Description = "PEM file of its key, for https", HelpName = "FILE" };
        var metrics = new Option<string?>("--metrics-listen") { Description = "Where Prometheus asks, as http://127.0.0.1:7401 (default: nowhere)", HelpName = "URL" };
        var health = new Option<string[]>("--guardian-health") { Description = "A guardian's health address, as 1=http://10.0.0.7:9180; once per guardian", HelpName = "N=URL" };
        var command = new Command("init", "Writes settings, a sentinel key, fee keys and a certificate for reading observations") { directory, listen, certificate, key, metrics, health };
        command.SetAction((result, _) => GuardedAsync(() =>
        {
            var options = new DashboardOptions
            {
                Listen = result.GetRequiredValue(listen), CertificateFile = result.GetValue(certificate), CertificateKeyFile = result.GetValue(key), MetricsListen = result.GetValue(metrics), GuardianHealth = Health(result.GetValue(health) ?? []),
            };
            var facts = DashboardSetup.Create(new(result.GetRequiredValue(directory)), options, time);
            Console.WriteLine($"sentinel {facts.Sentinel}: have it granted the sentinel role on both chains");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Run(TimeProvider time)
    {
        var directory = DirectoryOption();
        var deployment = new Option<string>("--deployment") { Description = "The deployment's public facts, deployment.json", Required = true, HelpName = "FILE" };
        var page = new Option<string?>("--page") { Description = "Folder of the built page (default: wwwroot beside the program)", HelpName = "DIR" };
        var command = new Command("run", "Serves the page until stopped") { directory, deployment, page };
        command.SetAction((result, cancellationToken) => GuardedAsync(async () =>
        {
            var files = new DashboardDirectory(result.GetRequiredValue(directory));
            using var held = files.Lock();
            var options = DashboardOptions.Load(files.Options);
            var facts = Deployment.Load(result.GetRequiredValue(deployment));
            using var evm = new EvmChainFamily(facts, time);
            using var solana = new SolanaChainFamily(facts, time);
            await using var app = DashboardHost.Build(new()
            {
                Directory = files, Options = options with { Page = result.GetValue(page) ?? options.Page }, Deployment = facts, Families = (IChainFamily[])[evm, solana], Time = time,
            });
            await app.RunAsync(cancellationToken);
            return 0;
        }));
        return command;
    }

    private static Dictionary<ushort, string> Health(IEnumerable<string> entries)
    {
        var health = new Dictionary<ushort, string>();
        foreach (var entry in entries)
        {
            var cut = entry.IndexOf('=', StringComparison.Ordinal);
            if (cut < 1 || !ushort.TryParse(entry.AsSpan(0, cut), out var index) || !health.TryAdd(index, entry[(cut + 1)..])) throw new ConfigurationException([$"--guardian-health should be as 1=http://10.0.0.7:9180, once per guardian, and is \"{entry}\""]);
        }

        return health;
    }
}
