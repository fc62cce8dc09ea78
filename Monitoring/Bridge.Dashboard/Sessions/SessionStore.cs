using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Users;
using Bridge.Protocol;

namespace Bridge.Dashboard.Sessions;

/// <summary>The sessions, in memory only: a restart signs everybody out.</summary>
/// <remarks>
/// A token is 32 random bytes that only the browser has; here lies its hash. A session is good from the address that signed in, for so many minutes after the
/// last request and so many hours in all, and as long as the account is as it was: a changed role or password, or a removed user, ends it with the next request.
/// </remarks>
internal sealed class SessionStore(UserBook users, DashboardOptions options, TimeProvider time)
{
    private const int MaxPerUser = 10;

    private readonly ConcurrentDictionary<Bytes32, StaffSession> _sessions = new();

    /// <summary>Starts a session; the token is for its cookie.</summary>
    public (StaffSession Session, string Token) Start(StaffUser user, ClientForm client, IPAddress address)
    {
        var now = time.GetUtcNow();
        foreach (var (key, session) in _sessions)
        {
            if (!IsAlive(session, now)) End(key);
        }

        foreach (var (key, _) in _sessions.Where(entry => entry.Value.User.Name == user.Name).OrderByDescending(entry => entry.Value.LastSeen).Skip(MaxPerUser - 1)) End(key);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var started = new StaffSession(user, client, address, now);
        _sessions[KeyOf(token)] = started;
        return (started, token);
    }

    /// <summary>The session of a token, for a request from <paramref name="address"/>; null when there is none that is good there.</summary>
    /// <param name="token">From the cookie.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="isThief">True when the token is good and the address is not its own.</param>
    public StaffSession? Find(string? token, IPAddress address, out bool isThief)
    {
        isThief = false;
        if (token is not { Length: 64 }) return null;
        var key = KeyOf(token);
        if (!_sessions.TryGetValue(key, out var session)) return null;
        var now = time.GetUtcNow();
        if (!IsAlive(session, now))
        {
            End(key);
            return null;
        }

        // SECURITY: a stolen cookie opens nothing from another address, and its use there ends the session: the owner notices.
        if (!session.Address.Equals(address))
        {
            isThief = true;
            End(key);
            return null;
        }

        session.LastSeen = now;
        return session;
    }

    /// <summary>Ends a session.</summary>
    public void End(StaffSession session)
    {
        foreach (var (key, _) in _sessions.Where(entry => ReferenceEquals(entry.Value, session))) End(key);
    }

    /// <summary>Ends every session of a user; how many there were.</summary>
    public int EndAll(string user)
    {
        var keys = _sessions.Where(entry => entry.Value.User.Name == user).Select(entry => entry.Key).ToList();
        foreach (var key in keys) End(key);
        return keys.Count;
    }

    /// <summary>Sessions that are good now, of a user.</summary>
    public int Count(string user) => _sessions.Values.Count(session => session.User.Name == user && IsAlive(session, time.GetUtcNow()));

    /// <summary>True as long as the session is good.</summary>
    public bool IsAlive(StaffSession session) => !session.Ended.IsCancellationRequested && IsAlive(session, time.GetUtcNow());

    /// <summary>When it ends at the latest.</summary>
    public DateTimeOffset ExpiresAt(StaffSession session) => session.StartedAt.AddHours(options.SessionHours);

    private bool IsAlive(StaffSession session, DateTimeOffset now) =>
        now < ExpiresAt(session)
        && now - session.LastSeen < TimeSpan.FromMinutes(options.IdleMinutes)
        // SECURITY: who is not in the book any more, or with other rights, is not signed in any more.
        && users.Find(session.User.Name) == session.User;

    private void End(Bytes32 key)
    {
        if (_sessions.TryRemove(key, out var session)) session.Ended.Cancel();
    }

    private static Bytes32 KeyOf(string token) => Bytes32.From(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
}
