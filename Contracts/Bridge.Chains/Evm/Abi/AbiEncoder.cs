using System.Numerics;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Abi;

/// <summary>Encodes calls and constructor arguments: Solidity's ABI specification, "Formal Specification of the Encoding", for words and bytes.</summary>
public static class AbiEncoder
{
    /// <summary>The first four bytes of the signature's hash, as <c>transfer(address,uint256)</c>.</summary>
    public static byte[] Selector(string signature) => Keccak256.Hash(signature).ToArray()[..4];

    /// <summary>Selector and arguments.</summary>
    /// <exception cref="ArgumentException">The signature has another number of arguments.</exception>
    public static byte[] Call(string signature, params ReadOnlySpan<AbiValue> arguments)
    {
        var inside = signature[(signature.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
        var expected = inside.Length == 0 ? 0 : inside.Count(c => c == ',') + 1;
        if (expected != arguments.Length) throw new ArgumentException($"{signature} takes {expected} arguments, {arguments.Length} were given", nameof(arguments));
        return [.. Selector(signature), .. Arguments(arguments)];
    }

    /// <summary>Arguments alone, as a constructor takes them.</summary>
    public static byte[] Arguments(params ReadOnlySpan<AbiValue> arguments)
    {
        var head = new List<byte>();
        var tail = new List<byte>();
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case AbiValue.Word(var word):
                    head.AddRange(word.ToArray());
                    break;
                case AbiValue.Dynamic(var bytes):
                    head.AddRange(Number((Bytes32.Size * arguments.Length) + tail.Count));
                    tail.AddRange(Number(bytes.Length));
                    tail.AddRange(bytes.ToArray());
                    tail.AddRange(new byte[(Bytes32.Size - (bytes.Length % Bytes32.Size)) % Bytes32.Size]);
                    break;
                default:
                    throw new ArgumentException($"{argument} is no ABI value", nameof(arguments));
            }
        }

        return [.. head, .. tail];
    }

    private static byte[] Number(BigInteger value) => ((AbiValue.Word)AbiValue.Of(value)).Value.ToArray();
}
