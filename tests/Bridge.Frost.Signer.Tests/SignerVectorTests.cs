using System.Text.Json;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Secrets;
using Bridge.Frost.Signing;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>The secret side of the published vectors: nonces, shares and key generation, by the calls the signer uses in production.</summary>
public sealed class SignerVectorTests
{
    public static TheoryData<string> SigningVectors => ["rfc9591/frost-secp256k1-sha256.json", "zf-frost/vectors.json"];

    [Theory]
    [MemberData(nameof(SigningVectors))]
    public void Sign_WithTheVectorsRandomness_GivesTheVectorsNoncesAndShares(string path)
    {
        var root = Read(path);
        var inputs = root.GetProperty("inputs");
        var secrets = inputs.GetProperty("participant_shares").EnumerateArray().ToDictionary(Identifier, share => Field(share, "participant_share"));
        var key = inputs.TryGetProperty("group_public_key", out var name) ? name : inputs.GetProperty("verifying_key_key");
        var group = GroupPublicKey.From(
            2, Point.Parse(key.GetString()!), secrets.ToDictionary(share => share.Key, share => Point.FromScalar(Scalar.From(share.Value))!));
        var round1 = root.GetProperty("round_one_outputs").GetProperty("outputs").EnumerateArray().ToDictionary(Identifier);
        var keys = secrets.ToDictionary(share => share.Key, share => KeyPackage.From(share.Key, GuardianEpoch.From(1), group, share.Value));

        var nonces = round1.ToDictionary(output => output.Key, output => FrostSigner.Commit(
            keys[output.Key], [.. Field(output.Value, "hiding_nonce_randomness"), .. Field(output.Value, "binding_nonce_randomness")]));
        foreach (var (participant, output) in round1)
        {
            using var hiding = SecretScalar.Nonce(Field(output, "hiding_nonce_randomness"), keys[participant].Secret);
            using var binding = SecretScalar.Nonce(Field(output, "binding_nonce_randomness"), keys[participant].Secret);
            hiding.Bytes.ToArray().ShouldBe(Field(output, "hiding_nonce"));
            binding.Bytes.ToArray().ShouldBe(Field(output, "binding_nonce"));
            nonces[participant].Commitment.Hiding.ToArray().ShouldBe(Field(output, "hiding_nonce_commitment"));
            nonces[participant].Commitment.Binding.ToArray().ShouldBe(Field(output, "binding_nonce_commitment"));
        }

        var package = SigningPackage.From(group, nonces.Values.Select(nonce => nonce.Commitment), Field(inputs, "message"));
        foreach (var output in root.GetProperty("round_two_outputs").GetProperty("outputs").EnumerateArray())
        {
            var share = FrostSigner.Sign(keys[Identifier(output)], nonces[Identifier(output)], package).ShouldBeOfType<SigningResult.Completed>().Share;
            share.Value.ToArray().ShouldBe(Field(output, "sig_share"));
        }
    }

    [Fact]
    public void KeyGeneration_OfTheVector_GivesEveryPublishedField()
    {
        var inputs = Read("zf-frost/vectors_dkg.json").GetProperty("inputs");
        var participants = new[] { 1, 2, 3 }.ToDictionary(GuardianSet.Id, i => inputs.GetProperty(i.ToString()));
        var polynomials = participants.ToDictionary(p => p.Key, p => new SecretPolynomial(
            [SecretScalar.From(Field(p.Value, "signing_key")), SecretScalar.From(Field(p.Value, "coefficient"))]));

        var packages = new List<Round1Package>();
        foreach (var (participant, fields) in participants)
        {
            fields.GetProperty("identifier").GetUInt16().ShouldBe(participant.Value);
            var commitments = polynomials[participant].Commit();
            commitments.Select(c => c.ToArray()).ShouldBe(fields.GetProperty("vss_commitments").EnumerateArray().Select(c => Hex.Decode(c.GetString()!)));
            // No context: the Zcash Foundation's proof is over identifier, key and R alone.
            var proof = ProofOfKnowledge.From(Field(fields, "proof_of_knowledge"));
            proof.Verify(participant, commitments[0], []).ShouldBeTrue();
            proof.ToArray().ShouldBe(Field(fields, "proof_of_knowledge"));
            packages.Add(new(participant, commitments, proof, commitments[0]));
        }

        using var set = new GuardianSet(2, 3);
        foreach (var (participant, fields) in participants)
        {
            using var share = polynomials[participant].Evaluate(participant);
            foreach (var received in fields.GetProperty("signing_shares").EnumerateObject())
            {
                var sender = GuardianSet.Id(int.Parse(received.Name));
                using var sent = polynomials[sender].Evaluate(participant);
                sent.Bytes.ToArray().ShouldBe(Hex.Decode(received.Value.GetString()!));
                sent.ToPoint().ShouldBe(packages[sender.Value - 1].ShareCommitmentOf(set.Context, participant));
                share.Add(sent);
            }

            share.Bytes.ToArray().ShouldBe(Field(fields, "signing_share"));
            share.ToPoint().ToArray().ShouldBe(Field(fields, "verifying_share"));
        }

        var group = Polynomials.Sum(set.Context, packages).ShouldNotBeNull();
        group.Key.ToArray().ShouldBe(Field(inputs, "verifying_key"));
        foreach (var (participant, fields) in participants) group.VerifyingShares[participant].ToArray().ShouldBe(Field(fields, "verifying_share"));
    }

    private static JsonElement Read(string path) =>
        JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("Contracts", "vectors", path))).RootElement;

    private static ParticipantId Identifier(JsonElement element) => ParticipantId.From(element.GetProperty("identifier").GetUInt16());

    private static byte[] Field(JsonElement element, string name) => Hex.Decode(element.GetProperty(name).GetString()!);
}
