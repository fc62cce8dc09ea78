using System.Text.Json;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signing;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests.Interoperability;

/// <summary>
/// Key generations and signatures made by @noble/curves (noble.mjs beside this file): our side accepts its proofs, comes to its keys, verifies its
/// shares and aggregates them to its bytes; and our signer completes a session with its commitments.
/// </summary>
public sealed class NobleVectorTests
{
    private static readonly JsonElement[] All = [.. JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine(
        "tests", "Bridge.Frost.Signer.Tests", "Interoperability", "noble-frost.json"))).RootElement.EnumerateArray()];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void KeyGeneration_OfNoble_IsOursToo(int index)
    {
        var participants = All[index].GetProperty("participants").EnumerateArray().ToDictionary(Identifier);
        using var set = new GuardianSet(Threshold(index), participants.Count);
        var packages = participants.ToDictionary(participant => participant.Key, participant =>
        {
            Point[] commitments = [.. participant.Value.GetProperty("commitments").EnumerateArray().Select(c => Point.Parse(c.GetString()!))];
            var proof = ProofOfKnowledge.From(Bytes(participant.Value, "proof"));
            proof.Verify(participant.Key, commitments[0], []).ShouldBeTrue();
            return new Round1Package(participant.Key, commitments, proof, commitments[0]);
        });

        var group = Polynomials.Sum(set.Context, packages.Values).ShouldNotBeNull();
        group.Encode().ShouldBe(Group(index).Encode());
        foreach (var (sender, fields) in participants)
        {
            foreach (var share in fields.GetProperty("sentShares").EnumerateObject())
                Point.FromScalar(Scalar.From(Hex.Decode(share.Value.GetString()!))).ShouldBe(packages[sender].ShareCommitmentOf(set.Context, GuardianSet.Id(int.Parse(share.Name))));
            using var key = KeyPackage.From(sender, GuardianEpoch.From(1), group, Bytes(fields, "signingShare"));
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Session_OfNoble_VerifiesAndAggregatesToItsBytes(int index)
    {
        var package = Package(index, []);
        var shares = All[index].GetProperty("session").EnumerateArray()
            .Select(signer => new SignatureShare(Identifier(signer), Scalar.From(Bytes(signer, "share")))).ToArray();

        shares.ShouldAllBe(share => package.Verify(share));
        var signature = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Completed>().Signature;

        signature.ToRfc9591().ShouldBe(Bytes(All[index], "signature"));
        FrostVerifier.Verify(Group(index).GroupKey, package.Message.Span, signature).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Sign_BesideNoblesCommitments_GivesAShareThatVerifies(int index)
    {
        var participants = All[index].GetProperty("participants").EnumerateArray().ToDictionary(Identifier);
        var ours = Identifier(All[index].GetProperty("session")[0]);
        using var key = KeyPackage.From(ours, GuardianEpoch.From(1), Group(index), Bytes(participants[ours], "signingShare"));
        using var nonces = FrostSigner.Commit(key);
        var package = Package(index, [nonces.Commitment]);

        package.Verify(FrostSigner.Sign(key, nonces, package).ShouldBeOfType<SigningResult.Completed>().Share).ShouldBeTrue();
    }

    private static SigningPackage Package(int index, NonceCommitment[] ours) => SigningPackage.From(
        Group(index),
        [
            .. ours,
            .. All[index].GetProperty("session").EnumerateArray()
                .Select(signer => new NonceCommitment(Identifier(signer), Point.From(Bytes(signer, "hiding")), Point.From(Bytes(signer, "binding"))))
                .Where(commitment => ours.All(own => own.Participant != commitment.Participant)),
        ],
        Bytes(All[index], "message"));

    private static GroupPublicKey Group(int index) => GroupPublicKey.From(
        Threshold(index),
        Point.From(Bytes(All[index], "groupKey")),
        All[index].GetProperty("participants").EnumerateArray().ToDictionary(Identifier, p => Point.From(Bytes(p, "verifyingShare"))));

    private static int Threshold(int index) => All[index].GetProperty("threshold").GetInt32();

    private static ParticipantId Identifier(JsonElement element) => ParticipantId.From(element.GetProperty("identifier").GetUInt16());

    private static byte[] Bytes(JsonElement element, string name) => Hex.Decode(element.GetProperty(name).GetString()!);
}
