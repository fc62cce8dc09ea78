namespace Bridge.Localnet.Processes;

/// <summary>How long to wait before a program that died is started again: doubles while it dies young, starts over once it has lived a while.</summary>
internal sealed class RestartDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private TimeSpan _next = First;

    /// <summary>The delay after a life of <paramref name="lived"/>.</summary>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= Settled) _next = First;
        var delay = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }
}
