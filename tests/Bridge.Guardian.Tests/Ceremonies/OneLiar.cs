using Bridge.Frost.KeyGeneration;
using Bridge.Guardian.Ceremonies;

namespace Bridge.Guardian.Tests;

/// <summary>Four guardians, the third of which lies, with its own identity key.</summary>
public abstract class OneLiar : IAsyncLifetime
{
    protected const ushort Liar = 3;

    private protected IReadOnlyList<TestGuardian> All { get; } = [new(1), new(2), new(Liar), new(4)];

    private protected IReadOnlyList<TestGuardian> Honest => [.. All.Where(guardian => guardian.Options.Index != Liar)];

    private protected TestGuardian Rogue => All[Liar - 1];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var guardian in All) await guardian.DisposeAsync();
    }

    // The last byte before the signature is another, and the liar signs it.
    private protected string Resealed(Ceremony ceremony, Bytes32 kind, string honest)
    {
        var body = Hex.Decode(honest)[..^SignedPackage.SignatureSize];
        body[^1] ^= 1;
        return Hex.Encode(SignedPackage.Seal(kind, ceremony.KeyContext(), body, Rogue.Keys.Identity));
    }
}
