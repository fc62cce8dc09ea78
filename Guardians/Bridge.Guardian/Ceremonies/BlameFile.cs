using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>
/// <c>blame-SESSION.json</c>: what was signed in a ceremony that was aborted, with which anybody can judge for themselves who cheated (<c>guardian blame FILE</c>). No secret that is
/// worth anything: a complaint's encryption secret belongs to a ceremony from which no key came.
/// </summary>
/// <param name="Reason">Why the one that wrote it gave up.</param>
/// <param name="Ceremony">The ceremony.</param>
/// <param name="Packages">What the members signed.</param>
/// <param name="Complaints">About shares that only their recipients could open.</param>
public sealed record BlameFile(string Reason, CeremonyFile Ceremony, IReadOnlyList<MinutedPackage> Packages, IReadOnlyList<BlameComplaint> Complaints)
{
    /// <summary>The file of a ceremony.</summary>
    public static BlameFile Of(Ceremony ceremony, string reason, CeremonyMinutes minutes) =>
        new(reason, ceremony.File, [.. minutes.Packages], [.. minutes.Complaints.Select(BlameComplaint.Of)]);

    /// <summary>Whom the packages prove to have cheated, ascending. Nobody's word counts, only what the accused signed.</summary>
    /// <exception cref="ProtocolException">Not a ceremony, or bytes that are not hexadecimal.</exception>
    public IReadOnlyList<ushort> Judge()
    {
        var ceremony = Ceremonies.Ceremony.From(Ceremony);
        CeremonyContext? context = ceremony.Kind switch
        {
            CeremonyKind.Keygen or CeremonyKind.Refresh => ceremony.KeyContext(),
            CeremonyKind.Repair => ceremony.RepairContext(),
            _ => null,
        };
        // The packages of a rotation are not signed by anybody: it proves nothing.
        if (context is null) return [];
        var signed = Packages.GroupBy(package => package.From).ToDictionary(group => ParticipantId.From(group.Key), group => group.Select(package => Hex.Decode(package.Package)).ToList());
        var guilty = signed.Where(member => Cheated(context, member.Key, member.Value)).Select(member => member.Key.Value);
        var accused = context is KeyGenerationContext keygen ? Accused(keygen) : [];
        return [.. guilty.Concat(accused).Distinct().Order()];
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static BlameFile Load(string path) => WholeFile.Read<BlameFile>(path, "the evidence", CeremonyFile.Json);

    /// <summary>Writes the file.</summary>
    public void Save(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, CeremonyFile.Json));

    private static bool Cheated(CeremonyContext context, ParticipantId member, List<byte[]> packages) =>
        packages.Exists(package => CeremonyEvidence.IsMisbehaviour(context, member, package))
        || packages.Exists(one => packages.Exists(other => CeremonyEvidence.IsEquivocation(context, member, one, other)));

    private IEnumerable<ushort> Accused(KeyGenerationContext context)
    {
        if (Complaints.Count == 0) return [];
        // The accused signed which round 1 it heard; with other packages than these its complaint is unfounded.
        List<Round1Package> round1 = [.. Packages.Where(package => package.Part == CeremonyPart.Round1).DistinctBy(package => package.From).Select(Read).OfType<Round1Package>()];
        return Complaints.Select(complaint => complaint.ToComplaint()).Where(complaint => complaint.Judge(context, round1) == ComplaintVerdict.AccusedIsGuilty).Select(complaint => complaint.Accused.Value);
    }

    private static Round1Package? Read(MinutedPackage package)
    {
        var bytes = Hex.Decode(package.Package);
        try
        {
            return bytes.Length > SignedPackage.SignatureSize ? Round1Package.Decode(bytes.AsSpan()[..^SignedPackage.SignatureSize]) : null;
        }
        catch (ProtocolException)
        {
            // Who signed that is found guilty by it; a complaint about another share does without.
            return null;
        }
    }
}

/// <summary>A complaint in a file; see <see cref="ShareComplaint"/>.</summary>
/// <param name="Complainant">Who received the share.</param>
/// <param name="Accused">Who sent it.</param>
/// <param name="Package">As received, hexadecimal.</param>
/// <param name="EncryptionSecret">The complainant's of this ceremony, hexadecimal.</param>
public sealed record BlameComplaint(ushort Complainant, ushort Accused, string Package, string EncryptionSecret)
{
    internal static BlameComplaint Of(ShareComplaint complaint) =>
        new(complaint.Complainant.Value, complaint.Accused.Value, Hex.Encode(complaint.Package.Span), Hex.Encode(complaint.EncryptionSecret.ToArray()));

    internal ShareComplaint ToComplaint() =>
        new(ParticipantId.From(Complainant), ParticipantId.From(Accused), Hex.Decode(Package), Scalar.From(Hex.Decode(EncryptionSecret)));
}
