using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Relayer.Status;

/// <summary>The public status API (<see cref="RelayerRoutes"/>): reads only, no secrets, nothing to break into.</summary>
internal static class StatusEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const string Events = RelayerRoutes.Transfer + "/events";

    public static void MapRelayerStatus(this IEndpointRouteBuilder endpoints, TransferBoard board, StatusStore store, SignedBatches signed, HealthReporter health)
    {
        var stream = new StatusStream(board, store);
        endpoints.MapGet(Events, (string id, CancellationToken aborted) => EventsAsync(id, board, stream, aborted));
        endpoints.MapGet(RelayerRoutes.Transfer, (string id) => TransferAsync(id, board, store));
        endpoints.MapGet(RelayerRoutes.Attestation, (string id) => AttestationOf(id, board, signed));
        endpoints.MapGet(RelayerRoutes.Transfers, (string? state, int? limit) => TransfersAsync(state, limit, board, store));
        endpoints.MapBridgeHealth(health.Report, report => report.Healthy);
    }

    private static async Task<IResult> TransferAsync(string id, TransferBoard board, StatusStore store)
    {
        var (record, refusal) = Find(id, board);
        return record is null ? refusal : Results.Json(await store.CompleteAsync(record));
    }

    private static IResult AttestationOf(string id, TransferBoard board, SignedBatches signed)
    {
        var (record, refusal) = Find(id, board);
        if (record is null) return refusal;
        return signed.Find(record.Id) is { } attestation
            ? Results.Json(AttestedBatch.Of(attestation))
            : Results.NotFound(new { error = $"this relayer has no signature over transfer {record.Id}, or it needs no release any more: it is {record.State}" });
    }

    private static IResult EventsAsync(string id, TransferBoard board, StatusStream stream, CancellationToken aborted)
    {
        var (record, refusal) = Find(id, board);
        if (record is null) return refusal;
        return stream.TryEnter()
            ? TypedResults.ServerSentEvents(stream.WatchAsync(record.Id, aborted), "status")
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static (TransferRecord? Record, IResult Refusal) Find(string id, TransferBoard board)
    {
        try
        {
            var transfer = TransferId.Parse(id);
            return (board.Find(transfer), Results.NotFound(new { error = $"this relayer has not seen transfer {transfer}" }));
        }
        catch (ProtocolException e)
        {
            return (null, Results.BadRequest(new { error = e.Message }));
        }
    }

    private static async Task<IResult> TransfersAsync(string? state, int? limit, TransferBoard board, StatusStore store)
    {
        if (limit is < 1 or > MaxLimit) return Results.BadRequest(new { error = $"limit should be 1 to {MaxLimit} and is {limit}" });
        TransferState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<TransferState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Results.BadRequest(new { error = $"state should be one of {string.Join(", ", Enum.GetNames<TransferState>())}" });
            wanted = parsed;
        }

        var records = board.List(wanted, limit ?? DefaultLimit);
        return Results.Json(await Task.WhenAll(records.Select(store.CompleteAsync)));
    }
}
