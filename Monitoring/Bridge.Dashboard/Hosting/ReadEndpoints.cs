using Bridge.Dashboard.Audit;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Views;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Dashboard.Hosting;

/// <summary>Everything that only reads. Everybody who is signed in may read everything.</summary>
internal static class ReadEndpoints
{
    private const int MaxHours = 2_160;

    public static void MapReads(this IEndpointRouteBuilder api, DashboardParts parts)
    {
        var (network, levels, audit) = (parts.Network, parts.Levels, parts.Audit);
        api.MapGet("/overview", () => ApiAnswer.Ok(parts.Overview.Now())).ForStaff();
        api.MapGet("/transfers", (string? query, string? state, string? lane, string? asset, bool? waiting, string? cursor, int? limit) =>
            ApiAnswer.Ok(Transfers(parts, query, new() { State = State(state), Lane = LaneOf(lane), Asset = AssetOf(network, asset), Waiting = waiting ?? false }, cursor, limit))).ForStaff();
        api.MapGet("/transfers/{id}", async (string id, CancellationToken aborted) => ApiAnswer.Ok(await parts.Transfers.DetailAsync(Entry(parts, id), aborted))).ForStaff();
        api.MapGet("/holds", async (CancellationToken aborted) => ApiAnswer.Ok(await parts.Holds.NowAsync(aborted))).ForStaff();
        api.MapGet("/breakers", () => ApiAnswer.Ok(parts.BreakersView())).ForStaff();
        api.MapGet("/breakers/history", (string? cursor, int? limit) => ApiAnswer.Ok(Paged(levels.Page(Before(cursor), Limit(limit)), parts.Breakers.View))).ForStaff();
        api.MapGet("/limits", () => ApiAnswer.Ok(new { rows = parts.Limits.Rows() })).ForStaff();
        api.MapGet("/limits/history", (string? cursor, int? limit) => ApiAnswer.Ok(Paged(parts.LimitChanges.Page(Before(cursor), Limit(limit)), parts.Limits.View))).ForStaff();
        api.MapGet("/proposals/history", (string? action, string? cursor, int? limit) => ApiAnswer.Ok(Paged(parts.ForeignEnds.Page(Kind(action), Before(cursor), Limit(limit)), parts.Foreign.View))).ForStaff();
        api.MapPost("/limits/dry-run", async (HttpContext context, CancellationToken _) => ApiAnswer.Ok(parts.DryRun.Run(await ApiJson.ReadAsync<DryRunRequest>(context) ?? throw ApiRefusedException.Bad("the body should be chain, asset, limits and days")))).ForStaff();
        api.MapGet("/flows", (string lane, string asset, int? hours) =>
            ApiAnswer.Ok(parts.Flows.Series(LaneOf(lane) ?? throw ApiRefusedException.Bad("lane should be as 1-2"), network.Asset(asset) ?? throw ApiRefusedException.Bad("there is no such asset"), Hours(hours)))).ForStaff();
        api.MapGet("/samples", (string name, int? hours) => ApiAnswer.Ok(Samples(parts, name, Hours(hours)))).ForStaff();
        api.MapGet("/guardians", () => ApiAnswer.Ok(parts.Parties.Guardians())).ForStaff();
        api.MapGet("/chains", () => ApiAnswer.Ok(new { chains = parts.Parties.Chains() })).ForStaff();
        api.MapGet("/margin", async (CancellationToken aborted) => ApiAnswer.Ok(await parts.Margin.ReadAsync(aborted))).ForStaff();
        api.MapGet("/audit", (string? cursor, int? limit) => ApiAnswer.Ok(Paged(audit.Page(Before(cursor), Limit(limit)), AuditLine.Of))).ForStaff();
        api.MapGet("/audit/export", (Delegate)((HttpContext context) => ExportAsync(context, audit))).ForStaff();
        api.MapGet("/audit/verify", () => ApiAnswer.Ok(AuditVerification.Of(audit.All()))).ForStaff();
        api.MapGet("/public/limits", () => ApiAnswer.Ok(parts.Public.Limits())).Open();
        api.MapGet("/public/transfers/{query}", (string query) => ApiAnswer.Ok(parts.Public.Transfer(Find(parts, query)))).Open();
    }

