using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>A key is tried by several sets before it is called usable.</summary>
public sealed class KeyTrialTests : IDisposable
{
    private readonly GuardianSet _set = new GuardianSet(3, 5).Generate();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Finish_HonestHolders_GivesASignatureOfEverySet()
    {
        foreach (var (threshold, count) in new[] { (2, 2), (3, 5), (2, 5), (5, 5) })
        {
            using var set = new GuardianSet(threshold, count).Generate();
            var round2 = ToRound2(set, Start(set));
            foreach (var (participant, stage) in round2)
            {
                var signatures = GuardianSet.Completed(stage.Finish(Shares(round2, participant)));
                var trial = KeyTrial.From(set.Context, set.Keys[participant].Certificate);
                signatures.Count.ShouldBe((count + threshold - 1) / threshold);
                trial.Subsets.SelectMany(subset => subset).Distinct().Count().ShouldBe(count);
                for (var i = 0; i < signatures.Count; i++)
                    FrostVerifier.Verify(set.Keys[participant].Key.Group.GroupKey, trial.Messages[i].ToArray(), signatures[i]).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Finish_RefreshedKey_SignsToo()
    {
        using var refreshed = _set.ForRefresh().Generate();
        var round2 = ToRound2(refreshed, Start(refreshed));
        GuardianSet.Completed(round2[GuardianSet.Id(1)].Finish(Shares(round2, GuardianSet.Id(1)))).Count.ShouldBe(2);
    }

    [Fact]
    public void Finish_WrongShare_AbortsNamingTheSigner()
    {
        var round2 = ToRound2(_set, Start(_set));
        var received = Shares(round2, GuardianSet.Id(1));
        received[GuardianSet.Id(4)] = Reseal(SignedPackage.TrialShares, 4, received[GuardianSet.Id(4)], body => body[^1] ^= 1);
        GuardianSet.ShouldAbort(round2[GuardianSet.Id(1)].Finish(received), KeyGenerationAbortReason.InvalidShares, 4);
        // Asked again with the right one, it goes on.
        GuardianSet.Completed(round2[GuardianSet.Id(1)].Finish(Shares(round2, GuardianSet.Id(1))));
    }

    [Fact]
    public void Finish_TwoStoriesAboutCommitments_BlameNobodyForMisbehaviour()
    {
        var round1 = Start(_set);
        var other = Start(_set)[GuardianSet.Id(2)];
        var toThree = Commitments(round1, GuardianSet.Id(3));
        toThree[GuardianSet.Id(2)] = other.Broadcast;
        var three = GuardianSet.Completed(round1[GuardianSet.Id(3)].Next(toThree));
        var rest = round1.Where(stage => stage.Key != GuardianSet.Id(3)).ToDictionary(stage => stage.Key, stage => GuardianSet.Completed(stage.Value.Next(Commitments(round1, stage.Key))));
        var received = Shares(rest, GuardianSet.Id(1));
        received[GuardianSet.Id(3)] = three.Broadcast;

        GuardianSet.ShouldAbort(rest[GuardianSet.Id(1)].Finish(received), KeyGenerationAbortReason.TranscriptsDiffer, 3);
        KeyGenerationAbortReason.TranscriptsDiffer.IsMisbehaviour().ShouldBeFalse();
    }

    [Fact]
    public void Next_MissingSpoofedOrMalformed_IsNamedForWhatItIs()
    {
        var received = Commitments(Start(_set), GuardianSet.Id(1));
        received.Remove(GuardianSet.Id(2));
        GuardianSet.ShouldAbort(Start(_set)[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MissingPackages, 2);
        received = Commitments(Start(_set), GuardianSet.Id(1));
        received[GuardianSet.Id(2)] = received[GuardianSet.Id(3)];
        GuardianSet.ShouldAbort(Start(_set)[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.UnauthenticatedPackages, 2);
        received = Commitments(Start(_set), GuardianSet.Id(1));
        received[GuardianSet.Id(2)] = Reseal(SignedPackage.TrialCommitments, 2, received[GuardianSet.Id(2)], body => body[1] = 3);
        GuardianSet.ShouldAbort(Start(_set)[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MalformedPackages, 2);
        // Someone who is in no set has nothing to commit to: an empty package in a stranger's name is none.
        received[GuardianSet.Id(2)] = SignedPackage.Seal(SignedPackage.TrialCommitments, _set.Context, [0, 9], _set.Identities[GuardianSet.Id(2)]);
        GuardianSet.ShouldAbort(Start(_set)[GuardianSet.Id(1)].Next(received), KeyGenerationAbortReason.MalformedPackages, 2);
    }

    [Fact]
    public void Next_Twice_Throws()
    {
        var round1 = Start(_set);
        var stage = round1[GuardianSet.Id(1)];
        GuardianSet.Completed(stage.Next(Commitments(round1, GuardianSet.Id(1))));
        Should.Throw<InvalidOperationException>(() => stage.Next(Commitments(round1, GuardianSet.Id(1))));
    }

    [Fact]
    public void Start_ShareOrCertificateOfAnotherOutcome_Throws()
    {
        using var refreshed = _set.ForRefresh().Generate();
        var (old, @new, identity) = (_set.Keys[GuardianSet.Id(1)], refreshed.Keys[GuardianSet.Id(1)], _set.Identities[GuardianSet.Id(1)]);
        Should.Throw<ProtocolException>(() => KeyTrialRound1.Start(refreshed.Context, old.Key, @new.Certificate, identity));
        Should.Throw<ProtocolException>(() => KeyTrialRound1.Start(refreshed.Context, @new.Key, old.Certificate, identity));
        Should.Throw<ProtocolException>(() => KeyTrialRound1.Start(_set.Context, @new.Key, @new.Certificate, identity));
        Should.Throw<ProtocolException>(() => KeyTrialRound1.Start(refreshed.Context, @new.Key, @new.Certificate, _set.Identities[GuardianSet.Id(2)]));
    }

    [Fact]
    public void Decode_RandomOrChangedBytes_IsRefusedNeverACrash()
    {
        var trial = KeyTrial.From(_set.Context, _set.Keys[GuardianSet.Id(1)].Certificate);
        var random = new SeededBytes(7);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = random.Next(random.NextInt(160));
            if (bytes.Length > 1 && random.NextInt(2) == 0) (bytes[0], bytes[1]) = (0, (byte)(1 + random.NextInt(6)));
            Should.Throw<ProtocolException>(() => trial.DecodeCommitments(bytes));
            try
            {
                trial.DecodeShares(bytes).Shares.Count.ShouldBeLessThanOrEqualTo(2);
            }
            catch (ProtocolException)
            {
                // The one way to say no.
            }
        }
    }

    private static Dictionary<ParticipantId, KeyTrialRound1> Start(GuardianSet set) => set.Keys.ToDictionary(
        key => key.Key, key => KeyTrialRound1.Start(set.Context, key.Value.Key, key.Value.Certificate, set.Identities[key.Key]));

    private static Dictionary<ParticipantId, KeyTrialRound2> ToRound2(GuardianSet set, Dictionary<ParticipantId, KeyTrialRound1> round1) =>
        set.Keys.Keys.ToDictionary(id => id, id => GuardianSet.Completed(round1[id].Next(Commitments(round1, id))));

    private static Dictionary<ParticipantId, ReadOnlyMemory<byte>> Commitments(Dictionary<ParticipantId, KeyTrialRound1> round1, ParticipantId recipient) =>
        round1.Where(stage => stage.Key != recipient).ToDictionary(stage => stage.Key, stage => stage.Value.Broadcast);

    private static Dictionary<ParticipantId, ReadOnlyMemory<byte>> Shares(Dictionary<ParticipantId, KeyTrialRound2> round2, ParticipantId recipient) =>
        round2.Where(stage => stage.Key != recipient).ToDictionary(stage => stage.Key, stage => stage.Value.Broadcast);

    private ReadOnlyMemory<byte> Reseal(Bytes32 kind, int sender, ReadOnlyMemory<byte> package, Action<byte[]> change)
    {
        var body = package.ToArray()[..^SignedPackage.SignatureSize];
        change(body);
        return SignedPackage.Seal(kind, _set.Context, body, _set.Identities[GuardianSet.Id(sender)]);
    }
}
