using System.Collections.Concurrent;

namespace Bridge.Guardian.Keygen;

/// <summary>The parts of a ceremony that a guardian shows to the others.</summary>
public enum CeremonyPart
{
    /// <summary>Commitments and proof of possession; the same for everybody.</summary>
    Round1 = 1,

    /// <summary>Hash over everybody's round-1 packages: equal at all, or somebody showed different packages to different members.</summary>
    Echo = 2,

    /// <summary>The encrypted share for one member.</summary>
    Round2 = 3,

    /// <summary>The transcript, signed by the identity key.</summary>
    Certificate = 4,
}

/// <summary>What this guardian shows to the others in a ceremony: each part once, never changed, each round-2 package to its member only.</summary>
public sealed class CeremonyBoard
{
    private readonly ConcurrentDictionary<(CeremonyPart Part, ushort Recipient), string> _parts = new();
    private readonly ConcurrentDictionary<ushort, bool> _finished = new();

    /// <summary>Why this guardian gave up, null while it goes on.</summary>
    public string? Abort { get; private set; }

    /// <summary>Members that got this guardian's certificate: they need nothing more from it.</summary>
    public IReadOnlyCollection<ushort> Finished => [.. _finished.Keys];

    /// <summary>Shows a part to everybody.</summary>
    public void Show(CeremonyPart part, string content) => Show(part, 0, content);

    /// <summary>Shows a part to one member.</summary>
    public void Show(CeremonyPart part, ushort recipient, string content)
    {
        // SECURITY: what was shown once is never replaced: two round-1 packages or two shares of one session would be equivocation.
        if (!_parts.TryAdd((part, recipient), content)) throw new InvalidOperationException($"{part} was shown before");
    }

    /// <summary>What a member may see of a part, null when it is not there yet.</summary>
    public string? Find(CeremonyPart part, ushort recipient) =>
        // SECURITY: a share is found under its recipient's index only; the caller's index comes from its certificate.
        _parts.GetValueOrDefault((part, part == CeremonyPart.Round2 ? recipient : (ushort)0));

    /// <summary>Tells the others that this guardian gave up.</summary>
    public void GiveUp(string reason) => Abort = reason;

    /// <summary>Notes that a member has the certificate.</summary>
    public void NoteFinished(ushort member) => _finished[member] = true;
}
