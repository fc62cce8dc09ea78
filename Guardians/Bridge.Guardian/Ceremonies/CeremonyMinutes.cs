using Bridge.Frost;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>What the members signed in a ceremony, as this member has it: from it follows who can be proved to have cheated.</summary>
public sealed class CeremonyMinutes
{
    private readonly HashSet<MinutedPackage> _packages = [];
    private readonly List<ShareComplaint> _complaints = [];

    /// <summary>Each different package once.</summary>
    public IReadOnlyCollection<MinutedPackage> Packages => _packages;

    /// <summary>Complaints about shares that do not fit.</summary>
    public IReadOnlyCollection<ShareComplaint> Complaints => _complaints;

    /// <summary>Notes a package that is signed by <paramref name="sender"/>, or said to be.</summary>
    public void Note(CeremonyPart part, ParticipantId sender, ReadOnlyMemory<byte> package) => _packages.Add(new MinutedPackage(sender.Value, part, Hex.Encode(package.Span)));

    /// <summary>Notes complaints.</summary>
    public void Note(IEnumerable<ShareComplaint> complaints) => _complaints.AddRange(complaints);
}

/// <summary>A package in the minutes.</summary>
/// <param name="From">Who is said to have signed it.</param>
/// <param name="Part">What of the ceremony it is.</param>
/// <param name="Package">Body and signature, hexadecimal.</param>
public sealed record MinutedPackage(ushort From, CeremonyPart Part, string Package);
