using Bridge.Guardian.Breakers;
using Bridge.Guardian.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Guardian.Hosting;

/// <summary>The signing API over HTTP: it names the caller, reads the message, and leaves every decision to the desk.</summary>
public static class SigningEndpoints
{
    /// <summary>Maps the routes of <see cref="GuardianRoutes"/>.</summary>
    public static void MapSigning(this IEndpointRouteBuilder endpoints, Callers callers, SigningDesk desk, CallerLimiter limiter, Observations observations, SigningTraces traces, Transcripts transcripts)
    {
        endpoints.MapPost(GuardianRoutes.Commit, (Delegate)((HttpContext context) => AnswerAsync<CommitRequest, CommitResponse>(context, callers, limiter, desk, traces.Commit)));
        endpoints.MapPost(GuardianRoutes.Sign, (Delegate)((HttpContext context) => AnswerAsync<SignRequest, SignResponse>(context, callers, limiter, desk, traces.Sign)));
        endpoints.MapPost(GuardianRoutes.Transcripts, (Delegate)((HttpContext context) => TellAsync(context, callers, transcripts)));
        endpoints.MapGet(GuardianRoutes.Observation, (HttpContext context, string id) => Observe(context, callers, observations, id));
    }

    private static async Task<IResult> AnswerAsync<TRequest, TResponse>(
        HttpContext context, Callers callers, CallerLimiter limiter, SigningDesk desk, Func<TlsPin, TRequest, Answer<TResponse>> answer)
        where TRequest : class
        where TResponse : class
    {
        // SECURITY: only relayers ask for signatures; a guardian's certificate opens observations, not this.
        if (callers.Relayer(context) is not { } relayer) return Results.StatusCode(StatusCodes.Status403Forbidden);
        // SECURITY: before the body is read, so that a flood costs next to nothing (M34).
        Answer<TResponse> given = limiter.Take(relayer) switch
        {
            CallerVerdict.Allowed when await ApiJson.ReadAsync<TRequest>(context) is { } request => answer(relayer, request),
            CallerVerdict.Allowed => new Refusal(RefusalReason.BadRequest, $"the body should be a {typeof(TRequest).Name} as JSON"),
            CallerVerdict.BeginsToExceed => desk.Flooded(relayer),
            _ => SigningDesk.TooFast,
        };
        return given.Refusal is { } refusal
            ? Results.Json(new RefusalResponse(desk.Index, refusal.Reason, refusal.Detail), ApiJson.Options, statusCode: StatusCodes.Status409Conflict)
            : Results.Json(given.Value, ApiJson.Options);
    }

    private static async Task<IResult> TellAsync(HttpContext context, Callers callers, Transcripts transcripts)
    {
        if (callers.Known(context) is null) return Results.StatusCode(StatusCodes.Status403Forbidden);
        return await ApiJson.ReadAsync<TranscriptRequest>(context) is { } request && transcripts.Answer(request) is { } answer
            ? Results.Json(answer, ApiJson.Options)
            : Results.BadRequest($"the body should name at most {Transcripts.MostTransfers} transfers");
    }

    private static IResult Observe(HttpContext context, Callers callers, Observations observations, string id)
    {
        if (callers.Known(context) is null) return Results.StatusCode(StatusCodes.Status403Forbidden);
        try
        {
            return observations.Find(TransferId.Parse(id)) is { } observation ? Results.Json(observation, ApiJson.Options) : Results.NotFound();
        }
        catch (ProtocolException e)
        {
            return Results.BadRequest(e.Message);
        }
    }
}
