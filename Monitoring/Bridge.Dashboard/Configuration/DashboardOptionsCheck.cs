using System.Net;

namespace Bridge.Dashboard.Configuration;

/// <summary>The bound of every setting. All errors are found at once.</summary>
internal static class DashboardOptionsCheck
{
    public static IReadOnlyList<string> Errors(DashboardOptions options)
    {
        var errors = new List<string>();
        if (!Uri.TryCreate(options.Listen, UriKind.Absolute, out var listen) || listen.Scheme is not ("http" or "https") || listen.AbsolutePath != "/" || !IPAddress.TryParse(listen.Host.Trim('[', ']'), out var address))
            errors.Add($"listen should be a scheme, an IP address and a port, as https://10.0.0.5:7400, and is \"{options.Listen}\"");
        // SECURITY: passwords and session cookies never cross a network in the clear.
        else if (listen.Scheme == "http" && !IPAddress.IsLoopback(address))
            errors.Add("listen should be https unless the address is a loopback one");
        else if (listen.Scheme == "https" && (options.CertificateFile is null || options.CertificateKeyFile is null))
            errors.Add("https needs certificateFile and certificateKeyFile");

        if (options.MetricsListen is { } metrics)
        {
            if (!Uri.TryCreate(metrics, UriKind.Absolute, out var asked) || asked.Scheme != "http" || asked.AbsolutePath != "/" || !IPAddress.TryParse(asked.Host.Trim('[', ']'), out _))
                errors.Add($"metricsListen should be http, an IP address and a port, as http://10.0.0.5:7401, and is \"{metrics}\"");
            // SECURITY: the port decides what is answered: on the page's own one, whoever reaches the page would read the metrics.
            else if (listen is not null && asked.Port == listen.Port)
                errors.Add($"metricsListen should have another port than listen, and both have {asked.Port}");
        }

        foreach (var (index, url) in options.GuardianHealth)
        {
            if (index == 0 || !Uri.TryCreate(url, UriKind.Absolute, out var health) || health.Scheme is not ("http" or "https"))
                errors.Add($"guardianHealth should name an index from 1 and an http address, and has {index}: \"{url}\"");
        }

        void Bound(string name, int value, int min, int max, string unit)
        {
            if (value < min || value > max) errors.Add($"{name} should be {min} to {max} {unit} and is {value}");
        }

        Bound("sessionHours", options.SessionHours, 1, 24, "h");
        Bound("idleMinutes", options.IdleMinutes, 1, 240, "min");
        Bound("pollMilliseconds", options.PollMilliseconds, 100, 60_000, "ms");
        Bound("staleSeconds", options.StaleSeconds, 2, 3_600, "s");
        Bound("sampleSeconds", options.SampleSeconds, 1, 3_600, "s");
        Bound("sampleDays", options.SampleDays, 1, 3_650, "days");
        return errors;
    }
}
