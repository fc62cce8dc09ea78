using Bridge.Frost.Curve;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Signing;

namespace Bridge.Benchmarks;

/// <summary>
/// A guardian whose answers take a while, and which may be one of the liars: guardians 1 to <paramref name="liars"/>. In each session the first of them that
/// takes part changes its share; the others wait for a session of their own. Liars are nearer with their commitments, so that all of them are chosen first.
/// </summary>
internal sealed class RemoteGuardian(IGuardianClient inner, TimeSpan roundTrip, int liars) : IGuardianClient
{
    private int _signed;

    public ushort Index => inner.Index;

    /// <summary>How many shares it was asked for.</summary>
    public int Signed => Volatile.Read(ref _signed);

    public async Task<GuardianAnswer<CommitResponse>> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Index <= liars ? roundTrip * 0.8 : roundTrip, cancellationToken);
        return await inner.CommitAsync(request, cancellationToken);
    }

    public async Task<GuardianAnswer<SignResponse>> SignAsync(SignRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _signed);
        await Task.Delay(roundTrip, cancellationToken);
        var answer = await inner.SignAsync(request, cancellationToken);
        var isLiar = Index <= liars && request.Commitments.Min(commitment => commitment.Guardian) == Index;
        return isLiar && answer is GuardianAnswer<SignResponse>.Accepted(var honest)
            ? new GuardianAnswer<SignResponse>.Accepted(honest with { Share = Hex.Encode((Scalar.From(Hex.Decode(honest.Share)) + Scalar.One).ToArray()) })
            : answer;
    }

    public Task<bool> IsAliveAsync(CancellationToken cancellationToken) => inner.IsAliveAsync(cancellationToken);
}
