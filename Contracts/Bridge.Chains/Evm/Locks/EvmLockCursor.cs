using System.Globalization;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Locks;

/// <summary>The next block to read, and the last sequence read of each lane: <c>block</c> or <c>block;destination=sequence,…</c>.</summary>
internal sealed record EvmLockCursor(ulong NextBlock, IReadOnlyDictionary<ChainId, ulong> LastSequences)
{
    internal static EvmLockCursor Read(LockCursor cursor, ulong fromBlock)
    {
        if (cursor == LockCursor.Start) return new(fromBlock, new Dictionary<ChainId, ulong>());
        try
        {
            var parts = cursor.Text.Split(';');
            if (parts.Length > 2) throw new FormatException("more than two parts");
            var lanes = new Dictionary<ChainId, ulong>();
            foreach (var lane in parts.Length == 1 ? [] : parts[1].Split(','))
            {
                var pair = lane.Split('=');
                lanes.Add(ChainId.From(ushort.Parse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture)), Number(pair[1]));
            }

            return new(Number(parts[0]), lanes);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or ProtocolException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"\"{cursor.Text}\" is no cursor of an EVM chain", e);
        }
    }

    internal LockCursor Write() => new(LastSequences.Count == 0
        ? NextBlock.ToString(CultureInfo.InvariantCulture)
        : $"{NextBlock};{string.Join(',', LastSequences.OrderBy(lane => lane.Key).Select(lane => $"{lane.Key}={lane.Value}"))}");

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
