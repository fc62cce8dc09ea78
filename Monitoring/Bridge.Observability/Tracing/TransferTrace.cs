using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Observability.Tracing;

/// <summary>
/// One trace per transfer, from lock to release, across daemons that share no request: everybody derives the same trace id from the bridge and the
/// transfer's name, so that guardians and relayers meet in it without a word to each other.
/// <code>
/// trace id = first 16 bytes, parent span id = next 8 bytes of SHA-256("bridge/trace/v1" ‖ 0 ‖ bridge id ‖ 0 ‖ transfer id), both as text
/// </code>
/// </summary>
/// <remarks>The parent is nobody's span: viewers show the daemons' spans side by side under the trace. Attributes hold names and numbers, no addresses.</remarks>
public static class TransferTrace
{
    /// <summary>Name of the source of all spans.</summary>
    public const string SourceName = "Bridge.Transfers";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>False when nobody listens: then a span costs nothing, and making its name is not worth it either.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>The trace of a transfer.</summary>
    public static ActivityContext Of(string bridge, string transfer)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"bridge/trace/v1\0{bridge}\0{transfer}"));
        return new(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)), ActivityTraceFlags.Recorded, isRemote: true);
    }

    /// <summary>Begins a step of a transfer; null when nobody listens. Dispose ends it.</summary>
    public static Activity? Begin(string step, string bridge, string transfer, DateTimeOffset startedAt)
    {
        if (!IsOn) return null;
        var activity = Source.StartActivity(step, ActivityKind.Internal, Of(bridge, transfer), startTime: startedAt);
        activity?.SetTag("bridge.transfer", transfer);
        return activity;
    }

    /// <summary>A step that is over, by when it began and ended.</summary>
    public static void Step(string step, string bridge, string transfer, DateTimeOffset from, DateTimeOffset to)
    {
        using var activity = Begin(step, bridge, transfer, from);
        activity?.SetEndTime((to < from ? from : to).UtcDateTime);
    }
}
