using Bridge.Dashboard.Acting;
using Bridge.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Dashboard.Hosting;

/// <summary>Everything that acts: tightening, papers, holds.</summary>
internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder api, DashboardParts parts)
    {
        // A handler of the context alone would be a RequestDelegate, and its answer would be thrown away: the token makes it another kind.
        api.MapPost("/tighten/level", async (HttpContext context, CancellationToken _) =>
            ApiAnswer.Ok(await parts.Tighten.RaiseAsync(await BodyAsync<TightenLevelRequest>(context, "chain, scope, level, reason and confirm"), context.Session(), CancellationToken.None))).ForTightening();
        api.MapPost("/tighten/limits", async (HttpContext context, CancellationToken _) =>
            ApiAnswer.Ok(await parts.Tighten.LowerAsync(await BodyAsync<TightenLimitsRequest>(context, "chain, asset, limits and confirm"), context.Session(), CancellationToken.None))).ForTightening();

        var papers = api.MapGroup("/papers");
        papers.MapGet("", (string? state, string? cursor, int? limit) => ApiAnswer.Ok(Papers(parts, state, cursor, limit))).ForStaff();
        papers.MapGet("/{digest}", (string digest) => ApiAnswer.Ok(parts.PaperBook.View(Find(parts, digest)))).ForStaff();
        papers.MapGet("/{digest}/file", (HttpContext context, string digest) =>
        {
            context.Response.Headers.ContentDisposition = "attachment; filename=\"paper.json\"";
            return Results.Text(Find(parts, digest).Paper.ToString(), "application/json");
        }).ForStaff();
        papers.MapPost("", async (HttpContext context, CancellationToken aborted) =>
            ApiAnswer.Created(parts.PaperBook.View(await parts.PaperDesk.CreateAsync(await BodyAsync<PaperDraft>(context, "action, fields, digest and signatures"), context.Session(), aborted)))).ForOfficers();
        papers.MapPost("/{digest}/signatures", async (HttpContext context, string digest) =>
            ApiAnswer.Ok(parts.PaperBook.View(await parts.PaperDesk.SignAsync(Digest(digest), await BodyAsync<SignatureRequest>(context, "signature"), context.Session(), context.RequestAborted)))).ForOfficers();
        papers.MapPost("/{digest}/submit", async (HttpContext context, string digest) =>
            ApiAnswer.Ok(await parts.PaperDesk.SubmitAsync(Digest(digest), context.Session(), CancellationToken.None))).ForOfficers();
        papers.MapPost("/{digest}/execute", async (HttpContext context, string digest) =>
            ApiAnswer.Ok(await parts.PaperDesk.ExecuteAsync(Digest(digest), context.Session(), CancellationToken.None))).ForOfficersAtADesk();
        papers.MapDelete("/{digest}", (HttpContext context, string digest) =>
        {
            parts.PaperDesk.Withdraw(Digest(digest), context.Session());
            return Results.NoContent();
        }).ForOfficers();

        api.MapPost("/holds/{id}/execute", async (HttpContext context, string id) =>
            ApiAnswer.Ok(await parts.PaperDesk.ExecuteHoldAsync(Id(id), context.Session(), CancellationToken.None))).ForOfficersAtADesk();
    }

    private static async Task<T> BodyAsync<T>(HttpContext context, string members) where T : class =>
        await ApiJson.ReadAsync<T>(context) ?? throw ApiRefusedException.Bad($"the body should be JSON with {members}");

    private static Views.PageView<Views.PaperView> Papers(DashboardParts parts, string? state, string? cursor, int? limit)
    {
        var wanted = state is null or "" ? (PaperState?)null : Enum.TryParse<PaperState>(state, ignoreCase: true, out var parsed) && !char.IsDigit(state[0]) ? parsed : throw ApiRefusedException.Bad("there is no such state of a paper");
        var page = ReadEndpoints.Paged(parts.Papers.Page(ReadEndpoints.Before(cursor), ReadEndpoints.Limit(limit)), parts.PaperBook.View);
        return wanted is null ? page : page with { Items = [.. page.Items.Where(paper => paper.State == wanted)] };
    }

    private static StoredPaper Find(DashboardParts parts, string digest) => parts.Papers.Find(Digest(digest)) ?? throw ApiRefusedException.NotFound("there is no such paper");

    private static Bytes32 Digest(string text)
    {
        try
        {
            return Bytes32.Parse(text);
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Bad(e.Message);
        }
    }

    private static TransferId Id(string text)
    {
        try
        {
            return TransferId.Parse(text);
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Bad(e.Message);
        }
    }
}
