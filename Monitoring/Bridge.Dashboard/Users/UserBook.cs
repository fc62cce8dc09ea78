using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Users;

/// <summary>What somebody may do here. It gives no power over funds: that lies in keys that this server does not have. Stored by name.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<StaffRole>))]
internal enum StaffRole
{
    /// <summary>No role: refused everywhere (W9).</summary>
    None = 0,

    /// <summary>Sees everything, changes nothing.</summary>
    Viewer = 1,

    /// <summary>Tightens, and handles papers.</summary>
    Officer = 2,

    /// <summary>Tightens, and sees accounts and ends their sessions. Handles no papers: who hands out accounts does not decide about money.</summary>
    Admin = 3,
}

/// <summary>An account.</summary>
/// <param name="Name">Lower case letters, digits and dashes.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Officer">Address of the person's own signing key, to put names to signatures; null = none.</param>
/// <param name="PasswordHash">Argon2id.</param>
/// <param name="TotpSecret">Hexadecimal.</param>
internal sealed record StaffUser(string Name, StaffRole Role, string? Officer, string PasswordHash, string TotpSecret)
{
    /// <summary>Hashes and secrets are for nobody's log.</summary>
    public override string ToString() => $"{Name} ({Role})";
}

/// <summary>The accounts, in a file that only the host's own command writes. Read again whenever it has changed: a removed user is out at once.</summary>
internal sealed class UserBook(string path)
{
    private const int MaxNameLength = 32;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Lock _gate = new();
    private (DateTime Written, long Length) _seen;
    private IReadOnlyDictionary<string, StaffUser> _users = new Dictionary<string, StaffUser>();

    /// <summary>Everybody, by name.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read: nobody is anybody then.</exception>
    public IReadOnlyDictionary<string, StaffUser> Users
    {
        get
        {
            lock (_gate)
            {
                var file = new FileInfo(path);
                if (!file.Exists) return _users = new Dictionary<string, StaffUser>();
                var now = (file.LastWriteTimeUtc, file.Length);
                if (now == _seen) return _users;
                _users = Load().ToDictionary(user => user.Name, StringComparer.Ordinal);
                _seen = now;
                return _users;
            }
        }
    }

    /// <summary>An account; null when there is none.</summary>
    public StaffUser? Find(string name) => Users.GetValueOrDefault(name);

    /// <summary>Who says that this address is his; null = nobody.</summary>
    public string? NameOf(SignerAddress address) => Users.Values.FirstOrDefault(user => user.Officer is { } known && SignerAddress.Parse(known) == address)?.Name;

    /// <summary>Adds an account.</summary>
    /// <exception cref="ConfigurationException">Bad name or address, or the name is taken.</exception>
    public void Add(StaffUser user)
    {
        if (user.Name.Length is 0 or > MaxNameLength || !user.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new ConfigurationException([$"a name should be 1 to {MaxNameLength} lower case letters, digits and dashes and is \"{user.Name}\""]);
        if (user.Officer is { } address) CheckAddress(address);
        if (Users.ContainsKey(user.Name)) throw new ConfigurationException([$"there is a user {user.Name} already: remove it first"]);
        Save([.. Users.Values, user]);
    }

    /// <summary>Takes an account away; its sessions end with the next request.</summary>
    /// <exception cref="ConfigurationException">Nobody of that name.</exception>
    public void Remove(string name)
    {
        if (!Users.ContainsKey(name)) throw new ConfigurationException([$"there is no user {name}"]);
        Save([.. Users.Values.Where(user => user.Name != name)]);
    }

    private StaffUser[] Load() => SecretFile.Read(path, file =>
    {
        try
        {
            return JsonSerializer.Deserialize<StaffUser[]>(File.ReadAllText(file), Json) ?? [];
        }
        catch (JsonException)
        {
            // The parser's message could show a part of a secret.
            throw new ConfigurationException([$"{file} is not what 'dashboard user add' writes"]);
        }
    });

    private void Save(IEnumerable<StaffUser> users) => SecretFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(users.OrderBy(user => user.Name, StringComparer.Ordinal), Json));

    private static void CheckAddress(string text)
    {
        try
        {
            _ = SignerAddress.Parse(text);
        }
        catch (ProtocolException e)
        {
            throw new ConfigurationException([$"the officer's address {text} is none: {e.Message}"]);
        }
    }
}
