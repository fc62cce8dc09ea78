using System.Security.Cryptography;
using System.Text;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dashboard.Hosting;

/// <summary>What every request to the API passes, before anything of it is read: origin, session, CSRF token, role, device, rate.</summary>
internal sealed class RequestGate(SessionStore sessions, RequestLimiter limiter, AuditLog audit, DashboardMeter meter)
{
    /// <summary>The session's cookie.</summary>
    public const string Cookie = "bridge_session";

    /// <summary>Carries the CSRF token.</summary>
    public const string CsrfHeader = "X-CSRF-Token";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnCompleted(() =>
        {
            meter.Answered(context.Response.StatusCode);
            return Task.CompletedTask;
        });
        if (Refusal(context) is { } refusal)
        {
            await ApiAnswer.Refuse(refusal.Status, refusal.Error).ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
            // What the framework refuses by itself, as a number that is none, gets its body here.
            if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false }) await ApiAnswer.Bad("a parameter is missing or not a value of its type").ExecuteAsync(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await (e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ApiAnswer.Refuse(e.StatusCode, new("tooLarge", $"a body should be at most {DashboardHost.MaximumBodyBytes} bytes"))
                : ApiAnswer.Bad("the request cannot be read")).ExecuteAsync(context);
        }
        catch (ApiRefusedException e) when (!context.Response.HasStarted)
        {
            await ApiAnswer.Refuse(e.Status, e.Error).ExecuteAsync(context);
        }
    }

    private (int Status, ApiError Error)? Refusal(HttpContext context)
    {
        // SECURITY: an endpoint without a rule, or none at all, answers nobody (W9).
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is not { } rule) return (StatusCodes.Status404NotFound, new("notFound", "there is no such route"));
        var address = context.ClientAddress();
        var isWrite = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);

        // SECURITY: a page of another site cannot make this browser write here, not even sign in (login CSRF).
        if (isWrite && !IsOwnOrigin(context.Request)) return (StatusCodes.Status403Forbidden, new("csrf", "the request comes from another site"));

        var session = sessions.Find(context.Request.Cookies[Cookie], address, out var isThief);
        if (isThief) audit.Add(null, address.ToString(), "sessionFromAnotherAddress");
        if (limiter.RetryAt(session?.User.Name ?? $"address {address}", session is not null, isWrite) is { } retryAt)
            return (StatusCodes.Status429TooManyRequests, new("tooMany", "too many requests") { RetryAt = retryAt });
        if (session is not null) context.Items[typeof(StaffSession)] = session;
        if (rule.IsOpen) return null;
        if (session is null) return (StatusCodes.Status401Unauthorized, new("notSignedIn", "nobody is signed in here"));

        // SECURITY: the cookie goes with every request of the browser, the token only with those of our page (CSRF).
        if (isWrite && !IsToken(context.Request.Headers[CsrfHeader].ToString(), session.Csrf)) return (StatusCodes.Status403Forbidden, new("csrf", $"the request should carry the session's token in {CsrfHeader}"));

        // SECURITY: the role decides here, whatever the page shows.
        if (!rule.Roles.Contains(session.User.Role)) return (StatusCodes.Status403Forbidden, new("forbidden", "this role may not do that"));
        if (rule.DeskOnly && !session.MayLoosen)
        {
            var phone = ApiRefusedException.Phone();
            return (phone.Status, phone.Error);
        }

        return null;
    }

    private static bool IsToken(string given, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    // Browsers send Sec-Fetch-Site, and Origin with every write; what is neither a browser nor has a cookie is no one's deputy.
    private static bool IsOwnOrigin(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site.ToString() is not "same-origin") return false;
        if (!request.Headers.TryGetValue("Origin", out var origin)) return true;
        return Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var from) && from.Scheme == request.Scheme && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Bounds of requests per user, and per address for those who are not signed in. Counts start over with each minute.</summary>
internal sealed class RequestLimiter(TimeProvider time)
{
    private const int ReadsPerMinute = 1_200, WritesPerMinute = 60, OpenPerMinute = 300;
    private const int MaxKeys = 100_000;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (long Minute, int Count)> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a request; when the next may come if this one is too many, else null.</summary>
    public DateTimeOffset? RetryAt(string who, bool signedIn, bool write)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var most = !signedIn ? OpenPerMinute : write ? WritesPerMinute : ReadsPerMinute;
        if (_counts.Count > MaxKeys)
        {
            foreach (var (key, count) in _counts.Where(entry => entry.Value.Minute < minute)) _counts.TryRemove(KeyValuePair.Create(key, count));
        }

        var now = _counts.AddOrUpdate($"{(write ? 'w' : 'r')} {who}", _ => (minute, 1), (_, known) => known.Minute == minute ? (minute, known.Count + 1) : (minute, 1));
        return now.Count > most ? DateTimeOffset.FromUnixTimeSeconds((minute + 1) * 60) : null;
    }
}
