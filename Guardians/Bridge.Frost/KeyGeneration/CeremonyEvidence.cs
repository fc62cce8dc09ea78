using Bridge.Frost.Repair;

namespace Bridge.Frost.KeyGeneration;

/// <summary>What a member's own signed packages prove against it. Anybody can judge, from the ceremony's agreement and the packages alone.</summary>
/// <remarks>
/// What no honest member ever signs is proof; what anybody else could have made, kept back or exchanged on the way is none. A share that does not fit its
/// commitments is judged with the complaint of the one that could open it (<c>ShareComplaint</c>).
/// </remarks>
public static class CeremonyEvidence
{
    // Said once in a ceremony, to everybody, and the same after a restart.
    private static readonly Bytes32[] Broadcasts = [SignedPackage.Round1, SignedPackage.RepairRound1, SignedPackage.Confirmation];

    /// <summary>True when both are packages that <paramref name="sender"/> signed in this ceremony for everybody, of one kind, and they differ: it told two stories.</summary>
    public static bool IsEquivocation(CeremonyContext context, ParticipantId sender, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        foreach (var kind in Broadcasts)
        {
            if (SignedPackage.TryOpen(kind, context, sender, one, out var first) && SignedPackage.TryOpen(kind, context, sender, other, out var second))
                return !first.SequenceEqual(second);
        }

        return false;
    }

    /// <summary>
    /// True when <paramref name="sender"/> signed this package in this ceremony and it is none that an honest member makes: not readable, in another's name, with commitments or a
    /// proof of knowledge that are wrong.
    /// </summary>
    public static bool IsMisbehaviour(CeremonyContext context, ParticipantId sender, ReadOnlySpan<byte> package)
    {
        try
        {
            return context switch
            {
                KeyGenerationContext keygen when SignedPackage.TryOpen(SignedPackage.Round1, context, sender, package, out var body) =>
                    Round1Package.Decode(body) is var made && (made.Participant != sender || made.Check(keygen) is not null),
                RepairContext repair when SignedPackage.TryOpen(SignedPackage.RepairRound1, context, sender, package, out var body) =>
                    RepairPackage.Decode(body) is var made && (made.Participant != sender || !made.Fits(repair)),
                _ when IsForOne(context, sender, package, out var body) =>
                    Round2Package.Decode(body) is var made && (made.Sender != sender || !context.Members.ContainsKey(made.Recipient)),
                _ => false,
            };
        }
        catch (ProtocolException)
        {
            return true;
        }
    }

    private static bool IsForOne(CeremonyContext context, ParticipantId sender, ReadOnlySpan<byte> package, out ReadOnlySpan<byte> body) =>
        SignedPackage.TryOpen(SignedPackage.Round2, context, sender, package, out body)
        || SignedPackage.TryOpen(SignedPackage.RepairPart, context, sender, package, out body)
        || SignedPackage.TryOpen(SignedPackage.RepairSum, context, sender, package, out body);
}
