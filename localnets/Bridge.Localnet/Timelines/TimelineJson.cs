using System.Text.Json;
using Bridge.Localnet.State;
using Bridge.Protocol;

namespace Bridge.Localnet.Timelines;

/// <summary>The timeline as data, for programs.</summary>
internal sealed record TimelineJson(IReadOnlyList<TransferJson> Transfers)
{
    public static TimelineJson Of(IEnumerable<TransferTimeline> transfers) => new([.. transfers.Select(TransferJson.Of)]);

    /// <summary>Writes the file.</summary>
    /// <exception cref="LocalnetException">The file cannot be written.</exception>
    public void Save(string path)
    {
        try
        {
            JsonFiles.Write(path, this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalnetException($"cannot write the timeline to {path}: {e.Message}", e);
        }
    }
}

/// <summary>One transfer. Times are milliseconds since the demonstration began; null = the step was not reached.</summary>
internal sealed record TransferJson(
    string? Id, string From, string To, string Kind, string Asset, string Amount,
    long? LockedMs, long? FinalMs, long? SignedMs, long? SubmittedMs, long? ReleasedMs,
    string? SourceTx, string? DestinationTx, string State)
{
    public static TransferJson Of(TransferTimeline transfer) => new(
        transfer.Id, transfer.From, transfer.To, transfer.Kind == TransferKind.MarginAccount ? "margin" : "wallet", transfer.Asset, transfer.Amount,
        At(transfer, Step.Locked), At(transfer, Step.Final), At(transfer, Step.Signed), At(transfer, Step.Submitted), At(transfer, Step.Released),
        transfer.SourceTransaction, transfer.DestinationTransaction,
        transfer.State is { } state ? JsonNamingPolicy.CamelCase.ConvertName(state.ToString()) : "sending");

    private static long? At(TransferTimeline transfer, Step step) => transfer.Times.TryGetValue(step, out var milliseconds) ? milliseconds : null;
}
