using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Observability.Metrics;

/// <summary>Where Prometheus asks a daemon: beside its health, in plain HTTP, with no address and no secret in it.</summary>
public static class MetricsEndpoint
{
    /// <summary>Path of the metrics of every daemon.</summary>
    public const string Path = "/metrics";

    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Maps <see cref="Path"/> to what <paramref name="collector"/> has heard.</summary>
    public static IEndpointConventionBuilder MapBridgeMetrics(this IEndpointRouteBuilder endpoints, MetricCollector collector) =>
        endpoints.MapGet(Path, context => WriteAsync(context, collector));

    /// <summary>Answers one request with what <paramref name="collector"/> has heard.</summary>
    public static Task WriteAsync(HttpContext context, MetricCollector collector)
    {
        context.Response.ContentType = ContentType;
        return context.Response.WriteAsync(collector.Collect(), context.RequestAborted);
    }
}
