using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli.Tests;

/// <summary>The guardians' key on a chain without a node: a successor waits until the test says that it is ready.</summary>
internal sealed partial class FakeChain : IGuardianKeyReader, IKeyRotator
{
    public GuardianKeyState InForce { get; set; } = new(BridgeId.From(Keccak256.Hash("bridge")), GuardianEpoch.From(1), RotateCommandTests.Old);

    public PendingGuardianKey? Pending { get; set; }

    public TimeSpan RotationDelay { get; set; } = TimeSpan.FromSeconds(1);

    public List<string> Rotations { get; } = [];

    /// <summary>How often the chain says NotReady although the time has come here.</summary>
    public int ChainIsBehind { get; set; }

    public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => this;

    public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => this;

    public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) => Task.FromResult(InForce);

    public Task<PendingGuardianKey?> ReadPendingAsync(CancellationToken cancellationToken) => Task.FromResult(Pending);

    public Task<string> RotateAsync(GuardianEpoch epoch, GroupKey key, GroupSignature signature, CancellationToken cancellationToken)
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        Rotations.Add($"rotate {epoch} {signature.ToArray()[95]}");
        Pending = new(epoch, key, Keccak256.Hash("digest"), TimeProvider.System.GetUtcNow() + RotationDelay);
        return Task.FromResult($"{name} rotation");
    }

    public Task<string> ActivateAsync(CancellationToken cancellationToken)
    {
        if (ChainIsBehind-- > 0 || Pending is null || TimeProvider.System.GetUtcNow() < Pending.ReadyAt) throw new RiskRefusedException("NotReady", "NotReady");
        Rotations.Add("activate");
        (InForce, Pending) = (InForce with { Epoch = Pending.Epoch, Key = Pending.Key }, null);
        return Task.FromResult($"{name} activation");
    }
}
