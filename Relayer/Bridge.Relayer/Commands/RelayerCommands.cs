using System.CommandLine;
using Bridge.Protocol.Cryptography;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Bridge.Relayer.Commands;

/// <summary>The relayer's command line.</summary>
internal static class RelayerCommands
{
    public static RootCommand Root() => new("Delivers transfers that the guardians have signed. Holds no power over funds.") { Init(), Run() };

    private static Command Init()
    {
        var directory = new Option<string>("--dir") { Description = "Directory to create the relayer's files in", Required = true };
        var name = new Option<string>("--name") { Description = "Name, unique among relayers that share a Redis", Required = true };
        var listen = new Option<string>("--listen") { Description = "Address of the status API, as http://127.0.0.1:7100", Required = true };
        var redis = new Option<string>("--redis") { Description = "Redis, as 127.0.0.1:6379", Required = true };
        var command = new Command("init", "Writes settings, a TLS certificate and fee keys") { directory, name, listen, redis };
        command.SetAction(result => Guarded(() =>
        {
            var options = new RelayerOptions { Name = result.GetRequiredValue(name), Listen = result.GetRequiredValue(listen), Redis = result.GetRequiredValue(redis) };
            RelayerSetup.Create(new RelayerDirectory(result.GetRequiredValue(directory)), options, TimeProvider.System);
            return Task.CompletedTask;
        }));
        return command;
    }

    private static Command Run()
    {
        var directory = new Option<string>("--dir") { Description = "Directory that init made", Required = true };
        var deployment = new Option<string>("--deployment") { Description = "The deployment's public facts, deployment.json", Required = true };
        var command = new Command("run", "Runs until stopped") { directory, deployment };
        command.SetAction((result, cancellationToken) => Guarded(async () =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.AddRelayer(new RelayerDirectory(result.GetRequiredValue(directory)), result.GetRequiredValue(deployment));
            await using var app = builder.Build().MapRelayer();
            await app.StartAsync(cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
        }));
        return command;
    }

    /// <summary>What the operator can mend ends with every reason on standard error and code 2.</summary>
    private static async Task<int> Guarded(Func<Task> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (ConfigurationException e)
        {
            foreach (var error in e.Errors) await Console.Error.WriteLineAsync($"relayer: {error}");
            return 2;
        }
        catch (SecretFileException e)
        {
            await Console.Error.WriteLineAsync($"relayer: {e.Message}");
            return 2;
        }
    }
}
