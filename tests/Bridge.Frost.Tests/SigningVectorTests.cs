using Bridge.Frost.Curve;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Tests;

/// <summary>Every field of the published signing vectors, seen from the public side.</summary>
public sealed class SigningVectorTests
{
    [Theory]
    [MemberData(nameof(SigningVector.Names), MemberType = typeof(SigningVector))]
    public void Inputs_OfTheVector_AreOneSharing(string name)
    {
        var vector = SigningVector.Named(name);

        Point.FromScalar(vector.Secret).ShouldBe(vector.Key);
        foreach (var (participant, share) in vector.Shares)
            Scalar.From(share).ShouldBe(vector.Secret + (vector.Coefficients[0] * participant.ToScalar()));
        vector.Group.Count.ShouldBe(3);
        vector.Root.GetProperty("config").GetProperty("MAX_PARTICIPANTS").GetString().ShouldBe("3");
        vector.Signers.Count.ToString().ShouldBe(vector.Root.GetProperty("config").GetProperty("NUM_PARTICIPANTS").GetString());
        vector.Root.GetProperty("config").GetProperty("name").GetString().ShouldBe("FROST(secp256k1, SHA-256)");
    }

    [Theory]
    [MemberData(nameof(SigningVector.Names), MemberType = typeof(SigningVector))]
    public void BindingFactors_OfTheVector_AreThePublishedOnes(string name)
    {
        var vector = SigningVector.Named(name);
        var package = vector.Package;

        foreach (var signer in vector.Signers)
        {
            package.BindingFactorInput(signer).ShouldBe(SigningVector.Field(vector.Round1[signer], "binding_factor_input"));
            package.BindingFactorOf(signer).ToArray().ShouldBe(SigningVector.Field(vector.Round1[signer], "binding_factor"));
        }
    }

    [Theory]
    [MemberData(nameof(SigningVector.Names), MemberType = typeof(SigningVector))]
    public void NonceCommitments_OfTheVector_AreTheNoncesTimesG(string name)
    {
        var vector = SigningVector.Named(name);

        foreach (var signer in vector.Signers)
        {
            var commitment = vector.CommitmentOf(signer);
            Point.FromScalar(Scalar.From(SigningVector.Field(vector.Round1[signer], "hiding_nonce"))).ShouldBe(commitment.Hiding);
            Point.FromScalar(Scalar.From(SigningVector.Field(vector.Round1[signer], "binding_nonce"))).ShouldBe(commitment.Binding);
        }
    }

    [Theory]
    [MemberData(nameof(SigningVector.Names), MemberType = typeof(SigningVector))]
    public void Aggregate_SharesOfTheVector_GivesThePublishedSignature(string name)
    {
        var vector = SigningVector.Named(name);
        var package = vector.Package;
        var shares = vector.Signers.Select(signer => new SignatureShare(signer, Scalar.From(vector.Round2[signer]))).ToArray();

        shares.ShouldAllBe(share => package.Verify(share));
        var completed = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Completed>();

        completed.Signature.ToRfc9591().ShouldBe(vector.Signature);
        GroupSignatureEncoding.FromRfc9591(vector.Signature).ShouldBe(completed.Signature);
        FrostVerifier.Verify(vector.Group.GroupKey, vector.Message, completed.Signature).ShouldBeTrue();
    }
}
