using System.Numerics;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Shouldly;
using Xunit;

namespace Bridge.Chains.Tests.Evm;

/// <summary>Expected bytes were made with ethers 6.</summary>
public sealed class Eip1559TransactionTests
{
    private static readonly EvmAddress To = EvmAddress.Parse("0x3535353535353535353535353535353535353535");

    [Theory]
    [InlineData(1, 0, 2, 1, 21000, true, 0, "0x",
        "0x02f862018001028252089435353535353535353535353535353535353535358080c080a0871eaca6191d44bc687205b71a475a818a9623442a1e83dbbc159d9c10588dd9a04cd65cb277fd44f3941583237d843870a71ee7294de58d83c7b6db412cae816a",
        "0xf7b0e52b7867192d64acbc43a5ce40fea0cab0a632efa1830c80eec0fc628917")]
    [InlineData(31337, 300, 30_000_000_000, 1_500_000_000, 1_234_567, true, 1_000_000_000_000_000_000, "0xabababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab",
        "0x02f8bf827a6982012c8459682f008506fc23ac008312d687943535353535353535353535353535353535353535880de0b6b3a7640000b846ababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababc080a0eae78d61a8beef7fc3c7fe3792e1df18c48d27e4b0013385997967ee128f9feea047aae25d9d9e3ce954f4965ca6eb7ce7047046d469c2e7ee00eb8e6228e95070",
        "0xc1911a4fe79cc060391f7c1cbd2be38f3d328c48a58115702a21eaf6d22ab4ae")]
    [InlineData(31337, 1, 7, 0, 60_000, false, 0, "0x6001",
        "0x02f852827a6901800782ea608080826001c001a0d1fb8155fb831b418745b1c90492a830b4cae9c92a88594cc7697ef77d32830ea0482dc05bf4f78adf51e2c3f62b879eaa622ac92f2918074fc5f1b10ecfe3ce4a",
        "0x808578c6403b601d2f4246d2816f5300df7beb194e8ada368fcc12d5998382a9")]
    public void Sign_KnownTransactions_GivesTheSameBytes(ulong chain, ulong nonce, long fee, long priority, ulong gas, bool call, long value, string data, string raw, string hash)
    {
        using var key = EcdsaKey.From(Enumerable.Repeat((byte)0x46, 32).ToArray());
        var signed = new Eip1559Transaction(chain, nonce, new(fee, priority), gas, call ? To : null, Hex.Decode(data)) { Value = value }.Sign(key);
        signed.Raw.ShouldBe(raw);
        signed.Hash.ShouldBe(hash);
    }

    // Ethereum wiki, "RLP", examples; and the two borders of the short forms.
    [Fact]
    public void Rlp_KnownExamples_GiveTheSameBytes()
    {
        Hex.Encode(Rlp.Bytes("dog"u8)).ShouldBe("0x83646f67");
        Hex.Encode(Rlp.List([Rlp.Bytes("cat"u8), Rlp.Bytes("dog"u8)])).ShouldBe("0xc88363617483646f67");
        Hex.Encode(Rlp.Bytes([])).ShouldBe("0x80");
        Hex.Encode(Rlp.List([])).ShouldBe("0xc0");
        Hex.Encode(Rlp.Number(0)).ShouldBe("0x80");
        Hex.Encode(Rlp.Number(15)).ShouldBe("0x0f");
        Hex.Encode(Rlp.Number(128)).ShouldBe("0x8180");
        Hex.Encode(Rlp.Number(1024)).ShouldBe("0x820400");
        Hex.Encode(Rlp.Bytes(new byte[55])).ShouldStartWith("0xb700");
        Hex.Encode(Rlp.Bytes(new byte[56])).ShouldStartWith("0xb83800");
        Hex.Encode(Rlp.Bytes(new byte[256])).ShouldStartWith("0xb9010000");
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(1, 0)]
    [InlineData(7_000_000_001, 1)]
    public void Next_LastOfferTooLow_RaisesBothByAnEighthOrMore(long fee, long priority)
    {
        var next = new EvmFeePolicy().Next(new(fee, priority), fresh: default)!.Value;
        (next.MaxFee * 8).ShouldBeGreaterThanOrEqualTo((BigInteger)fee * 9);
        (next.MaxPriority * 8).ShouldBeGreaterThanOrEqualTo((BigInteger)priority * 9);
        next.MaxFee.ShouldBeGreaterThan(fee);
    }

    [Fact]
    public void Next_CapLeavesNoRoom_IsNone() => new EvmFeePolicy { MaxFeePerGas = 110 }.Next(new(100, 1), fresh: new(500, 5)).ShouldBeNull();

    [Fact]
    public void First_NodeAsksForMoreThanTheCap_PaysTheCap() => new EvmFeePolicy { MaxFeePerGas = 50 }.First(1_000_000, 90).ShouldBe(new GasPrice(50, 50));
}
