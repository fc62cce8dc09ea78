using System.Globalization;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Locks;

/// <summary>The next sequence of each lane, as text: <c>destination:sequence</c>, joined by commas. A lane that is not named begins at 1.</summary>
internal sealed class SolanaLockCursor
{
    private readonly SortedDictionary<ushort, ulong> _next = [];

    /// <summary>Reads what <see cref="ToCursor"/> wrote.</summary>
    /// <exception cref="ProtocolException">Other form.</exception>
    public static SolanaLockCursor From(LockCursor cursor)
    {
        var read = new SolanaLockCursor();
        if (string.IsNullOrEmpty(cursor.Text)) return read;
        foreach (var lane in cursor.Text.Split(','))
        {
            var parts = lane.Split(':');
            if (parts.Length != 2
                || !ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var destination)
                || !ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var next)
                || destination == 0 || next == 0 || !read._next.TryAdd(destination, next))
            {
                throw new ProtocolException($"Solana cursor should be destination:sequence, joined by commas, and is \"{cursor.Text}\"");
            }
        }

        return read;
    }

    /// <summary>The next sequence toward <paramref name="destination"/>.</summary>
    public ulong Next(ChainId destination) => _next.GetValueOrDefault(destination.Value, 1UL);

    /// <summary>Goes on to <paramref name="next"/>.</summary>
    public void Advance(ChainId destination, ulong next) => _next[destination.Value] = next;

    /// <summary>As text.</summary>
    public LockCursor ToCursor() => new(string.Join(',', _next.Select(lane => $"{lane.Key}:{lane.Value}")));
}
