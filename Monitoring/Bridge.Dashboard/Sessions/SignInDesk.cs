using System.Net;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Users;

namespace Bridge.Dashboard.Sessions;

/// <summary>How a sign-in ended. A closed set.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome() { }

    /// <summary>Signed in.</summary>
    public sealed record Good(StaffSession Session, string Token) : SignInOutcome;

    /// <summary>Name, password or code is wrong; which one is nobody's business.</summary>
    public sealed record Wrong : SignInOutcome;

    /// <summary>Too many attempts.</summary>
    public sealed record Locked(DateTimeOffset Until) : SignInOutcome;
}

/// <summary>Lets people in: password (Argon2id) and a code of their authenticator (RFC 6238), both, always.</summary>
internal sealed class SignInDesk(UserBook users, SessionStore sessions, SignInGuard guard, AuditLog audit, Hosting.DashboardMeter meter, TimeProvider time) : IDisposable
{
    // Each check holds 64 MiB for a moment.
    private readonly SemaphoreSlim _hashing = new(2);

    public async Task<SignInOutcome> SignInAsync(string name, string password, string code, ClientForm client, IPAddress address, CancellationToken cancellationToken)
    {
        var user = users.Find(name);
        // SECURITY: guessing is stopped before a password is looked at, in the same way whether or not the name is anybody's.
        if (guard.LockedUntil(name, address) is { } until)
        {
            meter.SignInRefused("locked");
            return new SignInOutcome.Locked(until);
        }

        guard.Attempt(name, address);
        await _hashing.WaitAsync(cancellationToken);
        bool known;
        try
        {
            known = PasswordHash.Verify(user?.PasswordHash, password);
        }
        finally
        {
            _hashing.Release();
        }

        // SECURITY: both factors, and each code once.
        if (user is null || !known || Totp.Match(Convert.FromHexString(user.TotpSecret), code, time.GetUtcNow()) is not { } step || !guard.TakeStep(user.Name, step))
        {
            meter.SignInRefused("credentials");
            audit.Add(null, address.ToString(), "signInRefused", ("name", user?.Name ?? "(unknown)"));
            return new SignInOutcome.Wrong();
        }

        guard.Succeed(user.Name, address);
        var (session, token) = sessions.Start(user, client, address);
        audit.Add(user.Name, address.ToString(), "signIn", ("client", client == ClientForm.Phone ? "phone" : "desk"));
        return new SignInOutcome.Good(session, token);
    }

    /// <inheritdoc/>
    public void Dispose() => _hashing.Dispose();
}
