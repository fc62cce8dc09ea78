using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Bridge.Observability;

/// <summary>One log format for every daemon: one line per entry, UTC, so that the logs of several processes can be merged by sorting.</summary>
public static class ConsoleLogging
{
    /// <summary>Replaces all log providers by the console. Framework categories speak from Warning on.</summary>
    public static ILoggingBuilder AddBridgeConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        // A bad request is answered, logged by whoever answers it, and no fault of the server.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        logging.Services.Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Information);
        return logging;
    }
}
