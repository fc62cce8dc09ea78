using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer.Tests.Testing;

/// <summary>Kills a relayer at its k-th await of the outside world, counted over chains and guardians, before or after the call's effect.</summary>
internal sealed class KillSwitch(int killAt)
{
    private int _steps;

    public CancellationTokenSource Source { get; } = new();

    public bool HasKilled => Source.IsCancellationRequested;

    public async Task StepAsync()
    {
        if (Interlocked.Increment(ref _steps) < killAt) return;
        await Source.CancelAsync();
        // A dead process does nothing more.
        Source.Token.ThrowIfCancellationRequested();
    }

    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await StepAsync();
        var result = await call();
        await StepAsync();
        return result;
    }
}

internal sealed class MortalLockReader(ILockReader inner, KillSwitch kill) : ILockReader
{
    public ChainId Chain => inner.Chain;

    public Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken) => kill.CallAsync(() => inner.ReadFinalizedHeadAsync(cancellationToken));

    public Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) => kill.CallAsync(() => inner.ReadBlockAsync(height, cancellationToken));

    public Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken) => kill.CallAsync(() => inner.ReadFinalizedAsync(cursor, cancellationToken));

    public Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken) => kill.CallAsync(() => inner.FindAsync(id, cancellationToken));

    public Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken) => kill.CallAsync(() => inner.ReadObservedAsync(cursor, cancellationToken));
}

internal sealed class MortalDestination(FakeDestination inner, KillSwitch kill) : IReleaser, IReleaseReader
{
    public ChainId Chain => inner.Chain;

    public int MaxBatch => inner.MaxBatch;

    public Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken) =>
        kill.CallAsync(() => inner.ReleaseAsync(attestation, submitted, cancellationToken));

    public Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        kill.CallAsync(() => inner.ReadConsumedAsync(lane, first, count, at, cancellationToken));

    public Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        kill.CallAsync(() => inner.ReadStatesAsync(lane, first, count, at, cancellationToken));

    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken) =>
        kill.CallAsync(() => inner.FindReleaseAsync(id, cancellationToken));
}

internal sealed class MortalWayBack(FakeDestination inner, KillSwitch kill) : IRefundReader, IRefunder
{
    public ChainId Chain => inner.Chain;

    public Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken) => kill.CallAsync(() => inner.ReadFinalizedAsync(fromHeight, cancellationToken));

    public Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) => kill.CallAsync(() => inner.FindRefundAsync(id, cancellationToken));

    public Task<RefundOutcome> VoidAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) =>
        kill.CallAsync(() => inner.VoidAsync(transfer, epoch, signature, cancellationToken));

    public Task<RefundOutcome> RefundAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) =>
        kill.CallAsync(() => inner.RefundAsync(transfer, epoch, signature, cancellationToken));
}

internal sealed class MortalGuardian(IGuardianClient inner, KillSwitch kill) : IGuardianClient
{
    public ushort Index => inner.Index;

    public Task<GuardianAnswer<CommitResponse>> CommitAsync(CommitRequest request, CancellationToken cancellationToken) => kill.CallAsync(() => inner.CommitAsync(request, cancellationToken));

    public Task<GuardianAnswer<SignResponse>> SignAsync(SignRequest request, CancellationToken cancellationToken) => kill.CallAsync(() => inner.SignAsync(request, cancellationToken));

    public Task<bool> IsAliveAsync(CancellationToken cancellationToken) => inner.IsAliveAsync(cancellationToken);
}
