using System.Security.Cryptography;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Signer.Tests;

public sealed class FrostSignerTests : IDisposable
{
    private static readonly byte[] Message = SHA256.HashData("a batch"u8);

    private readonly GuardianSet _set = new GuardianSet(2, 3).Generate();

    private KeyPackage Key => _set.Keys[GuardianSet.Id(1)].Key;

    private KeyPackage Other => _set.Keys[GuardianSet.Id(2)].Key;

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Sign_EverySubset_GivesASignatureOfTheGroup()
    {
        foreach (var signers in new[] { new[] { 1, 2 }, [1, 3], [2, 3], [1, 2, 3] })
        {
            var signature = _set.Sign(Message, signers).ShouldBeOfType<AggregationResult.Completed>().Signature;
            FrostVerifier.Verify(Key.Group.GroupKey, Message, signature).ShouldBeTrue();
        }
    }

    [Fact]
    public void Sign_SecondUse_Throws()
    {
        var nonces = FrostSigner.Commit(Key);
        var package = Package(nonces, Message);

        FrostSigner.Sign(Key, nonces, package).ShouldBeOfType<SigningResult.Completed>();

        nonces.IsConsumed.ShouldBeTrue();
        Should.Throw<NoncesConsumedException>(() => FrostSigner.Sign(Key, nonces, package));
        Should.Throw<NoncesConsumedException>(() => FrostSigner.Sign(Key, nonces, Package(nonces, [7])));
    }

    [Fact]
    public void Museum_M37_Sign_ManyThreadsWithOneNoncePair_ExactlyOneShareLeaves()
    {
        for (var round = 0; round < 50; round++)
        {
            var nonces = FrostSigner.Commit(Key);
            var packages = Enumerable.Range(0, 8).Select(i => Package(nonces, [(byte)i])).ToArray();
            var shares = 0;
            Parallel.For(0, packages.Length, new ParallelOptions { MaxDegreeOfParallelism = packages.Length }, i =>
            {
                try
                {
                    if (FrostSigner.Sign(Key, nonces, packages[i]) is SigningResult.Completed) Interlocked.Increment(ref shares);
                }
                catch (NoncesConsumedException)
                {
                    // The other threads'.
                }
            });
            shares.ShouldBe(1);
        }
    }

    [Fact]
    public void Museum_M37_Extraction_FromOneNoncePairUnderTwoMessages_GivesTheShareAway()
    {
        // What the guard above is for: with the guard off (the same randomness twice), two equations have two unknowns.
        var randomness = RandomNumberGenerator.GetBytes(64);
        var cosigner = FrostSigner.Commit(Other);
        Scalar Factor(SigningPackage p) => p.LagrangeCoefficientOf(Key.Participant) * p.Challenge;
        var (rows, shares) = (new List<Scalar[]>(), new List<Scalar>());
        for (byte i = 0; i < 3; i++)
        {
            var nonces = FrostSigner.Commit(Key, randomness);
            var package = SigningPackage.From(Key.Group, [nonces.Commitment, cosigner.Commitment], [i]);
            shares.Add(FrostSigner.Sign(Key, nonces, package).ShouldBeOfType<SigningResult.Completed>().Share.Value);
            rows.Add([Scalar.One, package.BindingFactorOf(Key.Participant), Factor(package)]);
        }

        // Three sessions, unknowns d, e and the share: eliminate d, then e.
        var (rho1, c1, z1) = (rows[1][1] - rows[0][1], rows[1][2] - rows[0][2], shares[1] - shares[0]);
        var (rho2, c2, z2) = (rows[2][1] - rows[0][1], rows[2][2] - rows[0][2], shares[2] - shares[0]);
        var secret = ((z1 * rho2) - (z2 * rho1)) * ((c1 * rho2) - (c2 * rho1)).Inverse();

        Point.FromScalar(secret).ShouldBe(Key.VerifyingShare);
    }

