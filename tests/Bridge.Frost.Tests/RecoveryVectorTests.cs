using System.Text.Json;
using Bridge.Frost.Curve;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

/// <summary>The values that both chains compute on their way to a verdict (design section 4), from Contracts/vectors/derived_ecrecover_vectors.json.</summary>
public sealed class RecoveryVectorTests
{
    private static readonly JsonElement[] All =
        [.. JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("Contracts", "vectors", "derived_ecrecover_vectors.json"))).RootElement.EnumerateArray()];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    // The two vectors of the Keccak suite share only the curve: their challenges and hashes are another suite's.
    public static TheoryData<int> Sha256Indices => [.. Enumerable.Range(0, All.Length).Where(i => Text(i, "name").EndsWith("SHA-256)", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Lagrange_OfTheSigners_IsThePublishedOne(int index)
    {
        var published = All[index].GetProperty("lagrange").EnumerateObject().ToArray();
        ParticipantId[] identifiers = [.. published.Select(entry => ParticipantId.From(ushort.Parse(entry.Name)))];

        Interpolation.Coefficients(identifiers, at: 0).ShouldBe(published.Select(entry => Read(entry.Value)));
    }

    [Theory]
    [MemberData(nameof(Sha256Indices))]
    public void Hashes_OfTheSha256Vectors_AreThePublishedOnes(int index)
    {
        Ciphersuite.H4(Bytes(index, "message")).ToArray().ShouldBe(Bytes(index, "msg_hash_H4"));
        var input = Bytes(index, "challenge_input");
        Ciphersuite.H2(input).ShouldBe(Read(index, "challenge_c"));
        FrostVerifier.Challenge(Point.From(Bytes(index, "R_compressed")), Key(index), Bytes(index, "message")).ShouldBe(Read(index, "challenge_c"));
        input.ShouldBe([.. Bytes(index, "R_compressed"), .. Bytes(index, "group_public_key"), .. Bytes(index, "message")]);
    }

    [Fact]
    public void BindingFactorInput_OfTheTwoVectors_HoldsThePublishedListHash()
    {
        foreach (var (index, vector) in new[] { (0, SigningVector.Rfc9591), (1, SigningVector.ZcashFoundation) })
        {
            vector.Package.BindingFactorInput(vector.Signers[0])[65..97].ShouldBe(Bytes(index, "encoded_commitment_hash_H5"));
            vector.Package.GroupCommitment.ToArray().ShouldBe(Bytes(index, "R_compressed"));
            foreach (var entry in All[index].GetProperty("binding_factors").EnumerateObject())
                vector.Package.BindingFactorOf(ParticipantId.From(ushort.Parse(entry.Name))).ShouldBe(Read(entry.Value));
            foreach (var entry in All[index].GetProperty("lagrange").EnumerateObject())
                vector.Package.LagrangeCoefficientOf(ParticipantId.From(ushort.Parse(entry.Name))).ShouldBe(Read(entry.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Recover_OfEveryVector_GivesR(int index)
    {
        var (key, z, challenge) = (Key(index), Read(index, "z"), Read(index, "challenge_c"));
        var recover = All[index].GetProperty("ecrecover");
        var r = Scalar.From(key.X.ToArray());

        // The words that the contract and the program hand to their recovery.
        r.ShouldBe(Read(recover.GetProperty("r")));
        (-(z * r)).ShouldBe(Read(recover.GetProperty("hash")));
        (-(challenge * r)).ShouldBe(Read(recover.GetProperty("s")));
        (key.YIsOdd ? 1 : 0).ShouldBe(recover.GetProperty("recovery_id_solana").GetInt32());
        (key.YIsOdd ? 28 : 27).ShouldBe(recover.GetProperty("v_evm").GetInt32());

        var recovered = FrostVerifier.Recover(key, z, challenge).ShouldNotBeNull();
        recovered.ToCoordinates().ShouldBe(Hex.Decode(recover.GetProperty("recovered_point_xy_64").GetString()!));
        recovered.ToArray().ShouldBe(Bytes(index, "R_compressed"));
        Hex.Encode(Keccak256.Hash(recovered.ToCoordinates()).ToArray().AsSpan(12)).ShouldBe(recover.GetProperty("recovered_address").GetString());
        recovered.Negate().ToCoordinates().ShouldBe(Hex.Decode(All[index].GetProperty("ecrecover_negated").GetProperty("recovered_point_xy_64").GetString()!));
    }

    [Theory]
    [MemberData(nameof(Sha256Indices))]
    public void Verify_SignatureOfTheVector_IsTrueByRecoveryAndByTheEquation(int index)
    {
        var signature = GroupSignature.From([.. Bytes(index, "R_x"), .. Bytes(index, "R_y"), .. Bytes(index, "z")]);

        signature.ToRfc9591().ShouldBe(Bytes(index, "sig"));
        FrostVerifier.Verify(Key(index).ToGroupKey(), Bytes(index, "message"), signature).ShouldBeTrue();
        PlainSchnorr.Verify(Key(index), Bytes(index, "message"), signature).ShouldBeTrue();
        Key(index).ToCoordinates().ShouldBe([.. Bytes(index, "group_public_key_x"), .. Bytes(index, "group_public_key_y")]);
    }

    private static Point Key(int index) => Point.From(Bytes(index, "group_public_key"));

    private static string Text(int index, string name) => All[index].GetProperty(name).GetString()!;

    private static byte[] Bytes(int index, string name) => Hex.Decode(Text(index, name));

    private static Scalar Read(int index, string name) => Scalar.From(Bytes(index, name));

    private static Scalar Read(JsonElement element) => Scalar.From(Hex.Decode(element.GetString()!));
}
