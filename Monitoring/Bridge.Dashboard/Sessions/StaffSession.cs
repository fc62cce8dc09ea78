using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;

namespace Bridge.Dashboard.Sessions;

/// <summary>What kind of device a session is on.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ClientForm>))]
internal enum ClientForm
{
    /// <summary>A desk.</summary>
    Desk = 1,

    /// <summary>A phone: may tighten and never loosen.</summary>
    Phone = 2,
}

/// <summary>Somebody who has signed in, from one address.</summary>
internal sealed class StaffSession(StaffUser user, ClientForm client, IPAddress address, DateTimeOffset now)
{
    private long _lastSeen = now.ToUnixTimeMilliseconds();

    public StaffUser User { get; } = user;

    public ClientForm Client { get; } = client;

    public IPAddress Address { get; } = address;

    public DateTimeOffset StartedAt { get; } = now;

    /// <summary>What every write has to carry.</summary>
    public string Csrf { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public DateTimeOffset LastSeen
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Read(ref _lastSeen));
        set => Interlocked.Exchange(ref _lastSeen, value.ToUnixTimeMilliseconds());
    }

    /// <summary>Ends when the session is ended from outside.</summary>
    public CancellationTokenSource Ended { get; } = new(); // without a timer: nothing to dispose

    /// <summary>True when it may do what loosens, as far as its device is concerned.</summary>
    public bool MayLoosen => Client == ClientForm.Desk;

    public override string ToString() => $"session of {User.Name}";
}
