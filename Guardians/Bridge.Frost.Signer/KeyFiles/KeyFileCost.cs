namespace Bridge.Frost.Signer.KeyFiles;

/// <summary>What one guess of the passphrase costs: Argon2id passes and memory.</summary>
/// <param name="Passes">Passes over the memory, 1 to 16.</param>
/// <param name="MemoryKiB">Memory in KiB, 8 MiB to 1 GiB.</param>
public readonly record struct KeyFileCost(uint Passes, uint MemoryKiB)
{
    /// <summary>3 passes over 64 MiB: the second recommended option of RFC 9106, section 4, with libsodium's single lane.</summary>
    public static KeyFileCost Default => new(3, 64 * 1024);

    /// <summary>1 pass over 8 MiB: the least that is read. For tests and short-lived local networks.</summary>
    public static KeyFileCost Minimum => new(1, 8 * 1024);

    // SECURITY: a changed header must neither make guessing cheap nor make the reader allocate without bound.
    internal bool IsWithinBounds => Passes is >= 1 and <= 16 && MemoryKiB is >= 8 * 1024 and <= 1024 * 1024;
}
