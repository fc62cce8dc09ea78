using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>Rounds 2 and 3: shares, echo, confirmations, and every decoder on random bytes.</summary>
public sealed class KeyGenerationSharesTests
{
    [Fact]
    public void Museum_M34_Next_ShareThatDoesNotFit_AbortsNamingTheSender()
    {
        using var set = new GuardianSet(3, 5).ToRound2();
        var received = set.SharesFor(1);
        // Signed by sender 4, and the box does not open.
        received[GuardianSet.Id(4)] = Tamper(set, 4, 1, bytes => bytes[^1] ^= 1);

        GuardianSet.ShouldAbort(set.Round2[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.InvalidShares, 4);
        KeyGenerationAbortReason.InvalidShares.IsMisbehaviour().ShouldBeTrue();
        set.Round2[GuardianSet.Id(1)].Complaints.ShouldHaveSingleItem().Judge(set.Context, set.Round1Packages()).ShouldBe(ComplaintVerdict.AccusedIsGuilty);
    }

    [Fact]
    public void Judge_ComplaintAgainstAnHonestSender_IsUnfounded()
    {
        using var set = new GuardianSet(2, 3).ToRound2();
        var received = set.SharesFor(1);
        received[GuardianSet.Id(2)] = Tamper(set, 2, 1, bytes => bytes[^1] ^= 1);
        set.Round2[GuardianSet.Id(1)].Next(received).ShouldBeOfType<KeyGenerationResult<KeyGenerationRound3>.Aborted>();
        var proven = set.Round2[GuardianSet.Id(1)].Complaints.ShouldHaveSingleItem();
        var (round1, honest) = (set.Round1Packages(), set.SharesFor(1)[GuardianSet.Id(3)]);

        proven.Judge(set.Context, round1).ShouldBe(ComplaintVerdict.AccusedIsGuilty);
        ShareComplaint[] unfounded =
        [
            proven with { Accused = GuardianSet.Id(3), Package = honest },
            proven with { Accused = GuardianSet.Id(3) },
            proven with { EncryptionSecret = proven.EncryptionSecret + Curve.Scalar.One },
            proven with { EncryptionSecret = Curve.Scalar.Zero },
            proven with { Package = set.Round2[GuardianSet.Id(2)].Outgoing[GuardianSet.Id(3)] },
            proven with { Package = proven.Package[..^1] },
            proven with { Complainant = GuardianSet.Id(3) },
            proven with { Complainant = GuardianSet.Id(7) },
        ];
        foreach (var complaint in unfounded) complaint.Judge(set.Context, round1).ShouldBe(ComplaintVerdict.Unfounded);
        proven.Judge(set.Context, round1[..2]).ShouldBe(ComplaintVerdict.Unfounded);
        proven.Judge(set.ContextOf(2, session: 9), round1).ShouldBe(ComplaintVerdict.Unfounded);
    }

    [Fact]
    public void Next_ShareOfAnotherPolynomialCorrectlyEncrypted_AbortsNamingTheSender()
    {
        using var set = new GuardianSet(2, 3).Start();
        // Sender 2 shows 1 other commitments (validly proven) than the polynomial it deals from: only the check of the share against them can tell.
        using var shown = SecretPolynomial.Random(2);
        ReadOnlyMemory<byte> forged = KeyGenerationTests.Forge(set, 2, package => package with
        {
            Commitments = shown.Commit(),
            Proof = shown.Prove(GuardianSet.Id(2), set.Context.Hash.ToArray()),
        });
        var toOne = set.Broadcasts(1);
        toOne[GuardianSet.Id(2)] = forged;
        var one = GuardianSet.Completed(set.Round1[GuardianSet.Id(1)].Next(toOne));
        var toThree = set.Broadcasts(3);
        toThree[GuardianSet.Id(2)] = forged;
        var three = GuardianSet.Completed(set.Round1[GuardianSet.Id(3)].Next(toThree));
        var two = GuardianSet.Completed(set.Round1[GuardianSet.Id(2)].Next(set.Broadcasts(2)));

        // It also lies about its transcript, so that the echo does not give it away first.
        var body = two.Outgoing[GuardianSet.Id(1)].ToArray()[..^SignedPackage.SignatureSize];
        one.Transcript.CopyTo(body.AsSpan(4));
        var received = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>
        {
            [GuardianSet.Id(2)] = SignedPackage.Seal(SignedPackage.Round2, set.Context, body, set.Identities[GuardianSet.Id(2)]),
            [GuardianSet.Id(3)] = three.Outgoing[GuardianSet.Id(1)],
        };

        GuardianSet.ShouldAbort(one.Next(received), KeyGenerationAbortReason.InvalidShares, 2);
    }

    [Fact]
    public void Next_Equivocation_IsSeenByTheEchoAndProvenByThePackages()
    {
        using var set = new GuardianSet(2, 3).Start();
        using var second = SecretPolynomial.Random(2);
        var other = KeyGenerationTests.Forge(set, 2, package => package with
        {
            Commitments = second.Commit(),
            Proof = second.Prove(GuardianSet.Id(2), set.Context.Hash.ToArray()),
        });
        var toThree = set.Broadcasts(3);
        toThree[GuardianSet.Id(2)] = other;
        var one = GuardianSet.Completed(set.Round1[GuardianSet.Id(1)].Next(set.Broadcasts(1)));
        var two = GuardianSet.Completed(set.Round1[GuardianSet.Id(2)].Next(set.Broadcasts(2)));
        var three = GuardianSet.Completed(set.Round1[GuardianSet.Id(3)].Next(toThree));

        // Honest 3 heard another story than 1: nobody is blamed by that alone.
        GuardianSet.ShouldAbort(
            one.Next(new Dictionary<ParticipantId, ReadOnlyMemory<byte>>
            {
                [GuardianSet.Id(2)] = two.Outgoing[GuardianSet.Id(1)],
                [GuardianSet.Id(3)] = three.Outgoing[GuardianSet.Id(1)],
            }),
            KeyGenerationAbortReason.TranscriptsDiffer,
            3);
        KeyGenerationAbortReason.TranscriptsDiffer.IsMisbehaviour().ShouldBeFalse();
        CeremonyEvidence.IsEquivocation(set.Context, GuardianSet.Id(2), set.Round1[GuardianSet.Id(2)].Broadcast.Span, other.Span).ShouldBeTrue();
    }

    [Fact]
    public void Next_ShareForSomeoneElseOrFromSomeoneElse_IsNotTaken()
    {
        using var set = new GuardianSet(2, 3).ToRound2();
        var received = set.SharesFor(1);
        received[GuardianSet.Id(2)] = set.Round2[GuardianSet.Id(2)].Outgoing[GuardianSet.Id(3)];
        GuardianSet.ShouldAbort(set.Round2[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MalformedPackages, 2);

        received = set.SharesFor(3);
        received[GuardianSet.Id(1)] = set.Round2[GuardianSet.Id(2)].Outgoing[GuardianSet.Id(3)];
        GuardianSet.ShouldAbort(set.Round2[GuardianSet.Id(3)].Next(received), KeyGenerationAbortReason.UnauthenticatedPackages, 1);
    }

    [Fact]
    public void Outgoing_Share_CannotBeReadByAThird()
    {
        using var set = new GuardianSet(2, 3).ToRound2();
        var package = Round2Package.Decode(set.Round2[GuardianSet.Id(2)].Outgoing[GuardianSet.Id(1)].Span[..^SignedPackage.SignatureSize]);
        using var eavesdropper = Secrets.SecretScalar.Random();
        var sender = Round1Package.Decode(set.Round1[GuardianSet.Id(2)].Broadcast.Span[..^SignedPackage.SignatureSize]);

        ShareEncryption.Decrypt(set.Context, package, eavesdropper, sender.EncryptionKey).ShouldBeNull();
    }

    [Fact]
    public void Finish_MissingConfirmation_IsNotDecidedAndCanBeAskedAgain()
    {
        using var set = new GuardianSet(2, 3).ToRound3();
        var received = set.Confirmations(1);
        received.Remove(GuardianSet.Id(2));

        GuardianSet.ShouldAbort(set.Round3[GuardianSet.Id(1)].Finish(received), KeyGenerationAbortReason.MissingPackages, 2);

        var generated = GuardianSet.Completed(set.Round3[GuardianSet.Id(1)].Finish(set.Confirmations(1)));
        generated.Certificate.Verify(set.Context).ShouldBeTrue();
        generated.Certificate.Verify(set.ContextOf(2, session: 9)).ShouldBeFalse();
    }

    [Fact]
    public void Finish_ConfirmationOfAnotherKey_NamesWhoHasIt()
    {
        using var set = new GuardianSet(2, 3).ToRound3();
        using var other = new GuardianSet(2, 3).ToRound3();
        var body = other.Round3[GuardianSet.Id(3)].Broadcast.ToArray()[..^SignedPackage.SignatureSize];
        var received = set.Confirmations(1);
        received[GuardianSet.Id(3)] = SignedPackage.Seal(SignedPackage.Confirmation, set.Context, body, set.Identities[GuardianSet.Id(3)]);

        GuardianSet.ShouldAbort(set.Round3[GuardianSet.Id(1)].Finish(received), KeyGenerationAbortReason.OutcomesDiffer, 3);
    }

    [Fact]
    public void Verify_CertificateWithAForeignOrMissingConfirmation_IsFalse()
    {
        using var set = new GuardianSet(2, 3).Generate();
        using var other = new GuardianSet(2, 3).Generate();
        var certificate = set.Keys[GuardianSet.Id(1)].Certificate;
        var body = KeyCertificate.Body(GuardianSet.Id(3), certificate.Transcript, other.Keys[GuardianSet.Id(1)].Key.Group);
        var foreign = SignedPackage.Seal(SignedPackage.Confirmation, set.Context, body, set.Identities[GuardianSet.Id(3)]);

        certificate.Verify(set.Context).ShouldBeTrue();
        (certificate with { Confirmations = new Dictionary<ParticipantId, byte[]>(certificate.Confirmations) { [GuardianSet.Id(3)] = foreign } })
            .Verify(set.Context).ShouldBeFalse();
        (certificate with { Confirmations = certificate.Confirmations.Where(c => c.Key != GuardianSet.Id(2)).ToDictionary() }).Verify(set.Context).ShouldBeFalse();
        (certificate with { Transcript = GuardianSet.Filled(7) }).Verify(set.Context).ShouldBeFalse();
        (certificate with { Group = other.Keys[GuardianSet.Id(1)].Key.Group }).Verify(set.Context).ShouldBeFalse();
    }

    [Fact]
    public void Packages_OfOneRound_AreNotTakenInAnother()
    {
        using var set = new GuardianSet(2, 2).ToRound3();
        var received = new Dictionary<ParticipantId, ReadOnlyMemory<byte>> { [GuardianSet.Id(2)] = set.Round1[GuardianSet.Id(2)].Broadcast };
        GuardianSet.ShouldAbort(set.Round3[GuardianSet.Id(1)].Finish(received), KeyGenerationAbortReason.UnauthenticatedPackages, 2);
    }

    [Fact]
    public void Decode_RandomOrChangedBytes_IsRefusedNeverACrash()
    {
        using var set = new GuardianSet(2, 3).ToRound3();
        var random = new SeededBytes(17);
        byte[][] valid =
        [
            set.Round1[GuardianSet.Id(2)].Broadcast.ToArray(),
            set.Round2[GuardianSet.Id(2)].Outgoing[GuardianSet.Id(1)].ToArray(),
            set.Round3[GuardianSet.Id(2)].Broadcast.ToArray(),
        ];
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = valid[random.NextInt(3)].ToArray();
            if (random.NextInt(3) == 0) bytes = random.Next(random.NextInt(400));
            for (var flips = random.NextInt(4); flips > 0 && bytes.Length > 0; flips--) bytes[random.NextInt(bytes.Length)] ^= (byte)(1 << random.NextInt(8));
            var cut = bytes.AsMemory(0, random.NextInt(bytes.Length + 1));
            Refuses(() => Round1Package.Decode(cut.Span));
            Refuses(() => Round2Package.Decode(cut.Span));
            Refuses(() => ProofOfKnowledge.From(cut.Span));
            var received = set.Confirmations(1);
            received[GuardianSet.Id(2)] = cut;
            if (cut.Span.SequenceEqual(valid[2])) continue;
            set.Round3[GuardianSet.Id(1)].Finish(received).ShouldBeOfType<KeyGenerationResult<GeneratedKey>.Aborted>();
        }
    }

    private static void Refuses(Action decode)
    {
        try
        {
            decode();
        }
        catch (ProtocolException)
        {
            // The one way to say no.
        }
    }

    private static ReadOnlyMemory<byte> Tamper(GuardianSet set, int sender, int recipient, Action<byte[]> change)
    {
        var body = set.Round2[GuardianSet.Id(sender)].Outgoing[GuardianSet.Id(recipient)].ToArray()[..^SignedPackage.SignatureSize];
        change(body);
        return SignedPackage.Seal(SignedPackage.Round2, set.Context, body, set.Identities[GuardianSet.Id(sender)]);
    }
}
