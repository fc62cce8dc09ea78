using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signing;
using Bridge.Protocol.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Frost.Signer.Tests;

public sealed class KeyGenerationTests
{
    private static readonly byte[] Message = [4, 5, 6];

    [Fact]
    public void Generate_AnySize_AllAgreeAndAnySubsetSigns()
    {
        var cases = from n in Gen.Choose(2, 6)
                    from t in Gen.Choose(2, n)
                    from signers in Gen.Shuffle(Enumerable.Range(1, n).ToArray())
                    select (n, t, signers: signers.Take(t).ToArray());
        Prop.ForAll(cases.ToArbitrary(), @case =>
        {
            using var set = new GuardianSet(@case.t, @case.n).Generate();
            set.Keys.Values.Select(key => Convert.ToHexString(key.Key.Group.Encode())).Distinct().Count().ShouldBe(1);
            set.Keys.Values.ShouldAllBe(key => key.Certificate.Verify(set.Context));
            var signature = set.Sign(Message, @case.signers).ShouldBeOfType<AggregationResult.Completed>().Signature;
            FrostVerifier.Verify(set.Keys[GuardianSet.Id(1)].Key.Group.GroupKey, Message, signature).ShouldBeTrue();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Generate_Twice_GivesOtherKeys()
    {
        using var one = new GuardianSet(2, 2).Generate();
        using var two = new GuardianSet(2, 2).Generate();
        one.Keys[GuardianSet.Id(1)].Key.Group.Key.ShouldNotBe(two.Keys[GuardianSet.Id(1)].Key.Group.Key);
    }

    [Fact]
    public void Start_StrangerOrOthersIdentity_Throws()
    {
        using var set = new GuardianSet(2, 3);
        Should.Throw<ProtocolException>(() => KeyGenerationRound1.Start(set.Context, GuardianSet.Id(4), set.Identities[GuardianSet.Id(1)]));
        Should.Throw<ProtocolException>(() => KeyGenerationRound1.Start(set.Context, GuardianSet.Id(2), set.Identities[GuardianSet.Id(1)]));
    }

    [Fact]
    public void Next_Twice_Throws()
    {
        using var set = new GuardianSet(2, 3).ToRound3();
        Should.Throw<InvalidOperationException>(() => set.Round1[GuardianSet.Id(1)].Next(set.Broadcasts(1)));
        Should.Throw<InvalidOperationException>(() => set.Round2[GuardianSet.Id(1)].Next(set.SharesFor(1)));
        GuardianSet.Completed(set.Round3[GuardianSet.Id(1)].Finish(set.Confirmations(1)));
        Should.Throw<InvalidOperationException>(() => set.Round3[GuardianSet.Id(1)].Finish(set.Confirmations(1)));
    }

    [Fact]
    public void Museum_M37_Next_CommitmentVectorOfAnotherLength_AbortsNamingTheSender()
    {
        foreach (var length in new[] { 0, 1, 2, 4, 5 })
        {
            using var set = new GuardianSet(3, 5).Start();
            var received = set.Broadcasts(1);
            received[GuardianSet.Id(4)] = Forge(set, 4, package => length == 0
                ? package with { Commitments = [] }
                : package with { Commitments = WithLength(package, length) });

            GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidCommitments, 4);
        }
    }

    [Fact]
    public void Museum_M37_Next_LongerPolynomialWithAValidProof_AbortsNamingTheSender()
    {
        using var set = new GuardianSet(3, 5).Start();
        using var longer = SecretPolynomial.Random(4);
        var received = set.Broadcasts(1);
        received[GuardianSet.Id(2)] = Forge(set, 2, package => package with
        {
            Commitments = longer.Commit(),
            Proof = longer.Prove(GuardianSet.Id(2), set.Context.Hash.ToArray()),
        });

        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidCommitments, 2);
    }

    [Fact]
    public void Museum_M37_Next_IdentityPoint_AbortsNamingTheSender()
    {
        using var set = new GuardianSet(3, 5).Start();
        var received = set.Broadcasts(1);
        var body = received[GuardianSet.Id(3)].ToArray()[..^SignedPackage.SignatureSize];
        body.AsSpan(4 + 33, 33).Clear();
        received[GuardianSet.Id(3)] = SignedPackage.Seal(SignedPackage.Round1, set.Context, body, set.Identities[GuardianSet.Id(3)]);

        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MalformedPackages, 3);
    }

