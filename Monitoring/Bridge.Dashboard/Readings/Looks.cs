namespace Bridge.Dashboard.Readings;

/// <summary>How often each of something was looked for on a chain: it shows a change some moments before the record of it, and what is not on record after so many looks is not found any more.</summary>
internal sealed class Looks<TKey>
    where TKey : notnull
{
    private const int Most = 120;

    private readonly Dictionary<TKey, int> _made = [];

    /// <summary>Whether it has been looked for as often as it will be.</summary>
    public bool IsOver(TKey key) => _made.GetValueOrDefault(key) >= Most;

    /// <summary>Counts one look; true when it is the last one.</summary>
    public bool IsLast(TKey key) => (_made[key] = _made.GetValueOrDefault(key) + 1) >= Most;

    /// <summary>Begins again.</summary>
    public void Forget(TKey key) => _made.Remove(key);
}
