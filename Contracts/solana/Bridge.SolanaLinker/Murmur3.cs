using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Bridge.SolanaLinker;

/// <summary>murmur3, 32 bit, seed 0: how SBPF names a syscall in the immediate of a call.</summary>
internal static class Murmur3
{
    public static uint Hash(string name)
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        var whole = bytes.Length / 4 * 4;
        uint hash = 0;
        for (var i = 0; i < whole; i += 4)
        {
            hash ^= Scramble(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)));
            hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xe6546b64;
        }

        uint tail = 0;
        for (var i = bytes.Length - 1; i >= whole; i--) tail = (tail << 8) | bytes[i];
        if (bytes.Length > whole) hash ^= Scramble(tail);
        return Finish(hash ^ (uint)bytes.Length);
    }

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;

    private static uint Finish(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
