namespace Bridge.Risk.Ledger;

/// <summary>Sequences of one lane: bits where they are contiguous, as they are on an honest chain, and single numbers where somebody made them up.</summary>
internal sealed class SequenceSet
{
    // Far above what a lane moves between two reads; a forged sequence of 2^63 must not cost 2^60 bytes.
    private const ulong Reach = 1 << 20;

    private readonly HashSet<ulong> _far = [];
    private ulong[] _bits = [];

    public bool Contains(ulong sequence) => sequence / 64 < (ulong)_bits.Length ? (_bits[sequence / 64] & (1UL << (int)(sequence % 64))) != 0 : _far.Contains(sequence);

    /// <summary>False when it was there before.</summary>
    public bool Add(ulong sequence)
    {
        var word = sequence / 64;
        if (word >= (ulong)_bits.Length)
        {
            if (sequence >= (64 * (ulong)_bits.Length) + Reach) return _far.Add(sequence);
            Grow(word);
        }

        var before = _bits[word];
        _bits[word] |= 1UL << (int)(sequence % 64);
        return _bits[word] != before;
    }

    public void Remove(ulong sequence)
    {
        if (sequence / 64 < (ulong)_bits.Length) _bits[sequence / 64] &= ~(1UL << (int)(sequence % 64));
        else _far.Remove(sequence);
    }

    private void Grow(ulong word)
    {
        Array.Resize(ref _bits, (int)Math.Max(word + 1, (ulong)_bits.Length * 2));
        foreach (var sequence in _far.Where(sequence => sequence / 64 < (ulong)_bits.Length).ToList())
        {
            _far.Remove(sequence);
            _bits[sequence / 64] |= 1UL << (int)(sequence % 64);
        }
    }
}
