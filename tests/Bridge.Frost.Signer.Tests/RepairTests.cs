using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Repair;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Repair;
using Bridge.Frost.Signer.Secrets;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>Guardian 4 of five lost its share; 1, 2 and 5 give it back.</summary>
public sealed class RepairTests : IDisposable
{
    private const int Recipient = 4;
    private static readonly int[] Helpers = [1, 2, 5];

    private readonly GuardianSet _set = new GuardianSet(3, 5).Generate();
    private readonly RepairContext _context;
    private readonly Dictionary<int, RepairRound1> _round1;

    public RepairTests()
    {
        _context = Context();
        _round1 = Helpers.ToDictionary(helper => helper, helper => RepairRound1.Help(_context, Share(helper), Identity(helper)));
        _round1.Add(Recipient, RepairRound1.Receive(_context, Identity(Recipient)));
    }

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Finish_HonestHelpers_GivesTheVerySameShare()
    {
        foreach (var helpers in new[] { new[] { 1, 2, 5 }, [1, 2, 3], [1, 2, 3, 5] })
        {
            var context = Context(helpers: helpers);
            var round1 = helpers.ToDictionary(helper => helper, helper => RepairRound1.Help(context, Share(helper), Identity(helper)));
            round1.Add(Recipient, RepairRound1.Receive(context, Identity(Recipient)));
            var round2 = round1.ToDictionary(stage => stage.Key, stage => GuardianSet.Completed(stage.Value.Next(Broadcasts(round1, stage.Key))));
            var sums = helpers.ToDictionary(GuardianSet.Id, helper => GuardianSet.Completed(round2[helper].Sum(Parts(round2, helper))));

            using var repaired = GuardianSet.Completed(round2[Recipient].Finish(sums));

            repaired.Secret.Bytes.SequenceEqual(Share(Recipient).Secret.Bytes).ShouldBeTrue();
            repaired.State.Hash.ShouldBe(Share(Recipient).State.Hash);
            repaired.Version.ShouldBe(Share(Recipient).Version);
        }
    }

    [Fact]
    public void Outgoing_PartsAndSums_RevealNoShareToHelpersOrOnTheWire()
    {
        var round2 = ToRound2();
        foreach (var (sender, stage) in round2.Where(stage => stage.Key != Recipient))
        {
            stage.Outgoing.Keys.ShouldBe(Helpers.Where(helper => helper != sender).Select(GuardianSet.Id));
            foreach (var package in stage.Outgoing.Values)
                package.Span.IndexOf(Share(sender).Secret.Bytes).ShouldBe(-1);
        }

        round2[Recipient].Outgoing.ShouldBeEmpty();
        // What helper 1 sees of helper 2's is one random part of three: another run splits otherwise.
        using var again = RepairRound1.Help(_context, Share(2), Identity(2));
        Decoded(again.Broadcast).Commitments.Intersect(Decoded(_round1[2].Broadcast).Commitments).ShouldBeEmpty();
    }

    [Fact]
    public void Next_PartsOfAnotherSecret_AbortsNamingTheHelper()
    {
        using var other = SecretScalar.Random();
        foreach (var change in new Func<RepairPackage, RepairPackage>[]
        {
            package => package with { Commitments = [other.ToPoint(), .. package.Commitments.Skip(1)] },
            package => package with { Commitments = [.. package.Commitments.Take(2)] },
            package => package with { Commitments = [.. package.Commitments, other.ToPoint()] },
            package => package with { Commitments = [] },
            package => package with { Commitments = [package.Commitments[0], package.Commitments[1], Point.Sum(package.Commitments[0], package.Commitments[1])!.Negate()] },
        })
        {
            using var recipient = RepairRound1.Receive(_context, Identity(Recipient));
            var received = Broadcasts(_round1, Recipient);
            received[GuardianSet.Id(2)] = Forge(2, change(Decoded(_round1[2].Broadcast)));
            GuardianSet.ShouldAbort(recipient.Next(received), KeyGenerationAbortReason.InvalidCommitments, 2);
        }
    }

