using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bridge.Testing;

/// <summary>Bytes that look random and are the same for the same seed on every platform: SHA-256 in counter mode.</summary>
public sealed class SeededBytes(ulong seed)
{
    private ulong _counter;

    public byte[] Next(int count)
    {
        var bytes = new byte[count];
        Span<byte> block = stackalloc byte[16];
        for (var offset = 0; offset < count; offset += 32)
        {
            BinaryPrimitives.WriteUInt64BigEndian(block, seed);
            BinaryPrimitives.WriteUInt64BigEndian(block[8..], _counter++);
            var hash = SHA256.HashData(block);
            hash.AsSpan(0, Math.Min(32, count - offset)).CopyTo(bytes.AsSpan(offset));
        }

        return bytes;
    }

    public int NextInt(int below) => (int)(BinaryPrimitives.ReadUInt32BigEndian(Next(4)) % (uint)below);
}
