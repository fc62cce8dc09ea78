using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Repair;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Repair;

namespace Bridge.Frost.Signer.Tests;

/// <summary>What signed packages prove against their sender, and above all what they do not.</summary>
public sealed class CeremonyEvidenceTests : IDisposable
{
    private static readonly ParticipantId Two = GuardianSet.Id(2);

    private readonly GuardianSet _set = new GuardianSet(2, 3).Generate();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void IsEquivocation_TwoStoriesInAKeyGeneration_Proven()
    {
        var one = _set.Round1[Two].Broadcast.Span;
        var other = KeyGenerationTests.Forge(_set, 2, package => package with { EncryptionKey = package.Commitments[0] }).Span;
        CeremonyEvidence.IsEquivocation(_set.Context, Two, one, other).ShouldBeTrue();

        CeremonyEvidence.IsEquivocation(_set.Context, Two, one, one).ShouldBeFalse();
        // Another signature over one body, which anybody can make of the first: (r, n - s) with the other parity.
        CeremonyEvidence.IsEquivocation(_set.Context, Two, one, OtherSignature(one)).ShouldBeFalse();
        CeremonyEvidence.IsEquivocation(_set.Context, GuardianSet.Id(3), one, other).ShouldBeFalse();
        CeremonyEvidence.IsEquivocation(_set.ContextOf(2, 9), Two, one, other).ShouldBeFalse();
        CeremonyEvidence.IsEquivocation(_set.Context, Two, one, _set.Round3[Two].Broadcast.Span).ShouldBeFalse();
        CeremonyEvidence.IsEquivocation(_set.Context, Two, _set.Round2[Two].Outgoing[GuardianSet.Id(1)].Span, _set.Round2[Two].Outgoing[GuardianSet.Id(3)].Span).ShouldBeFalse();
    }

    [Fact]
    public void IsEquivocation_TwoConfirmations_Proven()
    {
        var body = _set.Round3[Two].Broadcast.ToArray()[..^SignedPackage.SignatureSize];
        body[^1] ^= 1;
        CeremonyEvidence.IsEquivocation(_set.Context, Two, _set.Round3[Two].Broadcast.Span, Seal(SignedPackage.Confirmation, _set.Context, body)).ShouldBeTrue();
    }

    [Fact]
    public void IsEquivocation_TwoStoriesInARepair_Proven()
    {
        var repair = Repair();
        using var one = RepairRound1.Help(repair, _set.Keys[Two].Key, _set.Identities[Two]);
        using var other = RepairRound1.Help(repair, _set.Keys[Two].Key, _set.Identities[Two]);
        CeremonyEvidence.IsEquivocation(repair, Two, one.Broadcast.Span, other.Broadcast.Span).ShouldBeTrue();
        CeremonyEvidence.IsEquivocation(repair, Two, one.Broadcast.Span, one.Broadcast.Span).ShouldBeFalse();
        CeremonyEvidence.IsEquivocation(repair, GuardianSet.Id(3), one.Broadcast.Span, other.Broadcast.Span).ShouldBeFalse();
    }

    [Fact]
    public void IsMisbehaviour_HonestPackages_ProveNothing()
    {
        foreach (var member in _set.Context.Members.Keys)
        {
            CeremonyEvidence.IsMisbehaviour(_set.Context, member, _set.Round1[member].Broadcast.Span).ShouldBeFalse();
            CeremonyEvidence.IsMisbehaviour(_set.Context, member, _set.Round3[member].Broadcast.Span).ShouldBeFalse();
            foreach (var package in _set.Round2[member].Outgoing.Values) CeremonyEvidence.IsMisbehaviour(_set.Context, member, package.Span).ShouldBeFalse();
        }

        var repair = Repair();
        using var helper = RepairRound1.Help(repair, _set.Keys[Two].Key, _set.Identities[Two]);
        CeremonyEvidence.IsMisbehaviour(repair, Two, helper.Broadcast.Span).ShouldBeFalse();
        CeremonyEvidence.IsMisbehaviour(repair, Two, _set.Round1[Two].Broadcast.Span).ShouldBeFalse();
    }

    [Fact]
    public void IsMisbehaviour_WhatNoHonestMemberSigns_Proven()
    {
        var forged = KeyGenerationTests.Forge(_set, 2, package => package with { Commitments = [.. package.Commitments, package.Commitments[0]] });
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, forged.Span).ShouldBeTrue();
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, KeyGenerationTests.Forge(_set, 2, package => package with { Participant = GuardianSet.Id(3) }).Span).ShouldBeTrue();
        using var polynomial = SecretPolynomial.Random(2);
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, KeyGenerationTests.Forge(_set, 2, package => package with
        {
            Participant = GuardianSet.Id(3), Commitments = polynomial.Commit(), Proof = polynomial.Prove(GuardianSet.Id(3), _set.Context.Hash.ToArray()),
        }).Span).ShouldBeTrue("right in every field, in another's name");
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, Seal(SignedPackage.Round1, _set.Context, [1, 2, 3])).ShouldBeTrue();
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, Seal(SignedPackage.Round2, _set.Context, [1, 2, 3])).ShouldBeTrue();
        var others = _set.Round2[GuardianSet.Id(1)].Outgoing[GuardianSet.Id(3)].ToArray()[..^SignedPackage.SignatureSize];
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, Seal(SignedPackage.Round2, _set.Context, others)).ShouldBeTrue();

        // The same bytes prove nothing against anybody else, in another ceremony, or with one bit changed on the way.
        CeremonyEvidence.IsMisbehaviour(_set.Context, GuardianSet.Id(1), forged.Span).ShouldBeFalse();
        CeremonyEvidence.IsMisbehaviour(_set.ContextOf(2, 9), Two, forged.Span).ShouldBeFalse();
        var changed = forged.ToArray();
        changed[0] ^= 1;
        CeremonyEvidence.IsMisbehaviour(_set.Context, Two, changed).ShouldBeFalse();

        var repair = Repair();
        using var helper = RepairRound1.Help(repair, _set.Keys[Two].Key, _set.Identities[Two]);
        var parts = RepairPackage.Decode(helper.Broadcast.Span[..^SignedPackage.SignatureSize]);
        CeremonyEvidence.IsMisbehaviour(repair, Two, Seal(SignedPackage.RepairRound1, repair, (parts with { Commitments = [parts.EncryptionKey, parts.EncryptionKey] }).Encode())).ShouldBeTrue();
        CeremonyEvidence.IsMisbehaviour(repair, Two, Seal(SignedPackage.RepairSum, repair, [1])).ShouldBeTrue();
    }

    private static byte[] OtherSignature(ReadOnlySpan<byte> package)
    {
        var other = package.ToArray();
        (-Curve.Scalar.From(other.AsSpan(other.Length - 33, 32))).CopyTo(other.AsSpan(other.Length - 33, 32));
        other[^1] ^= 1;
        return other;
    }

    private RepairContext Repair() =>
        RepairContext.From(_set.Context.Bridge, GuardianSet.Filled(7), _set.Keys[Two].Key.State, GuardianSet.Id(1), _set.Members);

    private byte[] Seal(Bytes32 kind, CeremonyContext context, byte[] body) => SignedPackage.Seal(kind, context, body, _set.Identities[Two]);
}
