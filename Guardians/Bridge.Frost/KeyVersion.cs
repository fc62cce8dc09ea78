using System.Buffers.Binary;

namespace Bridge.Frost;

/// <summary>
/// Which state of which key a share belongs to. Shares of different versions never sign together: a refresh changes every share and leaves the
/// group key as it is.
/// </summary>
/// <param name="Epoch">The group key, in the bridge's count.</param>
/// <param name="Generation">How often the shares of this key were refreshed; 0 as they were made.</param>
/// <param name="Transcript">Of the ceremony that made these shares; zero when they were not made by one (imported).</param>
public readonly record struct KeyVersion(GuardianEpoch Epoch, uint Generation, Bytes32 Transcript)
{
    /// <summary>Length of the encoding: epoch 4 ‖ generation 4 ‖ transcript 32.</summary>
    public const int Size = 40;

    /// <summary>Reads <see cref="ToArray"/>.</summary>
    /// <exception cref="ProtocolException">Other length, or epoch zero.</exception>
    public static KeyVersion From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(
            GuardianEpoch.From(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            Bytes32.From(bytes[8..]))
        : throw new ProtocolException($"key version should be {Size} bytes and is {bytes.Length}");

    /// <summary>
    /// True when a file of this version may take the place of one of version <paramref name="known"/>: it is newer, or the very same.
    /// </summary>
    public bool MayReplace(KeyVersion known) =>
        // SECURITY: an older share signs nothing and, given to an attacker, undoes the refresh that was to make it worthless (M37).
        Epoch.Value > known.Epoch.Value || (Epoch == known.Epoch && (Generation > known.Generation || this == known));

    /// <summary>The 40 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Epoch.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Generation);
        Transcript.CopyTo(bytes.AsSpan(8));
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => $"epoch {Epoch}, generation {Generation}, transcript {Transcript}";
}

/// <summary>The public state of a key: what its holders agree on before they refresh it or repair a share.</summary>
/// <param name="Group">Threshold, group key and verifying shares.</param>
/// <param name="Version">Which state it is.</param>
public sealed record KeyState(GroupPublicKey Group, KeyVersion Version)
{
    /// <summary>keccak256 of: version 40 ‖ encoded group public key.</summary>
    public Bytes32 Hash => Keccak256.Hash([.. Version.ToArray(), .. Group.Encode()]);
}
