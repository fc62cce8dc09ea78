using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bridge.Localnet.Proxies;

/// <summary>What a proxy does to a call instead of answering it truthfully and at once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    /// <summary>No kind: refused.</summary>
    None = 0,

    /// <summary>Answers truthfully after <see cref="Fault.DelayMs"/>.</summary>
    Delay = 1,

    /// <summary>Answers with a JSON-RPC error.</summary>
    Error = 2,

    /// <summary>Answers with HTTP 503.</summary>
    Unavailable = 3,

    /// <summary>Repeats the first answer that each call (method and parameters) got since the fault was set.</summary>
    Stale = 4,

    /// <summary>Answers with <see cref="Fault.Result"/>, or with the true answer in which <see cref="Fault.Find"/> is replaced by <see cref="Fault.With"/>.</summary>
    Forge = 5,
}

/// <summary>A fault as a test sets it: POST <c>/faults</c>. The first that matches a call is applied.</summary>
internal sealed record Fault
{
    /// <summary>JSON-RPC method, or "*" for all.</summary>
    public required string Method { get; init; }

    /// <summary>What to do.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Only calls whose URL path is this or under it ("guardian-1": all its sources; "guardian-1/2": its second); null for all callers.</summary>
    public string? Client { get; init; }

    /// <summary>How many calls it applies to; null until it is removed.</summary>
    public int? Times { get; init; }

    /// <summary>Milliseconds of a delay.</summary>
    public int DelayMs { get; init; }

    /// <summary>The result of a forged answer.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>Text to replace in the true answer.</summary>
    public string? Find { get; init; }

    /// <summary>What replaces it.</summary>
    public string? With { get; init; }

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem() => this switch
    {
        { Method: "" } => "method should name a JSON-RPC method or be \"*\"",
        { Kind: FaultKind.None } => "kind should be delay, error, unavailable, stale or forge",
        { Kind: FaultKind.Delay, DelayMs: < 1 or > 600_000 } => "delayMs should be 1 to 600000",
        { Kind: FaultKind.Forge, Result: null, Find: null or "" } => "a forged answer needs result, or find and with",
        { Times: < 1 } => "times should be at least 1",
        _ => null,
    };
}
