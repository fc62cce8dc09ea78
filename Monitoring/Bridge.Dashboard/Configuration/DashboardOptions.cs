using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Dashboard.Configuration;

/// <summary>
/// <c>dashboard.json</c>: everything an operator sets. Secrets are never here; they are files beside it. Every value has a bound
/// (<see cref="DashboardOptionsCheck"/>); a file with a bad or unknown one does not start.
/// </summary>
internal sealed record DashboardOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Where the page is served, as https://10.0.0.5:7400. Plain http on loopback addresses only.</summary>
    public required string Listen { get; init; }

    /// <summary>Names under which browsers reach the page, as dashboard.example.org. Default: none besides the address itself (and localhost on loopback).</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>PEM file of the certificate for https; null with http.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key; null with http.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Where Prometheus asks, as http://10.0.0.5:7401: an address that only it should reach. Null: nowhere. Never a part of the page.</summary>
    public string? MetricsListen { get; init; }

    /// <summary>Health addresses of guardians by index. Those that are not named are shown as not asked.</summary>
    public IReadOnlyDictionary<ushort, string> GuardianHealth { get; init; } = new Dictionary<ushort, string>();

    /// <summary>Folder of the built page; null: <c>wwwroot</c> beside the program.</summary>
    public string? Page { get; init; }

    /// <summary>Hours after which a session ends whatever it does, 1 to 24. Default 12: a shift.</summary>
    public int SessionHours { get; init; } = 12;

    /// <summary>Minutes without a request after which a session ends, 1 to 240. Default 30. An open page asks by itself.</summary>
    public int IdleMinutes { get; init; } = 30;

    /// <summary>Milliseconds between two looks at a chain, 100 to 60,000. Default 1,000.</summary>
    public int PollMilliseconds { get; init; } = 1_000;

    /// <summary>Seconds after which a value is called stale, 2 to 3,600. Default 15.</summary>
    public int StaleSeconds { get; init; } = 15;

    /// <summary>Seconds between two samples for the charts, 1 to 3,600. Default 30.</summary>
    public int SampleSeconds { get; init; } = 30;

    /// <summary>Days that samples are kept, 1 to 3,650. Default 90. Transfers are never deleted.</summary>
    public int SampleDays { get; init; } = 90;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">Missing, malformed, or values out of bounds: all of them are named.</exception>
    public static DashboardOptions Load(string path)
    {
        DashboardOptions options;
        try
        {
            options = JsonSerializer.Deserialize<DashboardOptions>(File.ReadAllText(path), Json) ?? throw new ConfigurationException([$"{path} holds no options"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigurationException([$"cannot read {path}: {e.Message}"]);
        }

        var errors = DashboardOptionsCheck.Errors(options);
        return errors.Count == 0 ? options : throw new ConfigurationException([.. errors.Select(error => $"{path}: {error}")]);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";
}

/// <summary>The dashboard cannot start, or a command cannot be done, as things are set up; every reason at once.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
