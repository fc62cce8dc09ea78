using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>A refresh is a key generation on top of a key; what is tested here is where it differs.</summary>
public sealed class RefreshTests : IDisposable
{
    private static readonly byte[] Message = [1, 2, 3];

    private readonly GuardianSet _set = new GuardianSet(2, 3).Generate();

    private KeyPackage Key => _set.Keys[GuardianSet.Id(1)].Key;

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Refresh_All_KeepsTheGroupKeyAndChangesEveryShare()
    {
        using var refreshed = _set.ForRefresh().Generate();
        var (old, @new) = (Key.State, refreshed.Keys[GuardianSet.Id(1)].Key.State);

        @new.Group.Key.ShouldBe(old.Group.Key);
        @new.Group.Threshold.ShouldBe(old.Group.Threshold);
        foreach (var (participant, share) in old.Group.VerifyingShares) @new.Group.VerifyingShares[participant].ShouldNotBe(share);
        @new.Version.Epoch.ShouldBe(old.Version.Epoch);
        @new.Version.Generation.ShouldBe(1u);
        @new.Version.Transcript.ShouldBe(refreshed.Keys[GuardianSet.Id(1)].Certificate.Transcript);
        refreshed.Keys.Values.ShouldAllBe(key => key.Certificate.Verify(refreshed.Context) && !key.Certificate.Verify(_set.Context));
        foreach (var signers in new[] { new[] { 1, 2 }, [1, 3], [2, 3], [1, 2, 3] })
        {
            var signature = refreshed.Sign(Message, signers).ShouldBeOfType<AggregationResult.Completed>().Signature;
            FrostVerifier.Verify(old.Group.GroupKey, Message, signature).ShouldBeTrue();
        }
    }

    [Fact]
    public void Refresh_Again_CountsOn()
    {
        using var first = new GuardianSet(3, 5).Generate();
        using var second = first.ForRefresh(2).Generate();
        using var third = second.ForRefresh(3).Generate();
        third.Keys[GuardianSet.Id(4)].Key.Version.Generation.ShouldBe(2u);
        third.Sign(Message, 1, 4, 5).ShouldBeOfType<AggregationResult.Completed>();
    }

    [Fact]
    public void Refresh_SharesFromBeforeAndAfter_DoNotFitTogether()
    {
        // Otherwise a thief could collect t shares over any time.
        using var refreshed = _set.ForRefresh().Generate();
        var (stolen, kept) = (Key, refreshed.Keys[GuardianSet.Id(2)].Key);
        var coefficients = Interpolation.Coefficients([GuardianSet.Id(1), GuardianSet.Id(2)], at: 0);
        var secret = (coefficients[0] * Scalar.From(stolen.Secret.Bytes)) + (coefficients[1] * Scalar.From(kept.Secret.Bytes));
        Point.FromScalar(secret).ShouldNotBe(Key.Group.Key);
        Should.Throw<ProtocolException>(() => KeyPackage.From(GuardianSet.Id(1), Key.Epoch, kept.Group, Key.Secret.Bytes));
        var nonces = FrostSigner.Commit(stolen);
        var package = SigningPackage.From(kept.Group, [nonces.Commitment, FrostSigner.Commit(kept).Commitment], Message);
        FrostSigner.Sign(kept, FrostSigner.Commit(kept), package).ShouldBeOfType<SigningResult.Refused>();
    }

    [Fact]
    public void Refresh_Unfinished_LeavesTheOldSharesUsable()
    {
        using var refreshed = _set.ForRefresh().ToRound3();
        var received = refreshed.Confirmations(1);
        received.Remove(GuardianSet.Id(3));
        GuardianSet.ShouldAbort(refreshed.Round3[GuardianSet.Id(1)].Finish(received), KeyGenerationAbortReason.MissingPackages, 3);
        foreach (var stage in refreshed.Round3.Values) stage.Dispose();

        _set.Sign(Message, 1, 3).ShouldBeOfType<AggregationResult.Completed>();
    }

