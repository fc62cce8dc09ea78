using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Frost.Tests;

public sealed class SignatureAggregatorTests
{
    private static readonly byte[] Message = [1, 2, 3];

    private readonly ClearGroup _group = new(3, 5);

    [Fact]
    public void Aggregate_AnySubsetOfAnyGroup_VerifiesBothWays()
    {
        var cases = from n in Gen.Choose(2, 7)
                    from t in Gen.Choose(2, n)
                    from size in Gen.Choose(t, n)
                    from signers in Gen.Shuffle(Enumerable.Range(1, n).Select(i => (ushort)i).ToArray())
                    from message in Gen.Choose(0, 255).ListOf()
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (n, t, signers: signers.Take(size).ToArray(), message: message.Select(b => (byte)b).ToArray(), seed);
        Prop.ForAll(cases.ToArbitrary(), @case =>
        {
            var group = new ClearGroup(@case.t, @case.n, (ulong)@case.seed);
            var package = group.Package(@case.message, @case.signers);
            var result = SignatureAggregator.Aggregate(package, group.SignAll(package)).ShouldBeOfType<AggregationResult.Completed>();
            FrostVerifier.Verify(group.Public.GroupKey, @case.message, result.Signature).ShouldBeTrue();
            PlainSchnorr.Verify(group.Public.Key, @case.message, result.Signature).ShouldBeTrue();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Aggregate_SharesOfFewerThanTheThreshold_NeverVerify()
    {
        // A group whose public key claims 2 signers suffice, with the shares of a polynomial that needs 3, cannot be made; so fewer than three sign a
        // package of three and their sum is tried as a signature.
        var package = _group.Package(Message, 1, 2, 3);
        var shares = _group.SignAll(package);
        foreach (var left in shares)
        {
            var z = shares.Where(share => share != left).Aggregate(Scalar.Zero, (sum, share) => sum + share.Value);
            FrostVerifier.Verify(_group.Public.GroupKey, Message, GroupSignatureEncoding.From(package.GroupCommitment, z)).ShouldBeFalse();
        }
    }

    [Fact]
    public void Museum_M34_Aggregate_WrongShares_NamesExactlyTheCulprits()
    {
        for (var wrong = 1; wrong < 8; wrong++)
        {
            var package = _group.Package(Message, 1, 3, 5);
            var shares = _group.SignAll(package)
                .Select((share, i) => (wrong >> i & 1) == 1 ? share with { Value = share.Value + Scalar.One } : share).ToArray();

            var aborted = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Aborted>();

            aborted.Reason.ShouldBe(AggregationAbortReason.InvalidShares);
            aborted.Reason.IsMisbehaviour().ShouldBeTrue();
            aborted.Culprits.ShouldBe(package.Signers.Where((_, i) => (wrong >> i & 1) == 1));
        }
    }

    [Fact]
    public void Museum_M34_Aggregate_ErrorsThatCancel_GiveAVerifiedSignature()
    {
        // Two colluding signers shift their shares by +1 and -1. The sum is right, the signature is the group's; nothing was gained.
        var package = _group.Package(Message, 1, 2, 3);
        var shares = _group.SignAll(package);
        shares[0] = shares[0] with { Value = shares[0].Value + Scalar.One };
        shares[1] = shares[1] with { Value = shares[1].Value - Scalar.One };

        package.Verify(shares[0]).ShouldBeFalse();
        var completed = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Completed>();
        FrostVerifier.Verify(_group.Public.GroupKey, Message, completed.Signature).ShouldBeTrue();
    }

    [Fact]
    public void Aggregate_SumThatGivesTheOtherR_IsRefused()
    {
        // z' = 2·c·s - z gives z'·G - c·P = -R: the right x coordinate and the wrong y, which no chain accepts.
        var package = _group.Package(Message, 1, 2, 3);
        var shares = _group.SignAll(package);
        var z = shares.Aggregate(Scalar.Zero, (sum, share) => sum + share.Value);
        var secret = package.Challenge * _group.Coefficients[0];
        shares[0] = shares[0] with { Value = shares[0].Value + secret + secret - z - z };

        FrostVerifier.Recover(_group.Public.Key, secret + secret - z, package.Challenge).ShouldBe(package.GroupCommitment.Negate());
        SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Aborted>().Culprits.ShouldBe([ParticipantId.From(1)]);
    }

    [Fact]
    public void Aggregate_ShareOfAnotherSession_NamesItsSender()
    {
        var old = _group.Package(Message, 1, 2, 3);
        var replayed = _group.Sign(old, ParticipantId.From(2));
        var package = _group.Package(Message, 1, 2, 3);
        var shares = _group.SignAll(package);
        shares[1] = replayed;

        SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Aborted>().Culprits.ShouldBe([ParticipantId.From(2)]);
    }

    [Fact]
    public void Aggregate_SharesSwappedBetweenSigners_NamesBoth()
    {
        var package = _group.Package(Message, 1, 2, 3);
        var shares = _group.SignAll(package);
        SignatureShare[] spoofed = [shares[0] with { Value = shares[1].Value + Scalar.One }, shares[1] with { Value = shares[0].Value }, shares[2]];

        SignatureAggregator.Aggregate(package, spoofed).ShouldBeOfType<AggregationResult.Aborted>().Culprits
            .ShouldBe([ParticipantId.From(1), ParticipantId.From(2)]);
    }

    [Fact]
    public void Aggregate_MissingShare_SaysWhoseAndBlamesNobody()
    {
        var package = _group.Package(Message, 1, 2, 3);

        var aborted = SignatureAggregator.Aggregate(package, _group.SignAll(package).Skip(1)).ShouldBeOfType<AggregationResult.Aborted>();

        aborted.Reason.ShouldBe(AggregationAbortReason.MissingShares);
        aborted.Reason.IsMisbehaviour().ShouldBeFalse();
        aborted.Culprits.ShouldBe([ParticipantId.From(1)]);
    }

    [Fact]
    public void Aggregate_UnsolicitedShare_IsRefused()
    {
        var package = _group.Package(Message, 1, 2, 3);
        SignatureShare[] shares = [.. _group.SignAll(package), new(ParticipantId.From(4), Scalar.One)];

        var aborted = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Aborted>();

        aborted.Reason.ShouldBe(AggregationAbortReason.UnexpectedShares);
        aborted.Culprits.ShouldBe([ParticipantId.From(4)]);
        package.Verify(shares[3]).ShouldBeFalse();
    }

    [Fact]
    public void Aggregate_SameShareTwice_IsCountedOnce_AndTwoDifferentOnesAreRefused()
    {
        var package = _group.Package(Message, 1, 2, 3);
        var shares = _group.SignAll(package);

        SignatureAggregator.Aggregate(package, [.. shares, shares[0]]).ShouldBeOfType<AggregationResult.Completed>();
        SignatureAggregator.Aggregate(package, [.. shares, shares[0] with { Value = Scalar.One }])
            .ShouldBeOfType<AggregationResult.Aborted>().Reason.ShouldBe(AggregationAbortReason.UnexpectedShares);
    }

    [Fact]
    public void Aggregate_ZeroShares_AreRefusedNotACrash()
    {
        var package = _group.Package(Message, 1, 2, 3);
        var shares = package.Signers.Select(signer => new SignatureShare(signer, Scalar.Zero)).ToArray();

        var aborted = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Aborted>();

        aborted.Culprits.Count.ShouldBe(3);
    }
}