    internal static int Limit(int? limit) => limit is null ? 50 : limit is >= 1 and <= 200 ? limit.Value : throw ApiRefusedException.Bad($"limit should be 1 to 200 and is {limit}");

    internal static long Before(string? cursor) => PageCursor.TryRead(cursor, out var before) ? before : throw ApiRefusedException.Bad("cursor should be what a page gave as next");

    internal static PageView<TView> Paged<T, TView>((IReadOnlyList<T> Items, long? Next) page, Func<T, TView> view) => new([.. page.Items.Select(view)], PageCursor.Text(page.Next));

    private static PageView<TransferRow> Transfers(DashboardParts parts, string? query, TransferFilter filter, string? cursor, int? limit)
    {
        var (before, most) = (Before(cursor), Limit(limit));
        if (string.IsNullOrWhiteSpace(query)) return Paged(parts.Queries.Page(filter, before, most), parts.Transfers.Row);
        var text = query.Trim();
        if (text.Length > 200) throw ApiRefusedException.Bad("query should be an id, a transaction or an address");
        if (TransferIdOf(text) is { } id) return new(parts.Queries.Find(id) is { } found ? [parts.Transfers.Row(found)] : [], null);
        var accounts = parts.Network.Boards.Select(board => AccountOf(board, text)).OfType<PartyAddress>().Distinct().ToList();
        return Paged(parts.Queries.Search(text, accounts, filter, before, most), parts.Transfers.Row);
    }

    private static TransferEntry Entry(DashboardParts parts, string id) =>
        TransferIdOf(id) is { } parsed && parts.Queries.Find(parsed) is { } entry ? entry : throw ApiRefusedException.NotFound("this server has not seen such a transfer");

    private static TransferEntry Find(DashboardParts parts, string query) =>
        (TransferIdOf(query) is { } id ? parts.Queries.Find(id)
            : query.Length is >= 40 and <= 100 ? parts.Queries.FindByTransaction(query)
            : throw ApiRefusedException.Bad("that is neither a transfer's id, as 1-2-17, nor a transaction's hash or signature")) ?? throw ApiRefusedException.NotFound("there is no such transfer here");

    private static object Samples(DashboardParts parts, string name, int hours)
    {
        if (name.Length > 60) throw ApiRefusedException.Bad("there are no such samples");
        var samples = parts.FlowHistory.Samples(name, parts.Time.GetUtcNow().AddHours(-hours), 400, isCount: name == "guardians");
        return new { name, at = samples.Select(sample => sample.At), value = samples.Select(sample => sample.Value) };
    }

    private static async Task ExportAsync(HttpContext context, AuditLog audit)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"bridge-audit.ndjson\"";
        foreach (var entry in audit.All()) await context.Response.WriteAsync(entry.ToLine() + "\n", context.RequestAborted);
    }

    private static int Hours(int? hours) => hours is null ? 24 : hours is >= 1 and <= MaxHours ? hours.Value : throw ApiRefusedException.Bad($"hours should be 1 to {MaxHours} and are {hours}");

    private static TransferState? State(string? text) => string.IsNullOrEmpty(text) ? null
        : Enum.TryParse<TransferState>(text, ignoreCase: false, out var state) && Enum.IsDefined(state) && !char.IsDigit(text[0]) ? state
        : throw ApiRefusedException.Bad($"state should be one of {string.Join(", ", Enum.GetNames<TransferState>())}");

    private static RiskActionKind? Kind(string? text) => string.IsNullOrEmpty(text) ? null
        : RiskSchema.All.FirstOrDefault(schema => schema.Kind.ToString() == text)?.Kind ?? throw ApiRefusedException.Bad("there is no such risk action");

    private static Lane? LaneOf(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : Lane.Parse(text);
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Bad(e.Message);
        }
    }

    private static AssetId? AssetOf(Network network, string? symbol) =>
        string.IsNullOrEmpty(symbol) ? null : ChainBoard.IdOf(network.Asset(symbol) ?? throw ApiRefusedException.Bad("there is no such asset"));

    private static TransferId? TransferIdOf(string text)
    {
        try
        {
            return TransferId.Parse(text);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    // What is no address of this chain may be one of the other, or a transaction.
    private static PartyAddress? AccountOf(ChainBoard board, string text)
    {
        try
        {
            return board.Family.ParseAddress(text);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