    [Fact]
    public void Next_PolynomialWithAConstantTerm_AbortsNamingTheSender()
    {
        // It would move the group key: t commitments instead of t - 1.
        using var refreshing = _set.ForRefresh().Start();
        using var longer = SecretPolynomial.Random(2);
        var received = refreshing.Broadcasts(1);
        received[GuardianSet.Id(2)] = KeyGenerationTests.Forge(refreshing, 2, package => package with
        {
            Commitments = longer.Commit(),
            Proof = longer.Prove(GuardianSet.Id(2), refreshing.Context.Hash.ToArray()),
        });
        GuardianSet.ShouldAbort(refreshing.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidCommitments, 2);
    }

    [Fact]
    public void Next_ShareThatDoesNotOpen_AbortsNamingTheSenderWithEvidence()
    {
        using var refreshing = _set.ForRefresh().ToRound2();
        var two = Round2Package.Decode(Body(refreshing.Round2[GuardianSet.Id(2)].Outgoing[GuardianSet.Id(1)]));
        var body = two.Encode();
        body[^1] ^= 1;
        var received = refreshing.SharesFor(1);
        received[GuardianSet.Id(2)] = SignedPackage.Seal(SignedPackage.Round2, refreshing.Context, body, _set.Identities[GuardianSet.Id(2)]);

        GuardianSet.ShouldAbort(refreshing.Round2[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidShares, 2);
        var complaint = refreshing.Round2[GuardianSet.Id(1)].Complaints.ShouldHaveSingleItem();
        complaint.Judge(refreshing.Context, refreshing.Round1Packages()).ShouldBe(ComplaintVerdict.AccusedIsGuilty);
        (complaint with { Package = refreshing.SharesFor(1)[GuardianSet.Id(2)] }).Judge(refreshing.Context, refreshing.Round1Packages())
            .ShouldBe(ComplaintVerdict.Unfounded);
    }

    [Fact]
    public void Next_PackageOfAnotherRefresh_BlamesNobody()
    {
        using var refreshing = _set.ForRefresh().Start();
        var other = _set.ForRefresh(session: 9).Start();
        var received = refreshing.Broadcasts(1);
        received[GuardianSet.Id(3)] = other.Round1[GuardianSet.Id(3)].Broadcast;
        GuardianSet.ShouldAbort(refreshing.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.UnauthenticatedPackages, 3);
    }

    [Fact]
    public void Refresh_OfAnotherStateOrWithoutAShare_Throws()
    {
        using var refreshed = _set.ForRefresh().Generate();
        var context = _set.RefreshContext(7);
        var identity = _set.Identities[GuardianSet.Id(1)];
        // A share that was refreshed already, a new key's stage for a refresh, and the other way round.
        Should.Throw<ProtocolException>(() => KeyGenerationRound1.Refresh(context, refreshed.Keys[GuardianSet.Id(1)].Key, identity));
        Should.Throw<ProtocolException>(() => KeyGenerationRound1.Start(context, GuardianSet.Id(1), identity));
        Should.Throw<ProtocolException>(() => KeyGenerationRound1.Refresh(_set.Context, Key, identity));
        Should.Throw<ProtocolException>(() => KeyGenerationRound1.Refresh(context, Key, _set.Identities[GuardianSet.Id(2)]));
    }

    [Fact]
    public void ForRefresh_OtherMembersThanTheHolders_Throws()
    {
        using var larger = new GuardianSet(2, 4);
        Should.Throw<ProtocolException>(() => KeyGenerationContext.ForRefresh(_set.Context.Bridge, GuardianSet.Filled(2), Key.State, larger.Members));
        Should.Throw<ProtocolException>(() => KeyGenerationContext.ForRefresh(_set.Context.Bridge, GuardianSet.Filled(2), Key.State, _set.Members.Take(2)));
        Should.Throw<ProtocolException>(() => KeyGenerationContext.ForRefresh(_set.Context.Bridge, Bytes32.Zero, Key.State, _set.Members));
    }

    [Fact]
    public void Context_OfARefresh_IsBoundToEveryField()
    {
        using var refreshed = _set.ForRefresh().Generate();
        Bytes32[] hashes =
        [
            _set.Context.Hash,
            _set.RefreshContext(1).Hash,
            _set.RefreshContext(2).Hash,
            _set.RefreshContext(2, refreshed.Keys[GuardianSet.Id(1)].Key.State).Hash,
            _set.RefreshContext(2, new KeyState(Key.Group, Key.Version with { Generation = 5 })).Hash,
            _set.RefreshContext(2, new KeyState(Key.Group, Key.Version with { Transcript = GuardianSet.Filled(5) })).Hash,
        ];
        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    [Fact]
    public void Resume_FromThePendingShare_FinishesAsBefore()
    {
        using var refreshing = _set.ForRefresh().ToRound3();
        var stage = refreshing.Round3[GuardianSet.Id(2)];
        using var resumed = KeyGenerationRound3.Resume(refreshing.Context, _set.Identities[GuardianSet.Id(2)], stage.EncodePending());

        resumed.Broadcast.ToArray()[..^SignedPackage.SignatureSize].ShouldBe(stage.Broadcast.ToArray()[..^SignedPackage.SignatureSize]);
        var key = GuardianSet.Completed(resumed.Finish(refreshing.Confirmations(2)));
        key.Certificate.Verify(refreshing.Context).ShouldBeTrue();
    }

    [Fact]
    public void Resume_PendingShareOfAnotherCeremonyOrMember_Throws()
    {
        using var refreshing = _set.ForRefresh().ToRound3();
        var pending = refreshing.Round3[GuardianSet.Id(2)].EncodePending();
        var identity = _set.Identities[GuardianSet.Id(2)];
        using var larger = new GuardianSet(2, 4);
        foreach (var context in new[] { _set.Context, larger.Context, _set.ContextOf(3, 1), _set.ContextOf(2, 1, epoch: 2), _set.RefreshContext(session: 9) })
            Should.Throw<ProtocolException>(() => KeyGenerationRound3.Resume(context, identity, pending));
        Should.Throw<ProtocolException>(() => KeyGenerationRound3.Resume(refreshing.Context, _set.Identities[GuardianSet.Id(1)], pending));
        Should.Throw<ProtocolException>(() => KeyGenerationRound3.Resume(refreshing.Context, identity, pending.AsSpan(1)));
    }

    [Fact]
    public void MayReplace_EveryRelation_OnlyNewerOrTheSame()
    {
        var known = new KeyVersion(GuardianEpoch.From(2), 3, GuardianSet.Filled(1));
        known.MayReplace(known).ShouldBeTrue();
        (known with { Generation = 4, Transcript = GuardianSet.Filled(2) }).MayReplace(known).ShouldBeTrue();
        (known with { Epoch = GuardianEpoch.From(3), Generation = 0 }).MayReplace(known).ShouldBeTrue();
        (known with { Generation = 2 }).MayReplace(known).ShouldBeFalse();
        (known with { Epoch = GuardianEpoch.From(1), Generation = 9 }).MayReplace(known).ShouldBeFalse();
        // A split: the same count, another ceremony.
        (known with { Transcript = GuardianSet.Filled(2) }).MayReplace(known).ShouldBeFalse();
        KeyVersion.From(known.ToArray()).ShouldBe(known);
        Should.Throw<ProtocolException>(() => KeyVersion.From(new byte[KeyVersion.Size]));
        Should.Throw<ProtocolException>(() => KeyVersion.From(known.ToArray().AsSpan(1)));
    }

    private static byte[] Body(ReadOnlyMemory<byte> package) => package.ToArray()[..^SignedPackage.SignatureSize];
}
