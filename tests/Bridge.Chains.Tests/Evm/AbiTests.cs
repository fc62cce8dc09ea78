using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Wallets;
using Bridge.Protocol;
using Shouldly;
using Xunit;

namespace Bridge.Chains.Tests.Evm;

/// <summary>Expected bytes were made with ethers 6.</summary>
public sealed class AbiTests
{
    [Fact]
    public void Selector_KnownSignature_IsItsFirstFourBytes() => Hex.Encode(AbiEncoder.Selector("transfer(address,uint256)")).ShouldBe("0xa9059cbb");

    [Fact]
    public void Arguments_WordsAndDynamic_GiveTheSameBytes()
    {
        var encoded = AbiEncoder.Arguments(AbiValue.Of(7), AbiValue.Of("hello wörld"), AbiValue.Of(Word(0x11)), AbiValue.Of(Enumerable.Repeat((byte)0xcd, 33).ToArray()));
        Hex.Encode(encoded).ShouldBe("0x00000000000000000000000000000000000000000000000000000000000000070000000000000000000000000000000000000000000000000000000000000080111111111111111111111111111111111111111111111111111111111111111100000000000000000000000000000000000000000000000000000000000000c0000000000000000000000000000000000000000000000000000000000000000c68656c6c6f2077c3b6726c6400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000021cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd00000000000000000000000000000000000000000000000000000000000000");
    }

    [Fact]
    public void Call_WrongNumberOfArguments_Throws() => Should.Throw<ArgumentException>(() => AbiEncoder.Call("f(uint256)"));

    [Fact]
    public void Of_NumberOutOfRange_Throws()
    {
        Should.Throw<ProtocolException>(() => AbiValue.Of(-1));
        Should.Throw<ProtocolException>(() => AbiValue.Of(System.Numerics.BigInteger.Pow(2, 256)));
    }

    [Fact]
    public void UInt64_BitsBeyondTheType_AreInvalid()
    {
        var word = new byte[32];
        word[23] = 1;
        Fails(() => new AbiReader(word, "x").UInt64());
        word[23] = 0;
        word[24] = 1;
        Fails(() => new AbiReader(word, "x").UInt16());
        new AbiReader(word, "x").UInt64().ShouldBe(1UL << 56);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void Word_TooShort_IsInvalid(int length) => Fails(() => new AbiReader(new byte[length], "x").Word());

    [Fact]
    public void End_BytesLeft_IsInvalid() => Fails(() =>
    {
        var reader = new AbiReader(new byte[64], "x");
        reader.Word();
        reader.End();
    });

    [Theory]
    [InlineData(0x40, 1)]
    [InlineData(0x20, 2)]
    [InlineData(0xffff, 0)]
    public void Words_OffsetOrLengthPastTheEnd_IsInvalid(int offset, int length)
    {
        byte[] data = [.. AbiEncoder.Arguments(AbiValue.Of(offset), AbiValue.Of(length)), .. length == 2 ? new byte[32] : []];
        Fails(() => new AbiReader(data, "x").Words());
    }

    // EIP-55, test cases.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void Parse_Eip55Examples_AreWrittenTheSame(string text) => EvmAddress.Parse(text).ToString().ShouldBe(text, text.Any(char.IsUpper) && text.Any(char.IsLower) ? StringCompareShould.IgnoreLineEndings : StringCompareShould.IgnoreCase);

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x0000000000000000000000000000000000000000")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    [InlineData("")]
    public void Parse_NotAnAddress_Throws(string text) => Should.Throw<ProtocolException>(() => EvmAddress.Parse(text));

    [Fact]
    public void Permit_KnownTypedData_GivesTheSameDigest()
    {
        var domain = Erc2612Permit.DomainOf("Test Token", "1", 31337, EvmAddress.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3"));
        domain.ToString().ShouldBe("0x54b635ee160cff6b6616e7377ddedaa08d1c36608472e33b2392ebbd9b817ab8");
        new Erc2612Permit(domain, EvmAddress.Parse("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"), EvmAddress.Parse("0x3535353535353535353535353535353535353535"),
            12345678901234567890, 7, 1_900_000_000).Digest().ToString().ShouldBe("0xb96af60fc15b963ed22b63053fe34d23b8fb2f735998289e3cd1088152f3bb90");
    }

    private static Bytes32 Word(byte value) => Bytes32.From(Enumerable.Repeat(value, 32).ToArray());

    private static void Fails(Action read) => Should.Throw<ChainReadException>(read).Failure.ShouldBe(ChainReadFailure.Invalid);
}
