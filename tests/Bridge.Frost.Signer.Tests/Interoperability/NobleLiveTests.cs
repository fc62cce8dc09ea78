using System.Security.Cryptography;
using System.Text.Json;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Signer.Tests.Interoperability;

/// <summary>
/// C# and JavaScript make one key together and sign together, in every mixture. The rounds are those of RFC 9591 and of its key generation; the envelope of
/// this bridge's ceremonies (identities, encryption, certificate) is around them and not part of it.
/// </summary>
public sealed class NobleLiveTests(NoblePeer peer) : IClassFixture<NoblePeer>, IDisposable
{
    private const int Threshold = 3;
    private static readonly int[] Ours = [1, 3, 5], Theirs = [2, 4];

    private readonly Dictionary<int, KeyPackage> _keys = [];

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }

    [Fact]
    public void KeyGenerationAndSigning_MixedGroup_AgreeAndVerifyOnBothSides()
    {
        var group = Generate();
        foreach (var signers in new[] { new[] { 1, 2, 3 }, [1, 2, 4], [2, 4, 5], [1, 3, 5], [1, 2, 3, 4, 5] }) Sign(group, signers);
    }

    [Fact]
    public void Verify_SignatureOfAnotherMessage_IsRefusedOnBothSides()
    {
        var group = Generate();
        var signature = Sign(group, [1, 2, 4]);
        peer.Ask(new { command = "verify", signature = Text(signature), message = "00", groupKey = Text(group.Key.Encoded) }).GetProperty("valid").GetBoolean().ShouldBeFalse();
        FrostVerifier.Verify(group.GroupKey, [0], GroupSignatureEncoding.FromRfc9591(signature)).ShouldBeFalse();
    }

    [Fact]
    public void KeyGeneration_ProofForgedByUs_IsRefusedByThem()
    {
        peer.Ask(new { command = "round1", participant = 2, min = 2, max = 2 });
        using var polynomial = SecretPolynomial.Random(2);
        using var other = SecretPolynomial.Random(2);
        var forged = new { participant = 1, commitments = polynomial.Commit().Select(point => Text(point.Encoded)), proof = Text(other.Prove(GuardianSet.Id(1), []).ToArray()) };
        Should.Throw<InvalidOperationException>(() => peer.Ask(new { command = "round2", participant = 2, others = new[] { forged }, recipients = new[] { 1 } }));
    }

    private GroupPublicKey Generate()
    {
        using var set = new GuardianSet(Threshold, Ours.Length + Theirs.Length);
        var polynomials = Ours.ToDictionary(id => id, _ => SecretPolynomial.Random(Threshold));
        var packages = new SortedDictionary<int, Round1Package>();
        foreach (var id in Ours)
        {
            var commitments = polynomials[id].Commit();
            packages.Add(id, new(GuardianSet.Id(id), commitments, polynomials[id].Prove(GuardianSet.Id(id), []), commitments[0]));
        }

        foreach (var id in Theirs)
        {
            var answer = peer.Ask(new { command = "round1", participant = id, min = Threshold, max = Ours.Length + Theirs.Length });
            Point[] commitments = [.. answer.GetProperty("commitments").EnumerateArray().Select(point => Point.Parse(point.GetString()!))];
            packages.Add(id, new(GuardianSet.Id(id), commitments, ProofOfKnowledge.From(Bytes(answer, "proof")), commitments[0]));
            packages[id].Proof.Verify(GuardianSet.Id(id), commitments[0], []).ShouldBeTrue();
        }

        var shares = new Dictionary<(int From, int To), byte[]>();
        foreach (var (from, polynomial) in polynomials)
        {
            foreach (var to in packages.Keys)
            {
                using var share = polynomial.Evaluate(GuardianSet.Id(to));
                shares[(from, to)] = share.Bytes.ToArray();
            }
        }

        foreach (var from in Theirs)
        {
            int[] recipients = [.. packages.Keys.Where(id => id != from)];
            var others = recipients.Select(id => new
            {
                participant = id,
                commitments = packages[id].Commitments.Select(point => Text(point.Encoded)),
                proof = Text(packages[id].Proof.ToArray()),
            });
            var answer = peer.Ask(new { command = "round2", participant = from, others, recipients });
            foreach (var (to, share) in recipients.Zip(answer.GetProperty("shares").EnumerateArray())) shares[(from, to)] = Hex.Decode(share.GetString()!);
        }

        var group = Polynomials.Sum(set.Context, packages.Values).ShouldNotBeNull();
        foreach (var to in Ours)
        {
            var sum = packages.Keys.Aggregate(Scalar.Zero, (total, from) => total + Scalar.From(shares[(from, to)]));
            foreach (var from in Theirs) Point.FromScalar(Scalar.From(shares[(from, to)])).ShouldBe(packages[from].ShareCommitmentOf(set.Context, GuardianSet.Id(to)));
            _keys[to] = KeyPackage.From(GuardianSet.Id(to), GuardianEpoch.From(1), group, sum.ToArray());
        }

        foreach (var to in Theirs)
        {
            var received = packages.Keys.Where(from => from != to).Select(from => new { participant = from, share = Text(shares[(from, to)]) });
            var answer = peer.Ask(new { command = "round3", participant = to, shares = received });
            answer.GetProperty("groupKey").GetString().ShouldBe(Text(group.Key.Encoded));
            answer.GetProperty("verifyingShares").EnumerateArray().Select(share => share.GetString())
                .ShouldBe(group.VerifyingShares.Values.Select(share => Text(share.Encoded)), ignoreOrder: true);
        }

        return group;
    }

    private byte[] Sign(GroupPublicKey group, int[] signers)
    {
        var message = RandomNumberGenerator.GetBytes(32);
        var nonces = signers.Where(_keys.ContainsKey).ToDictionary(signer => signer, signer => FrostSigner.Commit(_keys[signer]));
        var commitments = signers.Select(signer => nonces.TryGetValue(signer, out var own) ? own.Commitment : CommitmentOf(signer)).ToArray();
        var listed = commitments.Select(c => new { participant = (int)c.Participant.Value, hiding = Text(c.Hiding.Encoded), binding = Text(c.Binding.Encoded) }).ToArray();
        var package = SigningPackage.From(group, commitments, message);
        var shares = signers.Select(signer => nonces.TryGetValue(signer, out var own)
            ? FrostSigner.Sign(_keys[signer], own, package).ShouldBeOfType<SigningResult.Completed>().Share
            : new SignatureShare(GuardianSet.Id(signer), Scalar.From(Bytes(
                peer.Ask(new { command = "sign", participant = signer, commitments = listed, message = Text(message) }), "share")))).ToArray();

        shares.ShouldAllBe(share => package.Verify(share));
        var ours = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Completed>().Signature.ToRfc9591();
        var listedShares = shares.Select(share => new { participant = (int)share.Participant.Value, share = Text(share.Value.ToArray()) });
        var theirs = Bytes(
            peer.Ask(new { command = "aggregate", participant = Theirs[0], commitments = listed, message = Text(message), shares = listedShares }), "signature");
        theirs.ShouldBe(ours);
        peer.Ask(new { command = "verify", signature = Text(ours), message = Text(message), groupKey = Text(group.Key.Encoded) }).GetProperty("valid").GetBoolean().ShouldBeTrue();
        FrostVerifier.Verify(group.GroupKey, message, GroupSignatureEncoding.FromRfc9591(theirs)).ShouldBeTrue();
        return ours;
    }

    private NonceCommitment CommitmentOf(int signer)
    {
        var answer = peer.Ask(new { command = "commit", participant = signer });
        return new(GuardianSet.Id(signer), Point.From(Bytes(answer, "hiding")), Point.From(Bytes(answer, "binding")));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static byte[] Bytes(JsonElement element, string name) => Hex.Decode(element.GetProperty(name).GetString()!);
}
