using System.Globalization;
using Bridge.Protocol;

namespace Bridge.Relayer.Queue;

/// <summary>Batch names as text in Redis. What is read there was written by anyone.</summary>
internal static class BatchNames
{
    private const int MaxLength = 60;

    /// <summary>Reads <c>source-destination-first+count</c>; false for everything else.</summary>
    public static bool TryParse(string? text, out BatchId batch)
    {
        batch = default;
        if (text is null || text.Length > MaxLength) return false;
        var cut = text.IndexOf('+', StringComparison.Ordinal);
        if (cut < 0 || !uint.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        try
        {
            var first = TransferId.Parse(text[..cut]);
            batch = BatchId.From(first.Lane, first.Sequence, count);
            // One name, one spelling: "01" for "1" would make two entries of one batch.
            return string.Equals(batch.ToString(), text, StringComparison.Ordinal);
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    /// <summary>True when the two share a sequence.</summary>
    public static bool Overlaps(this BatchId batch, BatchId other) =>
        batch.Lane == other.Lane && batch.First <= other.Last && other.First <= batch.Last;

    /// <summary>True when the sequence is one of the batch's.</summary>
    public static bool Contains(this BatchId batch, ulong sequence) => batch.First <= sequence && sequence <= batch.Last;
}
