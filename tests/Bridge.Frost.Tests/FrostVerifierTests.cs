using System.Security.Cryptography;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Tests;

public sealed class FrostVerifierTests
{
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    private readonly ClearGroup _group = new();
    private readonly byte[] _message = SHA256.HashData("locked"u8);
    private readonly GroupSignature _signature;

    public FrostVerifierTests()
    {
        var package = _group.Package(_message, 1, 2, 3);
        _signature = SignatureAggregator.Aggregate(package, _group.SignAll(package)).ShouldBeOfType<AggregationResult.Completed>().Signature;
    }

    private GroupKey Key => _group.Public.GroupKey;

    [Fact]
    public void Verify_HonestSignature_IsTrue()
    {
        FrostVerifier.Verify(Key, _message, _signature).ShouldBeTrue();
        FrostVerifier.Verify(Key, MessageDigest.From(Bytes32.From(_message)), _signature).ShouldBeTrue();
        PlainSchnorr.Verify(_group.Public.Key, _message, _signature).ShouldBeTrue();
    }

    [Fact]
    public void Verify_AnyBitOfTheSignatureChanged_IsFalse()
    {
        for (var bit = 0; bit < GroupSignature.Size * 8; bit++)
        {
            var bytes = _signature.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            FrostVerifier.Verify(Key, _message, GroupSignature.From(bytes)).ShouldBeFalse();
        }
    }

    [Fact]
    public void Verify_AnyBitOfTheMessageChanged_IsFalse()
    {
        for (var bit = 0; bit < _message.Length * 8; bit++)
        {
            var message = _message.ToArray();
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            FrostVerifier.Verify(Key, message, _signature).ShouldBeFalse();
        }
    }

    [Fact]
    public void Verify_OtherKeyOrItsNegation_IsFalse()
    {
        FrostVerifier.Verify(new ClearGroup(seed: 2).Public.GroupKey, _message, _signature).ShouldBeFalse();
        FrostVerifier.Verify(_group.Public.Key.Negate().ToGroupKey(), _message, _signature).ShouldBeFalse();
    }

    [Fact]
    public void Verify_KeyThatIsNoPoint_IsFalse()
    {
        FrostVerifier.Verify(default, _message, _signature).ShouldBeFalse();
        FrostVerifier.Verify(GroupKey.From([2, .. Enumerable.Repeat((byte)0xff, 32)]), _message, _signature).ShouldBeFalse();
    }

    [Fact]
    public void Verify_ResponseNotBelowTheOrder_IsFalse()
    {
        // z = n, and z + n for a z small enough that it still fits 32 bytes: the same equation, another encoding.
        FrostVerifier.Verify(Key, _message, With(z: Order)).ShouldBeFalse();
        FrostVerifier.Verify(Key, _message, With(z: [.. Enumerable.Repeat((byte)0xff, 32)])).ShouldBeFalse();
    }

    [Fact]
    public void Verify_SmallResponsePlusTheOrder_IsFalse()
    {
        // R = z·G - c·P does not exist for a chosen z (c depends on R), so the equation is checked below the public door.
        var r = FrostVerifier.Recover(_group.Public.Key, Scalar.One, Scalar.From(5UL)).ShouldNotBeNull();
        r.ShouldBe(Point.Combine([Scalar.One, -Scalar.From(5UL)], [Point.FromScalar(Scalar.One)!, _group.Public.Key]));
        var onePlusOrder = Order.ToArray();
        onePlusOrder[31]++;
        Should.Throw<ProtocolException>(() => Scalar.From(onePlusOrder));
    }

    [Fact]
    public void Verify_NegatedCommitmentOrResponse_IsFalse()
    {
        var commitment = Point.FromCoordinates(_signature.Rx, _signature.Ry)!.Negate();
        FrostVerifier.Verify(Key, _message, GroupSignatureEncoding.From(commitment, Scalar.From(_signature.Z.ToArray()))).ShouldBeFalse();
        FrostVerifier.Verify(Key, _message, With(z: (-Scalar.From(_signature.Z.ToArray())).ToArray())).ShouldBeFalse();
    }

    [Fact]
    public void Verify_CommitmentOffTheCurve_IsFalse() =>
        FrostVerifier.Verify(Key, _message, GroupSignature.From([.. _signature.Ry.ToArray(), .. _signature.Rx.ToArray(), .. _signature.Z.ToArray()])).ShouldBeFalse();

    [Fact]
    public void Verify_DefaultSignature_IsFalse() => FrostVerifier.Verify(Key, _message, default(GroupSignature)).ShouldBeFalse();

    [Fact]
    public void Recover_ZeroScalars_IsNullNotACrash()
    {
        FrostVerifier.Recover(_group.Public.Key, Scalar.One, Scalar.Zero).ShouldBeNull();
        // z = 0 is refused by the verifier before; here -c·P is a point as any other.
        FrostVerifier.Recover(_group.Public.Key, Scalar.Zero, Scalar.One).ShouldBe(_group.Public.Key.Negate());
    }

    [Fact]
    public void FromRfc9591_NoSignature_Throws()
    {
        var bytes = _signature.ToRfc9591();
        GroupSignatureEncoding.FromRfc9591(bytes).ShouldBe(_signature);
        Should.Throw<ProtocolException>(() => GroupSignatureEncoding.FromRfc9591(bytes.AsSpan(1)));
        Should.Throw<ProtocolException>(() => GroupSignatureEncoding.FromRfc9591([.. bytes[..33], .. Order]));
        Should.Throw<ProtocolException>(() => GroupSignatureEncoding.FromRfc9591([.. bytes[..33], .. new byte[32]]));
        Should.Throw<ProtocolException>(() => GroupSignatureEncoding.FromRfc9591([4, .. bytes[1..]]));
    }

    private GroupSignature With(byte[] z) => GroupSignature.From([.. _signature.Rx.ToArray(), .. _signature.Ry.ToArray(), .. z]);
}
