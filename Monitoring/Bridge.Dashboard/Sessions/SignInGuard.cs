using System.Collections.Concurrent;
using System.Net;
using Bridge.Dashboard.Storage;

namespace Bridge.Dashboard.Sessions;

/// <summary>Slows those down who guess, without locking those out who halt.</summary>
/// <remarks>
/// Three counts over fifteen minutes: failures from an address, failures for a name from an address, failures for a name from anywhere. The last one shuts a name
/// only for addresses from which its owner has never signed in: an attacker who knows an officer's name cannot keep him from the desk he always uses.
/// Addresses are counted by /64 in IPv6: a host has all of one.
/// </remarks>
internal sealed class SignInGuard(SqliteStore store, TimeProvider time)
{
    /// <summary>How long failures count and a lock lasts.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(15);

    private const int MaxPerAddress = 20, MaxPerNameAndAddress = 5, MaxPerName = 20;
    private const int MaxKeys = 100_000;

    private readonly ConcurrentDictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>When this name may be tried again from this address; null = now.</summary>
    public DateTimeOffset? LockedUntil(string user, IPAddress address)
    {
        var now = time.GetUtcNow();
        var until = Later(Until($"a {Block(address)}", MaxPerAddress, now), Until($"u {user} {Block(address)}", MaxPerNameAndAddress, now));
        return IsKnown(user, address) ? until : Later(until, LockedUntil(user));
    }

    /// <summary>When the name may be tried again from places its owner was never seen at; null = now.</summary>
    public DateTimeOffset? LockedUntil(string user) => Until($"n {user}", MaxPerName, time.GetUtcNow());

    /// <summary>Counts an attempt before it is looked at: attempts at the same time cannot slip through together.</summary>
    public void Attempt(string user, IPAddress address)
    {
        var now = time.GetUtcNow();
        if (_failures.Count > MaxKeys) Forget(now);
        foreach (var key in Keys(user, address)) _failures.AddOrUpdate(key, _ => new(1, now), (_, known) => now - known.Last > Window ? new(1, now) : new(known.Count + 1, now));
    }

    /// <summary>The attempt was good: what this owner mistyped here is forgotten, and the address is known from now on.</summary>
    public void Succeed(string user, IPAddress address)
    {
        _failures.TryRemove($"u {user} {Block(address)}", out _);
        foreach (var key in new[] { $"a {Block(address)}", $"n {user}" }) _failures.AddOrUpdate(key, _ => new(0, time.GetUtcNow()), (_, known) => known with { Count = Math.Max(0, known.Count - 1) });
        store.Write(sql => sql.Execute(
            "INSERT INTO known_addresses VALUES ($user, $address, $at) ON CONFLICT DO UPDATE SET at=excluded.at",
            ("$user", user), ("$address", Block(address)), ("$at", time.GetUtcNow().ToUnixTimeMilliseconds())));
    }

    /// <summary>Uses up a code of RFC 6238; false when it, or a later one, was used before.</summary>
    // SECURITY: a code that was seen over a shoulder opens nothing again (RFC 6238, section 5.2).
    public bool TakeStep(string user, long step) => store.Write(sql => sql.Execute(
        "INSERT INTO totp_steps VALUES ($user, $step) ON CONFLICT DO UPDATE SET step=excluded.step WHERE excluded.step>step", ("$user", user), ("$step", step))) > 0;

    private bool IsKnown(string user, IPAddress address) => store.Read(sql => sql.Scalar<long>(
        "SELECT count(*) FROM known_addresses WHERE user=$user AND address=$address", ("$user", user), ("$address", Block(address)))) > 0;

    private DateTimeOffset? Until(string key, int most, DateTimeOffset now) =>
        _failures.TryGetValue(key, out var failures) && failures.Count >= most && now - failures.Last < Window ? failures.Last + Window : null;

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, failures) in _failures.Where(entry => now - entry.Value.Last > Window)) _failures.TryRemove(KeyValuePair.Create(key, failures));
    }

    private static string[] Keys(string user, IPAddress address) => [$"a {Block(address)}", $"u {user} {Block(address)}", $"n {user}"];

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) => left is null ? right : right is null || left > right ? left : right;

    private static string Block(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? new IPAddress([.. plain.GetAddressBytes()[..8], .. new byte[8]]) + "/64" : plain.ToString();
    }

    private sealed record Failures(int Count, DateTimeOffset Last);
}
