using System.Security.Cryptography;
using Bridge.Frost.Signer.Secrets;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

public sealed class KeyPackageTests : IDisposable
{
    private readonly GuardianSet _set = new GuardianSet(2, 3).Generate();

    private KeyPackage Key => _set.Keys[GuardianSet.Id(1)].Key;

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Decode_OfEncode_IsTheSameShare()
    {
        using var decoded = KeyPackage.Decode(Key.Encode());
        decoded.Participant.ShouldBe(Key.Participant);
        decoded.Version.ShouldBe(Key.Version);
        decoded.Secret.Bytes.SequenceEqual(Key.Secret.Bytes).ShouldBeTrue();
        decoded.Group.Encode().ShouldBe(Key.Group.Encode());
    }

    [Fact]
    public void Decode_CutOrRandomBytes_ThrowsAndShowsNothing()
    {
        var bytes = Key.Encode();
        var secret = Convert.ToHexString(Key.Secret.Bytes);
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<ProtocolException>(() => KeyPackage.Decode(bytes.AsSpan(0, length))).ToString().ShouldNotContain(secret, Case.Insensitive);
        for (var at = 43; at < 75; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            Should.Throw<ProtocolException>(() => KeyPackage.Decode(changed)).ToString().ShouldNotContain(secret[..16], Case.Insensitive);
        }

        var random = new SeededBytes(3);
        for (var i = 0; i < 2_000; i++) Should.Throw<ProtocolException>(() => KeyPackage.Decode(random.Next(random.NextInt(250))));
    }

    [Fact]
    public void From_SecretOfAnotherParticipant_Throws() =>
        Should.Throw<ProtocolException>(() => KeyPackage.From(GuardianSet.Id(2), Key.Epoch, Key.Group, Key.Secret.Bytes));

    [Fact]
    public void From_Stranger_Throws() =>
        Should.Throw<ProtocolException>(() => KeyPackage.From(GuardianSet.Id(4), Key.Epoch, Key.Group, Key.Secret.Bytes));

    [Fact]
    public void From_ZeroOrTooLargeSecret_ThrowsNotCrashes()
    {
        foreach (var secret in new[] { new byte[32], [.. Enumerable.Repeat((byte)0xff, 32)], new byte[31] })
            Should.Throw<ProtocolException>(() => KeyPackage.From(GuardianSet.Id(1), Key.Epoch, Key.Group, secret));
    }

    [Fact]
    public void ToString_OfEverythingSecret_ShowsNoSecret()
    {
        using var polynomial = KeyGeneration.SecretPolynomial.Random(2);
        using var scalar = SecretScalar.Random();
        var nonces = FrostSigner.Commit(Key);
        var fresh = new GuardianSet(2, 3, session: 5).ToRound3();
        string[] texts =
        [
            Key.ToString(), _set.Keys[GuardianSet.Id(1)].ToString(), nonces.ToString(), nonces.Take().ToString(), polynomial.ToString(), scalar.ToString(),
            fresh.Round1[GuardianSet.Id(1)].ToString(), fresh.Round2[GuardianSet.Id(1)].ToString(), fresh.Round3[GuardianSet.Id(1)].ToString(),
        ];

        foreach (var text in texts)
        {
            text.ShouldContain("<redacted>");
            text.ShouldNotContain(Convert.ToHexString(Key.Secret.Bytes), Case.Insensitive);
            text.ShouldNotContain(Convert.ToHexString(scalar.Bytes), Case.Insensitive);
        }
    }

    [Fact]
    public void Dispose_ZeroesTheSecret()
    {
        var bytes = RandomNumberGenerator.GetBytes(31);
        var scalar = SecretScalar.From([1, .. bytes]);
        var memory = scalar.Bytes;
        scalar.Dispose();
        memory.ContainsAnyExcept((byte)0).ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => scalar.Bytes.Length);
    }
}
