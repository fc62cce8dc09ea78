namespace Bridge.Guardian.Tests;

/// <summary>The guardians' key on a chain in memory: the one in force and the one that waits.</summary>
internal sealed class FakeGuardianKey(ChainId chain) : IGuardianKeyReader, IKeyRotator
{
    public ChainId Chain => chain;

    public uint Epoch { get; set; } = 1;

    public PendingGuardianKey? Pending { get; set; }

    public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) => Task.FromResult(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(Epoch), default));

    public Task<PendingGuardianKey?> ReadPendingAsync(CancellationToken cancellationToken) => Task.FromResult(Pending);

    public Task<string> RotateAsync(GuardianEpoch epoch, GroupKey key, GroupSignature signature, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> ActivateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