    [Fact]
    public void Sign_PackageWithoutThisSigner_IsRefusedAndTheNoncesAreGone()
    {
        var nonces = FrostSigner.Commit(Key);
        var package = SigningPackage.From(
            Key.Group, [FrostSigner.Commit(Other).Commitment, FrostSigner.Commit(_set.Keys[GuardianSet.Id(3)].Key).Commitment], Message);

        FrostSigner.Sign(Key, nonces, package).ShouldBe(new SigningResult.Refused(SigningRefusal.NotInPackage));
        Should.Throw<NoncesConsumedException>(() => FrostSigner.Sign(Key, nonces, Package(nonces, Message)));
    }

    [Fact]
    public void Museum_M34_Sign_OldCommitmentOfThisSigner_IsRefused()
    {
        var (old, nonces) = (FrostSigner.Commit(Key), FrostSigner.Commit(Key));

        FrostSigner.Sign(Key, nonces, Package(old, Message)).ShouldBe(new SigningResult.Refused(SigningRefusal.OtherCommitment));
        nonces.IsConsumed.ShouldBeTrue();
    }

    [Fact]
    public void Sign_HalfOfTheCommitmentReplaced_IsRefused()
    {
        var nonces = FrostSigner.Commit(Key);
        var replaced = nonces.Commitment with { Binding = FrostSigner.Commit(Key).Commitment.Binding };
        var package = SigningPackage.From(Key.Group, [replaced, FrostSigner.Commit(Other).Commitment], Message);

        FrostSigner.Sign(Key, nonces, package).ShouldBe(new SigningResult.Refused(SigningRefusal.OtherCommitment));
    }

    [Fact]
    public void Sign_NoncesOrPackageOfAnotherKey_IsRefused()
    {
        using var stranger = new GuardianSet(2, 3, session: 2).Generate();
        var theirs = stranger.Keys[GuardianSet.Id(1)].Key;

        var nonces = FrostSigner.Commit(Key);
        FrostSigner.Sign(theirs, nonces, Package(nonces, Message)).ShouldBe(new SigningResult.Refused(SigningRefusal.OtherKey));

        nonces = FrostSigner.Commit(Key);
        var package = SigningPackage.From(theirs.Group, [nonces.Commitment, FrostSigner.Commit(Other).Commitment], Message);
        FrostSigner.Sign(Key, nonces, package).ShouldBe(new SigningResult.Refused(SigningRefusal.OtherKey));
    }

    [Fact]
    public void Sign_ShareFromBeforeARefresh_IsRefusedInsteadOfMadeALiar()
    {
        using var refreshed = _set.ForRefresh().Generate();
        var group = refreshed.Keys[GuardianSet.Id(1)].Key.Group;
        var nonces = FrostSigner.Commit(Key);
        var package = SigningPackage.From(group, [nonces.Commitment, FrostSigner.Commit(refreshed.Keys[GuardianSet.Id(2)].Key).Commitment], Message);

        FrostSigner.Sign(Key, nonces, package).ShouldBe(new SigningResult.Refused(SigningRefusal.OtherKey));
        nonces.IsConsumed.ShouldBeTrue();
    }

    [Fact]
    public void Commit_Twice_NeverGivesTheSameNonces()
    {
        var commitments = Enumerable.Range(0, 200).Select(_ => FrostSigner.Commit(Key).Commitment).SelectMany(c => new[] { c.Hiding, c.Binding });
        commitments.Distinct().Count().ShouldBe(400);
    }

    [Fact]
    public void Dispose_BeforeUse_EndsTheNonces()
    {
        var nonces = FrostSigner.Commit(Key);
        var package = Package(nonces, Message);
        nonces.Dispose();
        Should.Throw<NoncesConsumedException>(() => FrostSigner.Sign(Key, nonces, package));
    }

    [Fact]
    public void Sign_DisposedKey_Throws()
    {
        var nonces = FrostSigner.Commit(Key);
        var package = Package(nonces, Message);
        Key.Dispose();
        Should.Throw<ObjectDisposedException>(() => FrostSigner.Sign(Key, nonces, package));
        nonces.IsConsumed.ShouldBeTrue();
    }

    private SigningPackage Package(SigningNonces nonces, ReadOnlySpan<byte> message) =>
        SigningPackage.From(Key.Group, [nonces.Commitment, FrostSigner.Commit(Other).Commitment], message);
}
