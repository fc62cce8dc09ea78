using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Dashboard.Live;

/// <summary>The stream of events (server-sent events, WHATWG HTML section 9.2), for as long as the session is good.</summary>
internal static class EventEndpoint
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    public static void MapEvents(this IEndpointRouteBuilder api, LiveFeed feed, SessionStore sessions, TimeProvider time, CancellationToken stopping) =>
        api.MapGet("/events", (Delegate)((HttpContext context) => StreamAsync(context, feed, sessions, time, stopping))).ForStaff();

    private static async Task StreamAsync(HttpContext context, LiveFeed feed, SessionStore sessions, TimeProvider time, CancellationToken stopping)
    {
        var session = context.Session();
        if (feed.Enter() is not { } channel)
        {
            await ApiAnswer.Refuse(StatusCodes.Status503ServiceUnavailable, new("unavailable", "too many pages listen")).ExecuteAsync(context);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Ended.Token, stopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await WriteAsync(context, "tick", TickData(time), end.Token);
            while (true)
            {
                using var turn = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
                var next = channel.Reader.WaitToReadAsync(turn.Token).AsTask();
                if (await Task.WhenAny(next, Task.Delay(Tick, time, turn.Token)) == next && !end.IsCancellationRequested && await next)
                {
                    while (channel.Reader.TryRead(out var made)) await WriteAsync(context, made.Name, made.Data, end.Token);
                }

                await turn.CancelAsync();
                end.Token.ThrowIfCancellationRequested();
                // SECURITY: a session that has ended, or lost its rights, hears nothing more.
                if (!sessions.IsAlive(session)) break;
                await WriteAsync(context, "tick", TickData(time), end.Token);
            }

            await WriteAsync(context, "signedOut", "{}", context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The page left, the session ended, or the server stops.
            if (session.Ended.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested) await WriteAsync(context, "signedOut", "{}", CancellationToken.None);
        }
        finally
        {
            feed.Leave(channel);
        }
    }

    private static string TickData(TimeProvider time) => System.Text.Json.JsonSerializer.Serialize(new { now = time.GetUtcNow() }, ApiJson.Options);

    private static async Task WriteAsync(HttpContext context, string name, string data, CancellationToken cancellationToken)
    {
        // JSON has no line breaks of its own, so one data line carries it.
        await context.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
