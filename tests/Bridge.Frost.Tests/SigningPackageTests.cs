using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Frost.Tests;

public sealed class SigningPackageTests
{
    private static readonly byte[] Message = [1, 2, 3];

    private readonly ClearGroup _group = new(3, 5);

    [Theory]
    [InlineData(new ushort[0])]
    [InlineData(new ushort[] { 1 })]
    [InlineData(new ushort[] { 1, 2 })]
    public void From_FewerThanTheThreshold_Throws(ushort[] signers) => Should.Throw<ProtocolException>(() => _group.Package(Message, signers));

    [Fact]
    public void From_ParticipantTwice_Throws() => Should.Throw<ProtocolException>(() => _group.Package(Message, 1, 2, 2)).Message.ShouldContain("two commitments");

    [Fact]
    public void From_StrangerToTheGroup_Throws() => Should.Throw<ProtocolException>(() => _group.Package(Message, 1, 2, 6)).Message.ShouldContain("6");

    [Fact]
    public void From_MoreThanTheGroup_Throws() => Should.Throw<ProtocolException>(() => _group.Package(Message, 1, 2, 3, 4, 5, 5));

    [Fact]
    public void From_DefaultDigest_Throws() =>
        Should.Throw<ProtocolException>(() => SigningPackage.From(_group.Public, Commitments(1, 2, 3), default(MessageDigest)));

    [Fact]
    public void ComputeGroupCommitment_Identity_Throws()
    {
        // Nobody can aim at this through ρ, which hashes every commitment, so the bound nonces are given here.
        var commitments = Commitments(1, 2);
        commitments[1] = commitments[1] with { Hiding = commitments[0].Hiding.Negate() };
        var bound = commitments[0].Binding;
        Should.Throw<ProtocolException>(() => SigningPackage.ComputeGroupCommitment(commitments, [bound, bound.Negate()]));
        SigningPackage.ComputeGroupCommitment(commitments, [bound, bound]).ShouldBe(Point.Sum(bound, bound));
    }

    [Fact]
    public void From_AnyOrder_IsTheSameSession()
    {
        var commitments = Commitments(5, 1, 3);
        var one = SigningPackage.From(_group.Public, commitments, Message);
        var other = SigningPackage.From(_group.Public, commitments.Reverse(), Message);

        one.Signers.Select(signer => signer.Value).ShouldBe([1, 3, 5]);
        other.GroupCommitment.ShouldBe(one.GroupCommitment);
        other.Challenge.ShouldBe(one.Challenge);
    }

    [Fact]
    public void BindingFactor_AnyFieldChanged_ChangesForEverySigner()
    {
        var commitments = Commitments(1, 2, 3);
        var original = SigningPackage.From(_group.Public, commitments, Message);
        var point = Point.FromScalar(_group.NextScalar())!;
        var other = new ClearGroup(3, 5, seed: 99);
        SigningPackage[] variants =
        [
            SigningPackage.From(_group.Public, commitments, [1, 2, 4]),
            SigningPackage.From(_group.Public, commitments, [1, 2, 3, 0]),
            SigningPackage.From(other.Public, commitments, Message),
            SigningPackage.From(_group.Public, [.. commitments, _group.Commit(ParticipantId.From(4))], Message),
            .. commitments.SelectMany((commitment, i) => new[] { commitment with { Hiding = point }, commitment with { Binding = point } }
                .Select(changed => SigningPackage.From(_group.Public, commitments.Select((old, j) => i == j ? changed : old), Message))),
            SigningPackage.From(_group.Public, commitments.Select(c => c with { Hiding = c.Binding, Binding = c.Hiding }), Message),
        ];

        foreach (var variant in variants)
        {
            foreach (var signer in original.Signers) variant.BindingFactorOf(signer).ShouldNotBe(original.BindingFactorOf(signer));
            variant.GroupCommitment.ShouldNotBe(original.GroupCommitment);
        }

        original.Signers.Select(original.BindingFactorOf).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Factors_OfAStranger_Throw()
    {
        var package = _group.Package(Message, 1, 2, 3);
        package.CommitmentOf(ParticipantId.From(4)).ShouldBeNull();
        Should.Throw<ProtocolException>(() => package.BindingFactorOf(ParticipantId.From(4)));
        Should.Throw<ProtocolException>(() => package.LagrangeCoefficientOf(default));
    }

    [Fact]
    public void Commitment_ThroughTheGuardianApi_IsTheSame()
    {
        var commitment = _group.Commit(ParticipantId.From(2));
        NonceCommitment.From(commitment.ToMessage()).ShouldBe(commitment);
        Should.Throw<ProtocolException>(() => NonceCommitment.From(commitment.ToMessage() with { Guardian = 0 }));
        Should.Throw<ProtocolException>(() => NonceCommitment.From(commitment.ToMessage() with { Hiding = "0x00" }));
        var share = new SignatureShare(ParticipantId.From(2), Scalar.From(8UL));
        SignatureShare.From(share.ToMessage()).ShouldBe(share);
        Should.Throw<ProtocolException>(() => SignatureShare.From(new SignResponse(2, "0x" + new string('f', 64))));
        Should.Throw<ProtocolException>(() => SignatureShare.From(new SignResponse(2, "zz")));
    }

    private NonceCommitment[] Commitments(params ushort[] signers) => [.. signers.Select(signer => _group.Commit(ParticipantId.From(signer)))];
}
