using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Observability;

/// <summary>How a daemon says how it is: 200 when it can do all of its work, 503 when not, and in both cases a body that says why.</summary>
public static class HealthEndpoint
{
    /// <summary>Path of the health endpoint of every daemon.</summary>
    public const string Path = "/health";

    /// <summary>Maps <see cref="Path"/> to <paramref name="read"/>; <paramref name="isHealthy"/> decides the status code.</summary>
    public static IEndpointConventionBuilder MapBridgeHealth<THealth>(this IEndpointRouteBuilder endpoints, Func<THealth> read, Func<THealth, bool> isHealthy) =>
        endpoints.MapGet(Path, () =>
        {
            var health = read();
            return Results.Json(health, statusCode: isHealthy(health) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
}
