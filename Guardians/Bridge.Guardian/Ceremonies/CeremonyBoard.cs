using System.Collections.Concurrent;

namespace Bridge.Guardian.Ceremonies;

/// <summary>The parts of a ceremony that a member shows to the others.</summary>
public enum CeremonyPart
{
    /// <summary>Commitments; the same for everybody.</summary>
    Round1 = 1,

    /// <summary>Hash over everybody's round-1 packages: equal at all, or somebody showed different packages to different members.</summary>
    Echo = 2,

    /// <summary>What is for one member (an encrypted share or part), or in a rotation the signature shares.</summary>
    Round2 = 3,

    /// <summary>The outcome, signed by the identity key.</summary>
    Certificate = 4,

    /// <summary>Repair: a helper's encrypted sum for the recipient.</summary>
    Sum = 5,

    /// <summary>Everybody's round-1 packages as this member heard them: asked for when echoes differ, to prove who told two stories.</summary>
    Heard = 6,

    /// <summary>Trial of a new key: commitments for a test signature of every set.</summary>
    TrialCommitments = 7,

    /// <summary>Trial of a new key: signature shares.</summary>
    TrialShares = 8,
}

/// <summary>What this guardian shows to the others in a ceremony: each part once, never changed, what is for one member to that member only.</summary>
/// <param name="begin">Runs once, before the first part leaves; when it fails nothing leaves.</param>
public sealed class CeremonyBoard(Action? begin = null)
{
    private readonly Lazy<bool> _begun = new(() =>
    {
        begin?.Invoke();
        return true;
    });

    private readonly ConcurrentDictionary<(CeremonyPart Part, ushort Recipient), string> _parts = new();
    private readonly HashSet<(CeremonyPart Part, ushort Member)> _awaited = [];

    /// <summary>Why this guardian gave up, null while it goes on.</summary>
    public string? Abort { get; private set; }

    /// <summary>Members that still need something from this guardian.</summary>
    public IReadOnlyCollection<ushort> Awaited
    {
        get
        {
            lock (_awaited) return [.. _awaited.Select(awaited => awaited.Member).Distinct().Order()];
        }
    }

    /// <summary>Shows a part to everybody.</summary>
    public void Show(CeremonyPart part, string content) => Show(part, 0, content);

    /// <summary>Shows a part to one member.</summary>
    public void Show(CeremonyPart part, ushort recipient, string content)
    {
        // SECURITY: what was shown once is never replaced: two round-1 packages or two shares of one session would be equivocation.
        if (!_parts.TryAdd((part, recipient), content)) throw new InvalidOperationException($"{part} was shown before");
    }

    /// <summary>Says who has to get a part before this guardian may leave.</summary>
    public void Await(CeremonyPart part, IEnumerable<ushort> members)
    {
        lock (_awaited) _awaited.UnionWith(members.Select(member => (part, member)));
    }

    /// <summary>True when everybody may see that part.</summary>
    public bool IsShown(CeremonyPart part) => _parts.ContainsKey((part, 0));

    /// <summary>What a member may see of a part, null when it is not there. Of a guardian that gave up only what everybody may see.</summary>
    public string? Find(CeremonyPart part, ushort member)
    {
        // SECURITY: what is for one member is found under its index only; the caller's index comes from its certificate.
        var content = (Abort is null ? _parts.GetValueOrDefault((part, member)) : null) ?? _parts.GetValueOrDefault((part, (ushort)0));
        // SECURITY: that this ceremony has begun is on disk before anybody has something of it: a restart would show other packages (M34).
        return content is not null && _begun.Value ? content : null;
    }

    /// <summary>Tells the others that this guardian gave up.</summary>
    public void GiveUp(string reason) => Abort = reason;

    /// <summary>Notes that a member got a part.</summary>
    public void NoteServed(CeremonyPart part, ushort member)
    {
        lock (_awaited) _awaited.Remove((part, member));
    }

    /// <summary>Notes that a member heard that this guardian gave up.</summary>
    public void NoteTold(ushort member)
    {
        lock (_awaited) _awaited.RemoveWhere(awaited => awaited.Member == member);
    }
}
