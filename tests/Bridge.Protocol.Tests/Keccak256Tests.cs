using Shouldly;

namespace Bridge.Protocol.Tests;

public class Keccak256Tests
{
    [Fact]
    public void Hash_OfEachVector_IsTheVectors()
    {
        foreach (var vector in ProtocolVectors.Root.GetProperty("keccak256").EnumerateArray())
            Keccak256.Hash(vector.Text("text")).ShouldBe(vector.Bytes("hash"));
    }
}
