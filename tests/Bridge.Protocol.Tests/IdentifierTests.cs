using Bridge.Protocol.Cryptography;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Protocol.Tests;

public class IdentifierTests
{
    [Fact]
    public void Factories_Zero_Throw()
    {
        Should.Throw<ProtocolException>(() => BridgeId.From(Bytes32.Zero));
        Should.Throw<ProtocolException>(() => ChainId.From(0));
        Should.Throw<ProtocolException>(() => AssetId.From(Bytes32.Zero));
        Should.Throw<ProtocolException>(() => PartyAddress.From(Bytes32.Zero));
        Should.Throw<ProtocolException>(() => GuardianEpoch.From(0));
        Should.Throw<ProtocolException>(() => MessageDigest.From(Bytes32.Zero));
        Should.Throw<ProtocolException>(() => Lane.From(ChainId.From(1), ChainId.From(1)));
        Should.Throw<ProtocolException>(() => GroupSignature.From(new byte[96]));
        Should.Throw<ProtocolException>(() => GroupKey.From(new byte[33]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1-2")]
    [InlineData("1-2-0")]
    [InlineData("1-1-5")]
    [InlineData("0-1-5")]
    [InlineData("1-2-3-4")]
    [InlineData("1-2--3")]
    [InlineData("1-2-99999999999999999999")]
    [InlineData("a-b-c")]
    [InlineData("1-65536-1")]
    public void TransferId_ParseOfAnythingElse_Throws(string text) => Should.Throw<ProtocolException>(() => TransferId.Parse(text));

    [Fact]
    public void TransferId_ParseOfItsText_IsItself() =>
        TransferId.Parse("1-2-17").ShouldBe(TransferId.From(TransferBuilder.EvmToSolana, 17));

    [Theory]
    [InlineData("0x12")]
    [InlineData("0xzz")]
    [InlineData("123")]
    public void Bytes32_ParseOfAnythingElse_Throws(string text) => Should.Throw<ProtocolException>(() => Bytes32.Parse(text));

    [Fact]
    public void IsEvm_OnlyWithTwelveZeroBytes()
    {
        TransferBuilder.EvmAccount("a").IsEvm.ShouldBeTrue();
        TransferBuilder.SolanaAccount("a").IsEvm.ShouldBeFalse();
    }

    [Fact]
    public void EcdsaKey_KnownSecret_HasItsKnownAddress()
    {
        // anvil's first account, derived from its public test mnemonic.
        using var key = EcdsaKey.From(Hex.Decode("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));
        Hex.Encode(key.EvmAddress()).ShouldBe("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    }

    [Fact]
    public void EcdsaKey_SignThenRecover_IsTheSigner()
    {
        using var key = EcdsaKey.Generate();
        var digest = Keccak256.Hash("message");
        var signature = key.Sign(digest);
        EcdsaKey.RecoverEvmAddress(digest, EcdsaSignature.From(signature.ToArray())).ShouldBe(key.EvmAddress());
        EcdsaKey.RecoverEvmAddress(Keccak256.Hash("other"), signature).ShouldNotBe(key.EvmAddress());
    }

    [Fact]
    public void EcdsaKey_Disposed_RefusesToSign()
    {
        var key = EcdsaKey.Generate();
        key.Dispose();
        Should.Throw<ObjectDisposedException>(() => key.Sign(Keccak256.Hash("message")));
        key.ToString().ShouldBe("<redacted>");
    }

    [Fact]
    public void EcdsaKey_ZeroOrTooLargeSecret_Throws()
    {
        Should.Throw<ProtocolException>(() => EcdsaKey.From(new byte[32]));
        Should.Throw<ProtocolException>(() => EcdsaKey.From([.. Enumerable.Repeat((byte)0xff, 32)]));
        Should.Throw<ProtocolException>(() => EcdsaKey.From(new byte[31]));
    }
}