    [Fact]
    public void Next_RecipientWithCommitments_IsNamed()
    {
        var received = Broadcasts(_round1, 1);
        received[GuardianSet.Id(Recipient)] = Forge(Recipient, Decoded(_round1[Recipient].Broadcast) with { Commitments = Decoded(_round1[2].Broadcast).Commitments });
        GuardianSet.ShouldAbort(_round1[1].Next(received), KeyGenerationAbortReason.InvalidCommitments, Recipient);
    }

    [Fact]
    public void Sum_PartThatDoesNotFit_AbortsNamingTheHelper()
    {
        var round2 = ToRound2();
        var received = Parts(round2, 1);
        received[GuardianSet.Id(5)] = Reseal(SignedPackage.RepairPart, 5, received[GuardianSet.Id(5)], body => body[^1] ^= 1);
        GuardianSet.ShouldAbort(round2[1].Sum(received), KeyGenerationAbortReason.InvalidShares, 5);
    }

    [Fact]
    public void Sum_TwoStoriesInRound1_IsSeenByTheEcho()
    {
        // Helper 2 shows helper 1 the commitments of one split and sends the parts of another.
        using var second = RepairRound1.Help(_context, Share(2), Identity(2));
        var shown = Decoded(second.Broadcast) with { EncryptionKey = Decoded(_round1[2].Broadcast).EncryptionKey };
        var received = Broadcasts(_round1, 1);
        received[GuardianSet.Id(2)] = Forge(2, shown);
        var one = GuardianSet.Completed(_round1[1].Next(received));
        var two = GuardianSet.Completed(_round1[2].Next(Broadcasts(_round1, 2)));
        var five = GuardianSet.Completed(_round1[5].Next(Broadcasts(_round1, 5)));

        var honest = two.Outgoing[GuardianSet.Id(1)];
        var parts = new Dictionary<ParticipantId, ReadOnlyMemory<byte>> { [GuardianSet.Id(2)] = honest, [GuardianSet.Id(5)] = five.Outgoing[GuardianSet.Id(1)] };
        // The echo shows that two stories are about; nobody is proven a liar by that alone.
        GuardianSet.ShouldAbort(one.Sum(parts), KeyGenerationAbortReason.TranscriptsDiffer, 2, 5);
        KeyGenerationAbortReason.TranscriptsDiffer.IsMisbehaviour().ShouldBeFalse();
    }

    [Fact]
    public void Finish_SumThatDoesNotFit_AbortsNamingTheHelper()
    {
        var round2 = ToRound2();
        var sums = Sums(round2);
        sums[GuardianSet.Id(1)] = Reseal(SignedPackage.RepairSum, 1, sums[GuardianSet.Id(1)], body => body[^1] ^= 1);
        GuardianSet.ShouldAbort(round2[Recipient].Finish(sums), KeyGenerationAbortReason.InvalidShares, 1);
    }

    [Fact]
    public void Finish_SumOfAHelperWithAWrongPart_AbortsNamingTheHelper()
    {
        // Correctly encrypted, and not the sum of the parts.
        using var wrong = SecretScalar.Random();
        using var encryption = SecretScalar.Random();
        var fresh = Context(session: 8);
        var round1 = Helpers.ToDictionary(helper => helper, helper => RepairRound1.Help(fresh, Share(helper), Identity(helper)));
        round1.Add(Recipient, RepairRound1.Receive(fresh, Identity(Recipient)));
        var received = Broadcasts(round1, Recipient);
        var forged = Decoded(round1[1].Broadcast) with { EncryptionKey = encryption.ToPoint() };
        received[GuardianSet.Id(1)] = SignedPackage.Seal(SignedPackage.RepairRound1, fresh, forged.Encode(), Identity(1));
        var recipient = GuardianSet.Completed(round1[Recipient].Next(received));
        var header = Round2Package.Header(GuardianSet.Id(1), GuardianSet.Id(Recipient), recipient.Transcript);
        var box = ShareEncryption.Encrypt(fresh, header, encryption, Decoded(round1[Recipient].Broadcast).EncryptionKey, wrong);

        var answer = recipient.Finish(new Dictionary<ParticipantId, ReadOnlyMemory<byte>>
        {
            [GuardianSet.Id(1)] = SignedPackage.Seal(SignedPackage.RepairSum, fresh, [.. header, .. box], Identity(1)),
        });

        GuardianSet.ShouldAbort(answer, KeyGenerationAbortReason.InvalidShares, 1);
    }

