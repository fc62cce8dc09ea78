using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Users;
using Bridge.Dashboard.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Dashboard.Sessions;

/// <summary>Asks to be let in.</summary>
internal sealed record SignInRequest(string User, string Password, string Code, ClientForm Client);

/// <summary>A session as its page knows it.</summary>
internal sealed record SessionView(
    bool SignedIn, string User, StaffRole Role, ClientForm Client, string? Officer, string Csrf, DateTimeOffset ExpiresAt, int IdleMinutes, IReadOnlyList<string> May, DeploymentView Deployment);

/// <summary>An account as administrators see it.</summary>
internal sealed record UserView(string Name, StaffRole Role, string? Officer, int Sessions, DateTimeOffset? LockedUntil);

/// <summary>Signing in and out, and who is.</summary>
internal static class SessionEndpoints
{
    private const int MaxField = 200;

    public static void MapSessions(this IEndpointRouteBuilder api, SessionDesk desk)
    {
        api.MapGet("/session", (HttpContext context) => ApiAnswer.Ok<object>(context.SessionOrNull() is { } session ? desk.View(session) : new { signedIn = false })).Open();
        api.MapPost("/session", (Delegate)desk.SignInAsync).Open();
        api.MapDelete("/session", desk.SignOut).ForStaff();
        api.MapGet("/users", desk.Users).ForAdmins();
        api.MapDelete("/users/{name}/sessions", desk.EndSessions).ForAdmins();
    }

    internal static bool IsPlausible(SignInRequest request) => new[] { request.User, request.Password, request.Code }.All(field => field.Length is > 0 and <= MaxField);
}

/// <summary>Answers what concerns sessions.</summary>
internal sealed class SessionDesk(SignInDesk signIn, SessionStore sessions, SignInGuard guard, UserBook users, DeploymentView deployment, Configuration.DashboardOptions options, AuditLog audit, TimeProvider time)
{
    public async Task<IResult> SignInAsync(HttpContext context)
    {
        if (await ApiJson.ReadAsync<SignInRequest>(context) is not { } request || !SessionEndpoints.IsPlausible(request)) return ApiAnswer.Bad("the body should be user, password, code and client");
        var client = request.Client == ClientForm.Phone || DeviceForm.LooksLikePhone(context.Request.Headers) ? ClientForm.Phone : ClientForm.Desk;
        switch (await signIn.SignInAsync(request.User, request.Password, request.Code, client, context.ClientAddress(), context.RequestAborted))
        {
            case SignInOutcome.Good good:
                // SECURITY: a new token with each sign-in (session fixation), out of scripts' reach, sent to this site only, never in the clear.
                context.Response.Cookies.Append(RequestGate.Cookie, good.Token, Cookie(context));
                if (context.SessionOrNull() is { } before) sessions.End(before);
                return ApiAnswer.Ok(View(good.Session));
            case SignInOutcome.Locked locked:
                return ApiAnswer.Refuse(StatusCodes.Status429TooManyRequests, new("tooMany", "too many attempts: wait, or sign in from the desk you always use") { RetryAt = locked.Until });
            default:
                return ApiAnswer.Refuse(StatusCodes.Status401Unauthorized, new("credentials", "name, password or code is wrong; a code works once"));
        }
    }

    public IResult SignOut(HttpContext context)
    {
        var session = context.Session();
        sessions.End(session);
        context.Response.Cookies.Delete(RequestGate.Cookie, Cookie(context));
        audit.Add(session.User.Name, context.ClientAddress().ToString(), "signOut");
        return Results.NoContent();
    }

    public IResult Users() => ApiAnswer.Ok(users.Users.Values.OrderBy(user => user.Name, StringComparer.Ordinal)
        .Select(user => new UserView(user.Name, user.Role, user.Officer, sessions.Count(user.Name), guard.LockedUntil(user.Name))));

    public IResult EndSessions(HttpContext context, string name)
    {
        if (users.Find(name) is null) return ApiAnswer.NotFound("there is no such user");
        audit.Add(context.Session().User.Name, context.ClientAddress().ToString(), "sessionsEnded", ("name", name), ("sessions", $"{sessions.EndAll(name)}"));
        return Results.NoContent();
    }

    public SessionView View(StaffSession session) => new(
        true, session.User.Name, session.User.Role, session.Client, session.User.Officer?.ToLowerInvariant(), session.Csrf, sessions.ExpiresAt(session), options.IdleMinutes,
        [.. Permissions(session)], deployment with { Now = time.GetUtcNow() });

    private static IEnumerable<string> Permissions(StaffSession session)
    {
        yield return "read";
        if (session.User.Role is StaffRole.Officer or StaffRole.Admin) yield return "tighten";
        if (session.User.Role == StaffRole.Officer) yield return "paperTighten";
        if (session.User.Role == StaffRole.Officer && session.MayLoosen) yield return "paperLoosen";
        if (session.User.Role == StaffRole.Officer && session.MayLoosen) yield return "executeHold";
        if (session.User.Role == StaffRole.Admin) yield return "users";
    }

    private static CookieOptions Cookie(HttpContext context) => new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/api", IsEssential = true };
}

/// <summary>Whether a request looks like a phone's.</summary>
/// <remarks>
/// This is a seat belt and no wall: a browser can say anything about itself. It keeps an honest person from loosening on a small screen. The wall is elsewhere:
/// what loosens needs two officers' signatures from their own wallets, whatever device shows the page.
/// </remarks>
internal static class DeviceForm
{
    private static readonly string[] Marks = ["Mobi", "Android", "iPhone", "iPod"];

    public static bool LooksLikePhone(IHeaderDictionary headers) =>
        headers["Sec-CH-UA-Mobile"].ToString() == "?1" || Marks.Any(mark => headers.UserAgent.ToString().Contains(mark, StringComparison.OrdinalIgnoreCase));
}
