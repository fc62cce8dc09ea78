using System.Net.Mime;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Guardian.Ceremonies;

/// <summary>
/// GET /v1/ceremony/{id}/{part}: 200 with the part as text · 204 not there yet · 403 no member · 409 another ceremony · 410 not there and this guardian gave up.
/// </summary>
public static class CeremonyEndpoints
{
    /// <summary>Path of a part.</summary>
    public static string PathOf(Ceremony ceremony, CeremonyPart part) => $"/v1/ceremony/{ceremony.Id}/{part}";

    /// <summary>Serves <paramref name="board"/> to the other members.</summary>
    public static void MapCeremony(this IEndpointRouteBuilder endpoints, Ceremony ceremony, CeremonyBoard board) =>
        endpoints.MapGet("/v1/ceremony/{id}/{part}", (HttpContext context, string id, CeremonyPart part) =>
        {
            // SECURITY: who asks is what its certificate says, never what the request says: a share goes to its member only.
            var pin = context.Connection.ClientCertificate is { } certificate ? TlsPin.Of(certificate) : (TlsPin?)null;
            if (ceremony.Members.SingleOrDefault(member => member.Pin == pin) is not { } caller) return Results.StatusCode(StatusCodes.Status403Forbidden);
            if (id != ceremony.Id.ToString()) return Results.StatusCode(StatusCodes.Status409Conflict);
            var content = board.Find(part, caller.Index);
            if ((content ?? board.Abort) is not { } text) return Results.NoContent();
            context.Response.OnCompleted(() =>
            {
                if (content is null) board.NoteTold(caller.Index);
                else board.NoteServed(part, caller.Index);
                return Task.CompletedTask;
            });
            return Results.Text(text, MediaTypeNames.Text.Plain, statusCode: content is null ? StatusCodes.Status410Gone : StatusCodes.Status200OK);
        });
}
