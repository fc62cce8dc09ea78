namespace Bridge.Guardian.Ceremonies;

/// <summary>A ceremony that ended early. The keys in use are as before, unless <see cref="IsStored"/>.</summary>
/// <param name="message">What happened, for people.</param>
/// <param name="culprits">Members that it is about: proved to be at fault when there is <see cref="Evidence"/>, else as this member saw it; empty when nobody can be named.</param>
/// <param name="innerException">What it came from.</param>
public sealed class CeremonyAbortedException(string message, IReadOnlyList<ushort> culprits, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Members that it is about.</summary>
    public IReadOnlyList<ushort> Culprits { get; } = culprits;

    /// <summary>What proves to anybody that the culprits cheated; null when nothing does.</summary>
    public BlameFile? Evidence { get; init; }

    /// <summary>True when the new share is certified by all and stored, and only its trial did not end well.</summary>
    public bool IsStored { get; init; }
}
