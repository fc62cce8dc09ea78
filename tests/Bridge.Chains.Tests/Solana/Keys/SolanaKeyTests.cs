using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Tests.Solana.Vectors;
using Bridge.Protocol;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Keys;

public sealed class SolanaKeyTests
{
    [Theory]
    [InlineData("0")] // not in the alphabet
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData("2 g")]
    [InlineData("é")]
    public void TryDecode_CharacterOutsideTheAlphabet_Refuses(string text) => Base58.TryDecode(text, 32, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1111111111111111111111111111111")] // 31 bytes
    [InlineData("111111111111111111111111111111111")] // 33 bytes
    [InlineData("JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH")] // 2^256
    [InlineData("")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Parse_OtherThan32Bytes_Refuses(string text) => Should.Throw<ProtocolException>(() => SolanaAddress.Parse(text));

    [Fact]
    public void Base58_Vectors_AgreeBothWays()
    {
        foreach (var vector in SolanaVectors.Of("base58"))
        {
            var bytes = vector.Bytes("hex");
            Base58.Encode(bytes).ShouldBe(vector.Text("text"));
            Base58.Decode(vector.Text("text"), bytes.Length).ShouldBe(bytes);
        }
    }

    [Fact]
    public void Base58_RandomBytes_SurviveTheRoundTrip()
    {
        var random = new Testing.SeededBytes(58);
        for (var i = 0; i < 500; i++)
        {
            var bytes = random.Next(random.NextInt(70));
            if (i % 3 == 0 && bytes.Length > 2) bytes[0] = bytes[1] = 0;
            Base58.TryDecode(Base58.Encode(bytes), 70, out var back).ShouldBeTrue();
            back.ShouldBe(bytes);
        }
    }

    [Fact]
    public void IsPoint_Vectors_AgreeWithTheNetwork()
    {
        foreach (var vector in SolanaVectors.Of("points")) Edwards25519.IsPoint(vector.Bytes("hex")).ShouldBe(vector.GetProperty("onCurve").GetBoolean(), vector.Text("hex"));
    }

    [Fact]
    public void Find_Vectors_GiveAddressAndBump()
    {
        foreach (var vector in SolanaVectors.Of("programAddresses"))
        {
            var seeds = vector.GetProperty("seeds").EnumerateArray().Select(seed => Convert.FromHexString(seed.GetString()!)).ToArray();
            var found = ProgramAddress.Find(SolanaAddress.Parse(vector.Text("program")), seeds);
            found.Address.ToString().ShouldBe(vector.Text("address"));
            found.Bump.ShouldBe((byte)vector.GetProperty("bump").GetInt32());
        }
    }

    [Fact]
    public void Find_SeedTooLongOrTooMany_Refuses()
    {
        Should.Throw<ArgumentException>(() => ProgramAddress.Find(SolanaAddress.Parse("11111111111111111111111111111111"), new byte[33]));
        Should.Throw<ArgumentException>(() => ProgramAddress.Find(SolanaAddress.Parse("11111111111111111111111111111111"), [.. Enumerable.Repeat(new byte[1], 16)]));
    }

    [Fact]
    public void Ed25519Key_Vectors_GiveTheAddress()
    {
        foreach (var vector in SolanaVectors.Of("keys"))
        {
            using var key = new Ed25519Key(vector.Bytes("seed"));
            key.Address.ToString().ShouldBe(vector.Text("address"));
        }
    }

    // RFC 8032, section 7.1, tests 1 to 3.
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Sign_Rfc8032_GivesTheSignature(string seed, string message, string signature)
    {
        using var key = new Ed25519Key(Convert.FromHexString(seed));
        Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))).ShouldBe(signature);
    }

    [Fact]
    public void Sign_AfterDispose_Throws()
    {
        var key = Ed25519Key.Generate();
        key.Dispose();
        Should.Throw<ObjectDisposedException>(() => key.Sign([1]));
        key.ToString().ShouldContain("<redacted>");
    }

    [Fact]
    public void Ed25519Key_SeedOfOtherLength_Refuses() => Should.Throw<ProtocolException>(() => new Ed25519Key(new byte[31]));
}
