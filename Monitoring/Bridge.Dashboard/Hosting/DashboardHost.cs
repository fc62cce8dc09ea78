using System.Net;
using Bridge.Dashboard.Live;
using Bridge.Dashboard.Sessions;
using Bridge.Observability;
using Bridge.Observability.Metrics;
using Bridge.Observability.Tracing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Dashboard.Hosting;

/// <summary>Puts a dashboard into a web host.</summary>
/// <remarks>
/// The port of <c>metricsListen</c> answers <c>/metrics</c> and nothing else. Order of what any other request passes: bounds of Kestrel → security headers → name of this host → routing → the gate (origin, session, token, role, device, rate) →
/// its endpoint. What is no route under /api is the page.
/// </remarks>
internal static class DashboardHost
{
    /// <summary>Largest body: a paper with its signatures fits many times.</summary>
    public const int MaximumBodyBytes = 64 * 1024;

    /// <summary>A dashboard, ready to run.</summary>
    /// <param name="inputs">What it is made from.</param>
    /// <param name="adjust">Changes the host before it is built: a test steps the loops by itself.</param>
    public static WebApplication Build(DashboardInputs inputs, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddBridgeConsole();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, inputs.Options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(provider => new DashboardParts(inputs, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddBridgeTelemetry("bridge-dashboard", "dashboard");
        builder.Services.AddSingleton<DashboardLoops>().AddHostedService(provider => provider.GetRequiredService<DashboardLoops>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        adjust?.Invoke(builder);
        var app = builder.Build();
        app.MapDashboard(inputs);
        return app;
    }

    private static void MapDashboard(this WebApplication app, DashboardInputs inputs)
    {
        // The collector first: it hears of instruments that are made later.
        var collector = app.Services.GetRequiredService<MetricCollector>();
        var parts = app.Services.GetRequiredService<DashboardParts>();
        if (inputs.Options.MetricsListen is { } metrics)
        {
            var port = new Uri(metrics).Port;
            app.MapWhen(context => context.Connection.LocalPort == port, asked => asked.Run(context => context.Request.Path == MetricsEndpoint.Path ? MetricsEndpoint.WriteAsync(context, collector) : NothingAsync(context)));
        }

        var hosts = new HashSet<string>(inputs.Options.Hosts, StringComparer.OrdinalIgnoreCase) { new Uri(inputs.Options.Listen).Host.Trim('[', ']') };
        if (IPAddress.TryParse(new Uri(inputs.Options.Listen).Host.Trim('[', ']'), out var own) && IPAddress.IsLoopback(own)) hosts.Add("localhost");
        app.Use(next => context => SecurityHeaders.AddAsync(context, next));
        // SECURITY: a name that is not ours means that somebody else's name leads here (DNS rebinding).
        app.Use(next => context => hosts.Contains(context.Request.Host.Host.Trim('[', ']')) ? next(context) : ApiAnswer.Bad("this is not the name of this host").ExecuteAsync(context));
        app.UseRouting();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments(HealthEndpoint.Path, StringComparison.OrdinalIgnoreCase), api => api.Use(next => context => parts.Gate.InvokeAsync(context, next)));
        // Whoever reaches the page may know that it is up, and nothing more: what is wrong is for those who are signed in.
        app.MapBridgeHealth(() => new { healthy = true }, _ => true).Open();
        var api = app.MapGroup("/api");
        api.MapSessions(parts.SessionDesk);
        api.MapReads(parts);
        api.MapActions(parts);
        api.MapEvents(parts.Feed, parts.Sessions, parts.Time, app.Lifetime.ApplicationStopping);
        app.UseEndpoints(_ => { });
        app.UseStaticPage(inputs.Options.Page ?? Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.Lifetime.ApplicationStarted.Register(() => StartLog.Started(app.Logger, inputs.Options.Listen, parts.Users.Users.Count));
    }

    private static Task NothingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static void Listen(KestrelServerOptions kestrel, Configuration.DashboardOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.MaxConcurrentConnections = 1_000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        if (options.MetricsListen is { } metrics) kestrel.Listen(IPAddress.Parse(new Uri(metrics).Host.Trim('[', ']')), new Uri(metrics).Port);
        var address = new Uri(options.Listen);
        kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port, listen =>
        {
            if (address.Scheme == Uri.UriSchemeHttps) listen.UseHttps(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.CertificateKeyFile!));
        });
    }
}

internal static partial class StartLog
{
    [LoggerMessage(5201, LogLevel.Information, "the dashboard is served at {Listen} for {Users} users")]
    public static partial void Started(ILogger logger, string listen, int users);
}
