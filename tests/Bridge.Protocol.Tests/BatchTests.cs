using System.Text.Json;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Protocol.Tests;

public class BatchTests
{
    [Fact]
    public void TransferBatch_Empty_Throws() => Should.Throw<ProtocolException>(() => new TransferBatch([]));

    [Fact]
    public void TransferBatch_MoreThan128_Throws() => Should.Throw<ProtocolException>(() => TransferBuilder.Batch(129));

    [Fact]
    public void TransferBatch_Gap_Throws() =>
        Should.Throw<ProtocolException>(() => new TransferBatch([TransferBuilder.Transfer(1), TransferBuilder.Transfer(3)]));

    [Fact]
    public void Museum_M10_DuplicateTransfer_Throws() =>
        Should.Throw<ProtocolException>(() => new TransferBatch([TransferBuilder.Transfer(1), TransferBuilder.Transfer(1)]));

    [Fact]
    public void TransferBatch_TwoLanes_Throws() => Should.Throw<ProtocolException>(() =>
        new TransferBatch([TransferBuilder.Transfer(1), TransferBuilder.Transfer(2, TransferBuilder.SolanaToEvm)]));

    [Fact]
    public void TransferBatch_TwoBridges_Throws() => Should.Throw<ProtocolException>(() => new TransferBatch(
        [TransferBuilder.Transfer(1), TransferBuilder.Transfer(2) with { Bridge = BridgeId.From(Keccak256.Hash("other")) }]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 129)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue - 5, 6)]
    public void BatchId_OutOfRange_Throws(ulong first, uint count) =>
        Should.Throw<ProtocolException>(() => BatchId.From(TransferBuilder.EvmToSolana, first, count));

    [Fact]
    public void MerkleTree_NoLeaves_Throws() => Should.Throw<ProtocolException>(() => new MerkleTree([]));

    [Fact]
    public void Museum_M12_ZeroLeaf_Throws() => Should.Throw<ProtocolException>(() => new MerkleTree([Keccak256.Hash("a"), Bytes32.Zero]));

    [Fact]
    public void MerkleTree_OfOne_IsTheLeaf()
    {
        var leaf = Keccak256.Hash("leaf");
        new MerkleTree([leaf]).Root.ShouldBe(leaf);
        new MerkleTree([leaf]).Proof(0).ShouldBeEmpty();
    }

    [Fact]
    public void MerkleTree_EachVector_AgreesOnRootAndProofs()
    {
        foreach (var vector in ProtocolVectors.Root.GetProperty("batches").EnumerateArray())
        {
            var leaves = vector.GetProperty("leaves").EnumerateArray().Select(leaf => Bytes32.Parse(leaf.GetString()!)).ToArray();
            var tree = new MerkleTree(leaves);
            tree.Root.ShouldBe(vector.Bytes("root"));
            foreach (var proof in vector.GetProperty("proofs").EnumerateArray())
            {
                var index = proof.GetProperty("index").GetInt32();
                tree.Proof(index).Select(node => node.ToString()).ShouldBe(proof.GetProperty("proof").EnumerateArray().Select(node => node.GetString()!));
                MerkleTree.RootOf(leaves[index], tree.Proof(index)).ShouldBe(tree.Root);
            }
        }
    }

    [Fact]
    public void TransferBatch_EachVectorWithTransfers_AgreesOnRoot()
    {
        foreach (var vector in ProtocolVectors.Root.GetProperty("batches").EnumerateArray().Where(batch => batch.TryGetProperty("transfers", out _)))
        {
            var transfers = vector.GetProperty("transfers").EnumerateArray().Select(bytes => Transfer.Decode(Hex.Decode(bytes.GetString()!))).ToArray();
            var batch = new TransferBatch(transfers);
            batch.Root.ShouldBe(vector.Bytes("root"));
            batch.Id.First.ShouldBe(vector.Number("first"));
        }
    }

    [Fact]
    public void MerkleTree_EveryLeafOfEverySizeUpTo128_IsProvenWithinTheBound()
    {
        for (var count = 1; count <= 128; count++)
        {
            var leaves = Enumerable.Range(0, count).Select(i => Keccak256.Hash($"leaf {i}")).ToArray();
            var tree = new MerkleTree(leaves);
            for (var i = 0; i < count; i++)
            {
                tree.Proof(i).Count.ShouldBeLessThanOrEqualTo((int)Math.Ceiling(Math.Log2(count)));
                MerkleTree.RootOf(leaves[i], tree.Proof(i)).ShouldBe(tree.Root);
            }
        }
    }
}
