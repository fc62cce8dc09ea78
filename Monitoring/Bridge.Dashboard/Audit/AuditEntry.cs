using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Bridge.Protocol;

namespace Bridge.Dashboard.Audit;

/// <summary>One entry of the audit log, chained to the one before.</summary>
/// <remarks>
/// hash = keccak256 of:
/// <code>
/// size  field
/// 32    hash of the entry before; zero for the first
/// 8     sequence, from 1
/// 8     at, Unix milliseconds
/// 4+n   user, UTF-8, after its length; length 0xffffffff = nobody
/// 4+n   client address; likewise
/// 4+n   event
/// 4     number of details; then for each, ordered by name (ordinal): 4+n name, 4+n value
/// </code>
/// </remarks>
internal sealed record AuditEntry(long Sequence, DateTimeOffset At, string? User, string? Address, string Event, IReadOnlyDictionary<string, string> Detail, Bytes32 Previous, Bytes32 Hash)
{
    /// <summary>Makes the entry that follows <paramref name="previous"/>. Times are whole milliseconds.</summary>
    public static AuditEntry After(long sequence, Bytes32 previous, DateTimeOffset at, string? user, string? address, string @event, IReadOnlyDictionary<string, string> detail)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var entry = new AuditEntry(sequence, time, user, address, @event, detail, previous, Bytes32.Zero);
        return entry with { Hash = entry.ComputeHash() };
    }

    /// <summary>What <see cref="Hash"/> has to be.</summary>
    public Bytes32 ComputeHash()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Previous.ToArray());
        Number(bytes, Sequence);
        Number(bytes, At.ToUnixTimeMilliseconds());
        Text(bytes, User);
        Text(bytes, Address);
        Text(bytes, Event);
        Length(bytes, (uint)Detail.Count);
        foreach (var (name, value) in Detail.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Text(bytes, name);
            Text(bytes, value);
        }

        return Keccak256.Hash(bytes.ToArray());
    }

    /// <summary>One line of the export.</summary>
    public string ToLine() => JsonSerializer.Serialize(new AuditLine(Sequence, At, User, Address, Event, Detail, Previous.ToString(), Hash.ToString()), AuditLine.Json);

    /// <summary>Reads a line of an export.</summary>
    /// <exception cref="FormatException">Not one.</exception>
    public static AuditEntry Parse(string line)
    {
        try
        {
            var read = JsonSerializer.Deserialize<AuditLine>(line, AuditLine.Json) ?? throw new FormatException("an empty line is no audit entry");
            return new(read.Sequence, read.At, read.User, read.Address, read.Event, read.Detail, Bytes32.Parse(read.Previous), Bytes32.Parse(read.Hash));
        }
        catch (Exception e) when (e is JsonException or ProtocolException)
        {
            throw new FormatException($"not an audit entry: {e.Message}", e);
        }
    }

    private static void Text(MemoryStream to, string? text)
    {
        if (text is null)
        {
            Length(to, uint.MaxValue);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        Length(to, (uint)bytes.Length);
        to.Write(bytes);
    }

    private static void Length(MemoryStream to, uint length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        to.Write(bytes);
    }

    private static void Number(MemoryStream to, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        to.Write(bytes);
    }
}

/// <summary>An entry as it is exported and shown.</summary>
internal sealed record AuditLine(long Sequence, DateTimeOffset At, string? User, string? Address, string Event, IReadOnlyDictionary<string, string> Detail, string Previous, string Hash)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static AuditLine Of(AuditEntry entry) => new(entry.Sequence, entry.At, entry.User, entry.Address, entry.Event, entry.Detail, entry.Previous.ToString(), entry.Hash.ToString());
}

/// <summary>What a check of the log found.</summary>
/// <param name="Intact">Every entry follows from the one before.</param>
/// <param name="Entries">How many were looked at.</param>
/// <param name="Head">Hash of the last good one: compare it with the one in the system log or in an older export, because a cut-off end leaves no trace in the chain itself.</param>
/// <param name="FirstBroken">The first that does not follow; null when intact.</param>
internal sealed record AuditVerification(bool Intact, long Entries, string Head, long? FirstBroken)
{
    /// <summary>Checks a log from its beginning.</summary>
    public static AuditVerification Of(IEnumerable<AuditEntry> entries)
    {
        var (expected, previous) = (1L, Bytes32.Zero);
        foreach (var entry in entries)
        {
            // SECURITY: an entry that was changed, left out, put in or moved breaks the chain here.
            if (entry.Sequence != expected || entry.Previous != previous || entry.ComputeHash() != entry.Hash) return new(false, expected - 1, previous.ToString(), expected);
            (expected, previous) = (expected + 1, entry.Hash);
        }

        return new(true, expected - 1, previous.ToString(), null);
    }
}
