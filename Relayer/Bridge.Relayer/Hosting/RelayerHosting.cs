using Bridge.Frost;
using Bridge.Observability;
using Bridge.Observability.Metrics;
using Bridge.Observability.Tracing;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Signing;
using Bridge.Relayer.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Hosting;

/// <summary>Puts the relayer into a web host.</summary>
internal static class RelayerHosting
{
    /// <summary>Reads every setting, key and public fact; nothing starts when one of them is wrong.</summary>
    /// <exception cref="ConfigurationException">All that is wrong.</exception>
    public static WebApplicationBuilder AddRelayer(this WebApplicationBuilder builder, RelayerDirectory directory, string deploymentFile)
    {
        var parts = Read(directory, deploymentFile);
        builder.Logging.AddBridgeConsole();
        builder.WebHost.UseSetting(Microsoft.AspNetCore.Hosting.WebHostDefaults.ServerUrlsKey, parts.Options.Listen);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddBridgeTelemetry("bridge-relayer", parts.Options.Name);
        builder.Services.AddSingleton(provider => new RelayerCore(parts, TimeProvider.System, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService<RelayerService>();
        return builder;
    }

    public static WebApplication MapRelayer(this WebApplication app)
    {
        var core = app.Services.GetRequiredService<RelayerCore>();
        app.MapRelayerStatus(core.Board, core.Status, core.Signed, core.Health);
        app.MapBridgeMetrics(app.Services.GetRequiredService<MetricCollector>());
        return app;
    }

    private static RelayerParts Read(RelayerDirectory directory, string deploymentFile)
    {
        var options = RelayerOptions.Load(directory.Options);
        try
        {
            var deployment = Deployment.Load(deploymentFile);
            var certificate = directory.LoadCertificate();
            var timeout = TimeSpan.FromMilliseconds(options.GuardianTimeoutMilliseconds);
            GuardianKeySet Guardians(GuardianSetDeployment guardians) => new(
                GuardianEpoch.From(guardians.Epoch), GroupPublicKey.From(guardians), [.. guardians.Members.Select(member => new HttpGuardianClient(member, certificate, timeout, TimeProvider.System))]);
            return new RelayerParts(
                options,
                deployment.Bridge,
                Guardians(deployment.Guardians),
                () => Reload(deploymentFile, deployment.Bridge) is { } read ? Guardians(read) : null,
                ChainRegistry.Clients(deployment, directory, TimeProvider.System),
                deployment.NameOf);
        }
        catch (ProtocolException e)
        {
            throw new ConfigurationException([$"{deploymentFile}: {e.Message}"]);
        }
    }

    // A file that is being replaced cannot be read for a moment: it is asked for again as long as the chain has a key that is not known here.
    private static GuardianSetDeployment? Reload(string deploymentFile, BridgeId bridge)
    {
        try
        {
            var read = Deployment.Load(deploymentFile);
            return read.Bridge == bridge ? read.Guardians : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
