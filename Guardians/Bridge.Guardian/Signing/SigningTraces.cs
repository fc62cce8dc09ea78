using Bridge.Observability.Tracing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Signing;

/// <summary>Puts what this guardian did with a batch into the trace of each of its transfers, when somebody collects traces.</summary>
public sealed class SigningTraces(SigningDesk desk, BridgeId bridge, TimeProvider time)
{
    /// <summary><see cref="SigningDesk.Commit"/>.</summary>
    public Answer<CommitResponse> Commit(TlsPin relayer, CommitRequest request) => Followed("guardian commit", request.Batch, () => desk.Commit(relayer, request));

    /// <summary><see cref="SigningDesk.Sign"/>.</summary>
    public Answer<SignResponse> Sign(TlsPin relayer, SignRequest request) => Followed("guardian sign", request.Batch, () => desk.Sign(relayer, request));

    private Answer<T> Followed<T>(string round, BatchName batch, Func<Answer<T>> answer)
        where T : class
    {
        if (!TransferTrace.IsOn) return answer();
        var from = time.GetUtcNow();
        var given = answer();
        var to = time.GetUtcNow();
        // What names no batch names no transfer.
        if (given.Refusal?.Reason == RefusalReason.BadRequest || batch is not { Count: > 0 and <= BatchId.MaxCount }) return given;
        for (var i = 0ul; i < batch.Count; i++)
        {
            using var step = TransferTrace.Begin(round, bridge.ToString(), $"{batch.Source}-{batch.Destination}-{batch.First + i}", from);
            step?.SetTag("bridge.guardian", desk.Index).SetTag("bridge.refusal", given.Refusal?.Reason.ToString()).SetEndTime(to.UtcDateTime);
        }

        return given;
    }
}