    [Fact]
    public void Stages_SilentSpoofedOrForeignPackages_BlameNobodyForMisbehaviour()
    {
        var round2 = ToRound2();
        var sums = Sums(round2);
        sums.Remove(GuardianSet.Id(5));
        sums[GuardianSet.Id(1)] = sums[GuardianSet.Id(2)];
        GuardianSet.ShouldAbort(round2[Recipient].Finish(sums), KeyGenerationAbortReason.MissingPackages, 5);

        using var replayed = RepairRound1.Help(Context(session: 9), Share(2), Identity(2));
        using var one = RepairRound1.Help(_context, Share(1), Identity(1));
        var received = Broadcasts(_round1, 1);
        received[GuardianSet.Id(2)] = replayed.Broadcast;
        GuardianSet.ShouldAbort(one.Next(received), KeyGenerationAbortReason.UnauthenticatedPackages, 2);
    }

    [Fact]
    public void Stages_PartForTheWrongRoundOrRole_AreRefused()
    {
        var round2 = ToRound2();
        Should.Throw<InvalidOperationException>(() => round2[Recipient].Sum(Parts(round2, 1)));
        Should.Throw<InvalidOperationException>(() => round2[1].Finish(Parts(round2, 1)));
        // A part is no sum.
        var sums = Sums(round2);
        sums[GuardianSet.Id(1)] = Reseal(SignedPackage.RepairPart, 1, sums[GuardianSet.Id(1)], _ => { });
        GuardianSet.ShouldAbort(round2[Recipient].Finish(sums), KeyGenerationAbortReason.UnauthenticatedPackages, 1);
        Should.Throw<InvalidOperationException>(() => round2[Recipient].Finish(sums));
        Should.Throw<InvalidOperationException>(() => round2[1].Sum(Parts(round2, 1)));
        Should.Throw<InvalidOperationException>(() => _round1[1].Next(Broadcasts(_round1, 1)));
    }

    [Fact]
    public void Help_ShareOfAnotherState_Throws()
    {
        using var refreshed = _set.ForRefresh().Generate();
        Should.Throw<ProtocolException>(() => RepairRound1.Help(_context, refreshed.Keys[GuardianSet.Id(1)].Key, Identity(1)));
        Should.Throw<ProtocolException>(() => RepairRound1.Help(_context, Share(3), Identity(3)));
        Should.Throw<ProtocolException>(() => RepairRound1.Help(_context, Share(Recipient), Identity(Recipient)));
        Should.Throw<ProtocolException>(() => RepairRound1.Help(_context, Share(1), Identity(2)));
        Should.Throw<ProtocolException>(() => RepairRound1.Receive(_context, Identity(1)));
    }

    [Fact]
    public void Context_TooFewHelpersStrangersOrNoRecipient_Throws()
    {
        Should.Throw<ProtocolException>(() => Context(helpers: [1, 2]));
        Should.Throw<ProtocolException>(() => Context(helpers: [1, 1, 2]));
        Should.Throw<ProtocolException>(() => RepairContext.From(_set.Context.Bridge, GuardianSet.Filled(7), Share(1).State, GuardianSet.Id(3), Members([1, 2, 4, 5])));
        Should.Throw<ProtocolException>(() => RepairContext.From(_set.Context.Bridge, GuardianSet.Filled(7), Share(1).State, default, Members([1, 2, 4, 5])));
        using var larger = new GuardianSet(3, 6);
        Should.Throw<ProtocolException>(() => RepairContext.From(_set.Context.Bridge, GuardianSet.Filled(7), Share(1).State, GuardianSet.Id(Recipient), larger.Members));
        Context(session: 7).Hash.ShouldNotBe(Context(session: 8).Hash);
        Context(helpers: [1, 2, 3]).Hash.ShouldNotBe(Context(helpers: [1, 2, 5]).Hash);
        RepairContext.From(_set.Context.Bridge, GuardianSet.Filled(7), Share(1).State, GuardianSet.Id(1), Members([1, 2, 4, 5])).Hash.ShouldNotBe(_context.Hash);
    }

