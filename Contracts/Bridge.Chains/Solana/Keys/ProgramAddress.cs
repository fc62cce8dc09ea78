using System.Security.Cryptography;
using System.Text;

namespace Bridge.Chains.Solana.Keys;

/// <summary>Program derived addresses: SHA-256(seeds ‖ bump ‖ program ‖ "ProgramDerivedAddress"), off the curve, so that no key signs for them.</summary>
/// <param name="Address">The address.</param>
/// <param name="Bump">The byte that brought it off the curve, searched from 255 down.</param>
public readonly record struct ProgramAddress(SolanaAddress Address, byte Bump)
{
    private const int MaxSeedLength = 32;
    private const int MaxSeeds = 15; // the sixteenth is the bump

    private static readonly byte[] Marker = "ProgramDerivedAddress"u8.ToArray();

    /// <summary>The address of <paramref name="seeds"/> with the highest bump that works.</summary>
    /// <exception cref="ArgumentException">More than 15 seeds, or one of more than 32 bytes.</exception>
    public static ProgramAddress Find(SolanaAddress program, params ReadOnlySpan<byte[]> seeds)
    {
        if (seeds.Length > MaxSeeds) throw new ArgumentException($"there should be at most {MaxSeeds} seeds", nameof(seeds));
        var bytes = new List<byte>();
        foreach (var seed in seeds)
        {
            if (seed.Length > MaxSeedLength) throw new ArgumentException($"a seed should be at most {MaxSeedLength} bytes", nameof(seeds));
            bytes.AddRange(seed);
        }

        var bumpAt = bytes.Count;
        bytes.Add(0);
        bytes.AddRange(program.ToArray());
        bytes.AddRange(Marker);
        var preimage = bytes.ToArray();
        Span<byte> hash = stackalloc byte[32];
        for (var bump = 255; bump >= 0; bump--)
        {
            preimage[bumpAt] = (byte)bump;
            SHA256.HashData(preimage, hash);
            if (!Edwards25519.IsPoint(hash)) return new(SolanaAddress.From(hash), (byte)bump);
        }

        throw new ArgumentException("no bump gives an address off the curve", nameof(seeds)); // probability 2^-256
    }

    /// <summary>A seed of ASCII text.</summary>
    public static byte[] Text(string seed) => Encoding.ASCII.GetBytes(seed);
}
