using Bridge.Observability.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bridge.Observability.Tracing;

/// <summary>Metrics for whoever asks, and traces and metrics to an OpenTelemetry collector when there is one.</summary>
/// <remarks>
/// The collector is named the way OpenTelemetry names it everywhere: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, with <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>,
/// <c>…_HEADERS</c> and the others as its SDK reads them. Without an endpoint nothing is exported and spans cost nothing.
/// </remarks>
public static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds both.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="service">What it is, as "bridge-guardian".</param>
    /// <param name="instance">Which one, as "guardian-3".</param>
    public static IServiceCollection AddBridgeTelemetry(this IServiceCollection services, string service, string instance)
    {
        services.AddSingleton(_ => new MetricCollector());
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint))) return services;
        var resource = ResourceBuilder.CreateEmpty().AddService(service, serviceInstanceId: instance);
        return services.AddSingleton<IHostedService>(_ => new Exporter(
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(TransferTrace.SourceName).AddOtlpExporter().Build(),
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("Bridge.*").AddOtlpExporter().Build()));
    }

    /// <summary>Holds the providers as long as the daemon runs; what is still in hand goes out when it stops.</summary>
    private sealed class Exporter(TracerProvider tracer, MeterProvider meter) : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            tracer.Dispose();
            meter.Dispose();
        }
    }
}