    [Fact]
    public void ToString_OfEveryStage_ShowsNoSecret()
    {
        var round2 = ToRound2();
        foreach (var text in _round1.Values.Select(stage => stage.ToString()).Concat(round2.Values.Select(stage => stage.ToString()))) text.ShouldContain("<redacted>");
    }

    [Fact]
    public void Decode_RandomOrChangedBytes_IsRefusedNeverACrash()
    {
        var random = new SeededBytes(23);
        var valid = _round1[1].Broadcast.ToArray()[..^SignedPackage.SignatureSize];
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = random.NextInt(3) == 0 ? random.Next(random.NextInt(300)) : valid.ToArray();
            for (var flips = random.NextInt(4); flips > 0 && bytes.Length > 0; flips--) bytes[random.NextInt(bytes.Length)] ^= (byte)(1 << random.NextInt(8));
            try
            {
                RepairPackage.Decode(bytes).Encode().ShouldBe(bytes);
            }
            catch (ProtocolException)
            {
                // The one way to say no.
            }
        }
    }

    private KeyPackage Share(int participant) => _set.Keys[GuardianSet.Id(participant)].Key;

    private Protocol.Cryptography.EcdsaKey Identity(int participant) => _set.Identities[GuardianSet.Id(participant)];

    private IEnumerable<KeyGenerationMember> Members(int[] participants) =>
        participants.Select(participant => _set.Members.Single(member => member.Participant == GuardianSet.Id(participant)));

    private RepairContext Context(byte session = 7, int[]? helpers = null) => RepairContext.From(
        _set.Context.Bridge, GuardianSet.Filled(session), Share(1).State, GuardianSet.Id(Recipient), Members([.. helpers ?? Helpers, Recipient]));

    private Dictionary<int, RepairRound2> ToRound2() =>
        _round1.ToDictionary(stage => stage.Key, stage => GuardianSet.Completed(stage.Value.Next(Broadcasts(_round1, stage.Key))));

    private static Dictionary<ParticipantId, ReadOnlyMemory<byte>> Broadcasts(Dictionary<int, RepairRound1> round1, int recipient) =>
        round1.Where(stage => stage.Key != recipient).ToDictionary(stage => GuardianSet.Id(stage.Key), stage => stage.Value.Broadcast);

    private static Dictionary<ParticipantId, ReadOnlyMemory<byte>> Parts(Dictionary<int, RepairRound2> round2, int helper) =>
        round2.Where(stage => stage.Key != helper && stage.Key != Recipient)
            .ToDictionary(stage => GuardianSet.Id(stage.Key), stage => stage.Value.Outgoing[GuardianSet.Id(helper)]);

    private static Dictionary<ParticipantId, ReadOnlyMemory<byte>> Sums(Dictionary<int, RepairRound2> round2) =>
        Helpers.ToDictionary(GuardianSet.Id, helper => GuardianSet.Completed(round2[helper].Sum(Parts(round2, helper))));

    private static RepairPackage Decoded(ReadOnlyMemory<byte> broadcast) => RepairPackage.Decode(broadcast.Span[..^SignedPackage.SignatureSize]);

    private ReadOnlyMemory<byte> Forge(int sender, RepairPackage package) =>
        SignedPackage.Seal(SignedPackage.RepairRound1, _context, package.Encode(), Identity(sender));

    private ReadOnlyMemory<byte> Reseal(Bytes32 kind, int sender, ReadOnlyMemory<byte> package, Action<byte[]> change)
    {
        var body = package.ToArray()[..^SignedPackage.SignatureSize];
        change(body);
        return SignedPackage.Seal(kind, _context, body, Identity(sender));
    }
}
