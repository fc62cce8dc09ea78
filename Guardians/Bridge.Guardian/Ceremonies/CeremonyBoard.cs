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
}

/// <summary>What this guardian shows to the others in a ceremony: each part once, never changed, what is for one member to that member only.</summary>
public sealed class CeremonyBoard
{
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

    /// <summary>What a member may see of a part, null when it is not there yet.</summary>
    public string? Find(CeremonyPart part, ushort member) =>
        // SECURITY: what is for one member is found under its index only; the caller's index comes from its certificate.
        _parts.GetValueOrDefault((part, member)) ?? _parts.GetValueOrDefault((part, (ushort)0));

    /// <summary>Tells the others that this guardian gave up.</summary>
    public void GiveUp(string reason) => Abort = reason;

    /// <summary>Notes that a member got a part, or heard that this guardian gave up.</summary>
    public void NoteServed(CeremonyPart part, ushort member)
    {
        lock (_awaited) _awaited.RemoveWhere(awaited => awaited.Member == member && (Abort is not null || awaited.Part == part));
    }
}
