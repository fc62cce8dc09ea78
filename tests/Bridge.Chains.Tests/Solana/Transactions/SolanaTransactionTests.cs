using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Transactions;
using Bridge.Chains.Tests.Solana.Vectors;
using Bridge.Protocol;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Transactions;

public sealed class SolanaTransactionTests
{
    [Fact]
    public void Sign_Vector_GivesTheSameBytes()
    {
        var vector = SolanaVectors.Transaction;
        var seeds = SolanaVectors.Of("keys").Select(key => key.Bytes("seed")).ToArray();
        using var payer = new Ed25519Key(seeds[0]);
        using var second = new Ed25519Key(seeds[1]);
        var writable = SolanaAddress.Parse(vector.GetProperty("roles").Text("writable"));
        var instruction = new Instruction(
            TokenProgram.Id, [AccountMeta.Signer(second.Address), AccountMeta.Writable(writable)], [.. Enumerable.Range(0, 200).Select(i => (byte)i)]);

        var transaction = SolanaTransaction.Sign(SolanaAddress.Parse(vector.Text("blockhash")).Value, [instruction], payer, second);

        Convert.ToBase64String(transaction.Bytes).ShouldBe(vector.Text("base64"));
        transaction.Signature.ShouldBe(vector.Text("signature"));
    }

    [Fact]
    public void Compile_AccountMentionedTwice_HasTheUnionOfItsRights()
    {
        using var payer = Ed25519Key.Generate();
        var account = SolanaAddress.From(Keccak256.Hash("account").ToArray());
        var (message, signers) = SolanaTransaction.Compile(payer.Address, Bytes32.Zero, [
            new(TokenProgram.Id, [AccountMeta.ReadOnly(account), AccountMeta.ReadOnly(payer.Address)], []),
            new(TokenProgram.Id, [AccountMeta.WritableSigner(account)], []),
        ]);

        signers.ShouldBe([payer.Address, account]);
        message[..3].ShouldBe([2, 0, 1]);
    }

    [Fact]
    public void Sign_SignerMissing_Refuses()
    {
        using var payer = Ed25519Key.Generate();
        using var other = Ed25519Key.Generate();
        Should.Throw<ArgumentException>(() => SolanaTransaction.Sign(Bytes32.Zero, [new(TokenProgram.Id, [AccountMeta.Signer(other.Address)], [])], payer));
    }

    [Fact]
    public void Sign_LongerThanThePacket_Refuses()
    {
        using var payer = Ed25519Key.Generate();
        Should.Throw<ArgumentException>(() => SolanaTransaction.Sign(Bytes32.Zero, [new(TokenProgram.Id, [], new byte[1100])], payer));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "8001")]
    [InlineData(16383, "ff7f")]
    [InlineData(16384, "808001")]
    [InlineData(65535, "ffff03")]
    public void Write_Boundaries_ShortestForm(int value, string hex)
    {
        var bytes = new List<byte>();
        CompactU16.Write(bytes, value);
        Convert.ToHexStringLower([.. bytes]).ShouldBe(hex);
    }
}