    [Fact]
    public void Next_ForgedProof_AbortsNamingTheSender()
    {
        using var set = new GuardianSet(2, 3).Start();
        var received = set.Broadcasts(1);
        received[GuardianSet.Id(2)] = Forge(set, 2, package => package with { Proof = package.Proof with { Response = package.Proof.Response + Curve.Scalar.One } });

        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidProofs, 2);
    }

    [Fact]
    public void Next_CopiedCommitmentAndProof_AbortsNamingTheCopier()
    {
        using var set = new GuardianSet(2, 3).Start();
        var received = set.Broadcasts(1);
        var victim = Round1Package.Decode(received[GuardianSet.Id(3)].Span[..^SignedPackage.SignatureSize]);
        received[GuardianSet.Id(2)] = Forge(set, 2, package => package with { Commitments = victim.Commitments, Proof = victim.Proof });

        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidProofs, 2);
    }

    [Fact]
    public void Next_RogueKey_AbortsNamingTheSender()
    {
        // φ_0 chosen so that the sum is a key the attacker knows: it has no proof for it.
        using var set = new GuardianSet(2, 2).Start();
        var victim = Round1Package.Decode(set.Round1[GuardianSet.Id(1)].Broadcast.Span[..^SignedPackage.SignatureSize]);
        using var known = SecretPolynomial.Random(2);
        var rogue = Curve.Point.Sum(known.Commit()[0], victim.Commitments[0].Negate())!;
        var received = set.Broadcasts(1);
        received[GuardianSet.Id(2)] = Forge(set, 2, package => package with
        {
            Commitments = [rogue, package.Commitments[1]],
            Proof = known.Prove(GuardianSet.Id(2), set.Context.Hash.ToArray()),
        });

        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidProofs, 2);
    }

    [Fact]
    public void Next_LastToSpeakCancelsTheTopCoefficient_IsNamedByItsShares()
    {
        // Nobody knows the coefficient that cancels the others': what is dealt in its stead does not fit, and only then does anything end.
        using var set = new GuardianSet(2, 3).Start();
        using var known = SecretPolynomial.Random(2);
        var others = set.Round1Packages().Where(package => package.Participant != GuardianSet.Id(3)).Select(package => package.Commitments[1]).ToArray();
        var forged = Forge(set, 3, package => package with
        {
            Commitments = [known.Commit()[0], Curve.Point.Sum(others)!.Negate()],
            Proof = known.Prove(GuardianSet.Id(3), set.Context.Hash.ToArray()),
        });
        var stages = new[] { 1, 2 }.ToDictionary(id => id, id =>
        {
            var received = set.Broadcasts(id);
            received[GuardianSet.Id(3)] = forged;
            return GuardianSet.Completed(set.Round1[GuardianSet.Id(id)].Next(received));
        });
        var box = GuardianSet.Completed(set.Round1[GuardianSet.Id(3)].Next(set.Broadcasts(3))).Outgoing[GuardianSet.Id(1)].ToArray()[..^SignedPackage.SignatureSize];
        stages[1].Transcript.CopyTo(box.AsSpan(4));
        var share = SignedPackage.Seal(SignedPackage.Round2, set.Context, box, set.Identities[GuardianSet.Id(3)]);

        GuardianSet.ShouldAbort(
            stages[1].Next(new Dictionary<ParticipantId, ReadOnlyMemory<byte>> { [GuardianSet.Id(2)] = stages[2].Outgoing[GuardianSet.Id(1)], [GuardianSet.Id(3)] = share }),
            KeyGenerationAbortReason.InvalidShares,
            3);
    }

    [Fact]
    public void Next_ProofReplayedFromAnotherCeremony_AbortsNamingTheSender()
    {
        foreach (var other in new Func<GuardianSet, KeyGenerationContext>[]
        {
            set => set.ContextOf(2, session: 9), set => set.ContextOf(2, 1, bridge: 9), set => set.ContextOf(2, 1, epoch: 9), set => set.ContextOf(3, 1),
        })
        {
            using var set = new GuardianSet(2, 3).Start();
            using var polynomial = SecretPolynomial.Random(2);
            var received = set.Broadcasts(1);
            received[GuardianSet.Id(2)] = Forge(set, 2, package => package with
            {
                Commitments = polynomial.Commit(),
                Proof = polynomial.Prove(GuardianSet.Id(2), other(set).Hash.ToArray()),
            });

            GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidProofs, 2);
        }
    }

    [Fact]
    public void Next_PackageOfAnotherCeremony_BlamesNobody()
    {
        using var set = new GuardianSet(2, 3).Start();
        using var old = KeyGenerationRound1.Start(set.ContextOf(2, session: 9), GuardianSet.Id(2), set.Identities[GuardianSet.Id(2)]);
        var received = set.Broadcasts(1);
        received[GuardianSet.Id(2)] = old.Broadcast;

        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.UnauthenticatedPackages, 2);
        KeyGenerationAbortReason.UnauthenticatedPackages.IsMisbehaviour().ShouldBeFalse();
    }

    [Fact]
    public void Next_SpoofedSender_DoesNotBlameTheVictim()
    {
        using var set = new GuardianSet(2, 3).Start();
        var received = set.Broadcasts(1);
        received[GuardianSet.Id(3)] = received[GuardianSet.Id(2)];
        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.UnauthenticatedPackages, 3);

        using var again = new GuardianSet(2, 3).Start();
        received = again.Broadcasts(1);
        received[GuardianSet.Id(2)] = Forge(again, 2, package => package with { Participant = GuardianSet.Id(3) });
        GuardianSet.ShouldAbort(again.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MalformedPackages, 2);
    }

    [Fact]
    public void Next_MissingPackage_BlamesNobody()
    {
        using var set = new GuardianSet(2, 3).Start();
        var received = set.Broadcasts(1);
        received.Remove(GuardianSet.Id(3));
        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MissingPackages, 3);
        KeyGenerationAbortReason.MissingPackages.IsMisbehaviour().ShouldBeFalse();
    }

    [Fact]
    public void Next_SilenceAndAProvenLie_NamesTheLiar()
    {
        using var set = new GuardianSet(2, 4).Start();
        var received = set.Broadcasts(1);
        received.Remove(GuardianSet.Id(2));
        received[GuardianSet.Id(4)] = Forge(set, 4, package => package with { Commitments = WithLength(package, 3) });
        GuardianSet.ShouldAbort(set.Round1[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidCommitments, 4);
    }

    [Fact]
    public void Context_TwiceTheSameMemberOrIdentity_Throws()
    {
        using var identity = EcdsaKey.Generate();
        var address = PartyAddress.FromEvm(identity.EvmAddress());
        KeyGenerationContext Make(int threshold, params KeyGenerationMember[] members) => KeyGenerationContext.From(
            BridgeId.From(GuardianSet.Filled(1)), GuardianEpoch.From(1), GuardianSet.Filled(2), threshold, members);
        var other = PartyAddress.From(GuardianSet.Filled(3));

        Should.Throw<ProtocolException>(() => Make(2, new(GuardianSet.Id(1), address), new(GuardianSet.Id(1), other)));
        Should.Throw<ProtocolException>(() => Make(2, new(GuardianSet.Id(1), address), new(GuardianSet.Id(2), address)));
        Should.Throw<ProtocolException>(() => Make(2, new KeyGenerationMember(default, address), new(GuardianSet.Id(2), other)));
        Should.Throw<ProtocolException>(() => Make(1, new(GuardianSet.Id(1), address), new(GuardianSet.Id(2), other)));
        Should.Throw<ProtocolException>(() => Make(3, new(GuardianSet.Id(1), address), new(GuardianSet.Id(2), other)));
        Should.Throw<ProtocolException>(() => KeyGenerationContext.From(
            BridgeId.From(GuardianSet.Filled(1)), GuardianEpoch.From(1), Bytes32.Zero, 2, [new(GuardianSet.Id(1), address), new(GuardianSet.Id(2), other)]));
    }

    internal static ReadOnlyMemory<byte> Forge(GuardianSet set, int sender, Func<Round1Package, Round1Package> change)
    {
        var package = Round1Package.Decode(set.Round1[GuardianSet.Id(sender)].Broadcast.Span[..^SignedPackage.SignatureSize]);
        return SignedPackage.Seal(SignedPackage.Round1, set.Context, change(package).Encode(), set.Identities[GuardianSet.Id(sender)]);
    }

    private static Curve.Point[] WithLength(Round1Package package, int length) =>
        [.. Enumerable.Range(0, length).Select(i => package.Commitments[i % package.Commitments.Count])];
}
