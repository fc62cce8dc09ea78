using Microsoft.Extensions.Hosting;

namespace Bridge.Relayer.Hosting;

/// <summary>Runs the relayer for as long as the host lives.</summary>
internal sealed class RelayerService(RelayerCore core) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => core.RunAsync(stoppingToken);
}
