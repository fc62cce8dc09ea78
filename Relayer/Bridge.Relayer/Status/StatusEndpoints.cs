using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Relayer.Status;

/// <summary>The public status API (<see cref="RelayerRoutes"/>): reads only, no secrets, nothing to break into.</summary>
internal static class StatusEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    public static void MapRelayerStatus(this IEndpointRouteBuilder endpoints, TransferBoard board, StatusStore store, HealthReporter health)
    {
        endpoints.MapGet(RelayerRoutes.Transfer, (string id) => TransferAsync(id, board, store));
        endpoints.MapGet(RelayerRoutes.Transfers, (string? state, int? limit) => TransfersAsync(state, limit, board, store));
        endpoints.MapBridgeHealth(health.Report, report => report.Healthy);
    }

    private static async Task<IResult> TransferAsync(string id, TransferBoard board, StatusStore store)
    {
        TransferId transfer;
        try
        {
            transfer = TransferId.Parse(id);
        }
        catch (ProtocolException e)
        {
            return Results.BadRequest(new { error = e.Message });
        }

        return board.Find(transfer) is { } record
            ? Results.Json(await store.CompleteAsync(record))
            : Results.NotFound(new { error = $"this relayer has not seen transfer {transfer}" });
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
