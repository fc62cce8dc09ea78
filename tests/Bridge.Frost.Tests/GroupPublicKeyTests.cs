using Bridge.Frost.Curve;
using Bridge.Protocol.Deployments;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

public sealed class GroupPublicKeyTests
{
    private readonly ClearGroup _group = new(3, 5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(-1)]
    public void From_ThresholdOutOfRange_Throws(int threshold) =>
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(threshold, _group.Public.Key, _group.VerifyingShares()));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Museum_M37_From_ThresholdOtherThanThePolynomials_Throws(int threshold)
    {
        // Shares on a polynomial of degree 2 claimed as 2 of 5 are refused. Claimed as 4 of 5 they would be consistent with a polynomial of degree 3
        // whose top coefficient is zero, which is what a ceremony with other lengths must not produce; the key generation checks lengths itself.
        if (threshold == 2) Should.Throw<ProtocolException>(() => GroupPublicKey.From(threshold, _group.Public.Key, _group.VerifyingShares()));
        else GroupPublicKey.From(threshold, _group.Public.Key, _group.VerifyingShares()).Threshold.ShouldBe(4);
    }

    [Fact]
    public void From_AnyOneShareOfAnotherKey_Throws()
    {
        foreach (var participant in _group.Secrets.Keys)
        {
            var shares = _group.VerifyingShares();
            shares[participant] = Point.FromScalar(_group.NextScalar())!;
            Should.Throw<ProtocolException>(() => GroupPublicKey.From(3, _group.Public.Key, shares));
        }
    }

    [Fact]
    public void From_OtherGroupKey_Throws() =>
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(3, Point.FromScalar(Scalar.From(9UL))!, _group.VerifyingShares()));

    [Fact]
    public void From_KeyWithXNotBelowTheOrder_Throws()
    {
        // Between n and p lie about 2^128 x coordinates; half of them are on the curve. Recovery with r = Px cannot name such a key.
        var x = Convert.FromHexString("02FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
        while (Point.TryFrom(x) is null) x[^1]++;
        var key = Point.From(x);

        Should.Throw<ProtocolException>(() => GroupPublicKey.From(3, key, _group.VerifyingShares())).Message.ShouldContain("below the group order");
        FrostVerifier.Recover(key, Scalar.One, Scalar.One).ShouldBeNull();
    }

    [Fact]
    public void From_SwappedShares_Throws()
    {
        var shares = _group.VerifyingShares();
        var (one, two) = (ParticipantId.From(1), ParticipantId.From(2));
        (shares[one], shares[two]) = (shares[two], shares[one]);
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(3, _group.Public.Key, shares));
    }

    [Fact]
    public void From_ParticipantTwice_Throws() =>
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(3, _group.Public.Key, [.. _group.VerifyingShares(), .. _group.VerifyingShares()]))
            .Message.ShouldContain("two verifying shares");

    [Fact]
    public void From_DefaultParticipant_Throws()
    {
        var shares = _group.VerifyingShares();
        shares[default] = _group.Public.Key;
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(3, _group.Public.Key, shares));
    }

    [Fact]
    public void ParticipantId_Zero_Throws() => Should.Throw<ProtocolException>(() => ParticipantId.From(0));

    [Fact]
    public void From_AllMustSign_IsAccepted() => new ClearGroup(4, 4).Public.Threshold.ShouldBe(4);

    [Fact]
    public void From_SparseIdentifiers_IsAccepted() =>
        new ClearGroup(2, [ParticipantId.From(129), ParticipantId.From(256), ParticipantId.From(ushort.MaxValue)], 3).Public.Count.ShouldBe(3);

    [Fact]
    public void Decode_OfEncode_IsTheSame()
    {
        var decoded = GroupPublicKey.Decode(_group.Public.Encode());
        decoded.Threshold.ShouldBe(3);
        decoded.Key.ShouldBe(_group.Public.Key);
        decoded.VerifyingShares.ShouldBe(_group.Public.VerifyingShares);
        decoded.Encode().ShouldBe(_group.Public.Encode());
    }

    [Fact]
    public void Decode_ChangedOrCutBytes_Throws()
    {
        var bytes = _group.Public.Encode();
        for (var length = 0; length < bytes.Length; length++) Should.Throw<ProtocolException>(() => GroupPublicKey.Decode(bytes.AsSpan(0, length)));
        Should.Throw<ProtocolException>(() => GroupPublicKey.Decode([.. bytes, 0]));
        for (var at = 0; at < bytes.Length; at++)
        {
            // Threshold 4 or 5 of the same shares is a weaker claim about the same polynomial, so the second byte is left alone.
            if (at == 1) continue;
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            Should.Throw<ProtocolException>(() => GroupPublicKey.Decode(changed), $"byte {at}");
        }
    }

    [Fact]
    public void Decode_RandomBytes_Throws()
    {
        var random = new SeededBytes(11);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = random.Next(random.NextInt(300));
            if (bytes.Length > 4) (bytes[0], bytes[1], bytes[2], bytes[3]) = (0, 2, 0, (byte)((bytes.Length - 37) / 35));
            Should.Throw<ProtocolException>(() => GroupPublicKey.Decode(bytes));
        }
    }

    [Fact]
    public void From_DeploymentsGuardians_IsTheGroup()
    {
        var members = _group.Public.VerifyingShares.Select(share => new GuardianDeployment
        {
            Index = share.Key.Value, Url = "https://localhost", TlsPin = "0x00", Identity = "0x00", VerifyingShare = share.Value.ToString(),
        });
        var facts = new GuardianSetDeployment { Epoch = 1, Threshold = 3, GroupKey = _group.Public.Key.ToString(), Members = [.. members] };

        GroupPublicKey.From(facts).Encode().ShouldBe(_group.Public.Encode());
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(facts with { GroupKey = "" }));
        Should.Throw<ProtocolException>(() => GroupPublicKey.From(facts with { Threshold = 0 }));
    }
}
