using System.Collections.Concurrent;
using Bridge.Frost;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>What the members signed in a ceremony, as this member has it: from it follows who can be proved to have cheated.</summary>
public sealed class CeremonyMinutes
{
    private readonly ConcurrentDictionary<MinutedPackage, int> _packages = new();
    private readonly ConcurrentQueue<ShareComplaint> _complaints = new();

    /// <summary>Each different package once, in the order in which they came.</summary>
    public IReadOnlyCollection<MinutedPackage> Packages => [.. _packages.OrderBy(package => package.Value).Select(package => package.Key)];

    /// <summary>Complaints about shares that do not fit.</summary>
    public IReadOnlyCollection<ShareComplaint> Complaints => [.. _complaints];

    /// <summary>Notes a package that is signed by <paramref name="sender"/>, or said to be.</summary>
    public void Note(CeremonyPart part, ParticipantId sender, ReadOnlyMemory<byte> package) =>
        _packages.TryAdd(new MinutedPackage(sender.Value, part, Hex.Encode(package.Span)), _packages.Count);

    /// <summary>Notes complaints.</summary>
    public void Note(IEnumerable<ShareComplaint> complaints)
    {
        foreach (var complaint in complaints) _complaints.Enqueue(complaint);
    }
}

/// <summary>A package in the minutes.</summary>
/// <param name="From">Who is said to have signed it.</param>
/// <param name="Part">What of the ceremony it is.</param>
/// <param name="Package">Body and signature, hexadecimal.</param>
public sealed record MinutedPackage(ushort From, CeremonyPart Part, string Package);
