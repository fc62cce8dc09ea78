using Bridge.Frost.Signer;
using Bridge.Frost.Signing;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Signing;

/// <summary>Answers the two rounds of a signing session (RFC 9591, sections 5.1 and 5.2).</summary>
/// <remarks>
/// <para><b>Commit</b>: the batch that the coordinator named is rebuilt from this guardian's own journal; one-time nonces are made for this session,
/// epoch, batch and digest, and kept in memory.</para>
/// <para><b>Sign</b>: the nonces are taken first, so whatever comes of the request, they are gone. Then everything is checked again, because a chain may
/// have been halted in between; then the intent is on disk; then the share leaves.</para>
/// <para>Every "no" is a <see cref="Refusal"/>; nothing is retried here. Stored: <see cref="SignIntentJournal"/>. Limits: number and age of open
/// sessions, in all and per relayer.</para>
/// </remarks>
public sealed partial class SigningDesk(
    ushort index, IReadOnlyDictionary<GuardianEpoch, KeyPackage> keys, BatchSource batches, ChainEpochs epochs, WayBackRules wayBack, BreakerRules breakers, SessionStore<SigningNonces> sessions,
    SignIntentJournal intents, GuardianMetrics metrics, ILogger<SigningDesk> logger)
{
    private bool _full;

    /// <summary>This guardian's FROST identifier.</summary>
    public ushort Index => index;

    /// <summary>Round one.</summary>
    public Answer<CommitResponse> Commit(TlsPin relayer, CommitRequest request) => Told("commit", relayer, request.Session, Committed(relayer, request));

    /// <summary>Round two.</summary>
    public Answer<SignResponse> Sign(TlsPin relayer, SignRequest request) => Told("sign", relayer, request.Session, Signed(relayer, request));

    /// <summary>A relayer asks faster than it may.</summary>
    public static Refusal TooFast { get; } = new(RefusalReason.RateLimited, "this relayer asks faster than it may");

    /// <summary>Notes in the log, once for each flood, who asks faster than it may.</summary>
    public Refusal Flooded(TlsPin relayer)
    {
        Log.Flood(logger, relayer.ToString());
        return TooFast;
    }

    private Answer<CommitResponse> Committed(TlsPin relayer, CommitRequest request)
    {
        // SECURITY: asked first, so that a flood costs neither disk nor curve arithmetic (M34).
        if (!sessions.HasRoom(relayer)) return new Refusal(RefusalReason.RateLimited, "too many sessions are open");
        if (SessionOf(request.Session) is not { } session) return BadSession;
        if (KeyOf(request.Epoch) is not { } key) return UnknownEpoch(request.Epoch);
        var rebuilt = batches.Rebuild(request.Batch);
        if (rebuilt.Value is not { } batch) return rebuilt.Refusal!;
        if (epochs.Refusal(DeliveredTo(request.Purpose, batch), key.Epoch) is var (notInForce, why)) return new Refusal(notInForce, why);
        // SECURITY: a release, a void or a refund, each only where the chains' final facts allow it.
        if (wayBack.Refuse(request.Purpose, batch) is { } no) return no;
        // SECURITY: what this guardian's own breakers, or a chain's, hold or halt gets no commitment (M73).
        if (breakers.Refuse(request.Purpose, batch) is { } halted) return halted;
        // SECURITY: one session id, one answer, over restarts too (W10).
        if (intents.IsUsed(session)) return AnsweredBefore;
        var digest = request.Purpose.Digest(batch, key.Epoch);
        return sessions.Open(session, relayer, new SessionBinding(key.Epoch, batch.Id, digest, request.Purpose), () => FrostSigner.Commit(key), out var nonces) switch
        {
            SessionOutcome.Opened => new CommitResponse(nonces!.Commitment.ToMessage(), digest.ToString()),
            SessionOutcome.Known => AnsweredBefore,
            SessionOutcome.TooMany => new Refusal(RefusalReason.RateLimited, "too many sessions are open"),
            var outcome => throw new InvalidOperationException($"unknown outcome {outcome}"),
        };
    }

    private Answer<SignResponse> Signed(TlsPin relayer, SignRequest request)
    {
        if (SessionOf(request.Session) is not { } session) return BadSession;
        // SECURITY: taken before anything is looked at: a request that fails costs its nonces, so no two requests ever meet one pair (W10).
        if (!sessions.TryTake(session, relayer, out var taken)) return new Refusal(RefusalReason.UnknownSession, "no nonces are kept for this session");
        using var nonces = taken.Nonces;
        var (epoch, batchId, digest, purpose) = taken.Binding;
        if (KeyOf(request.Epoch) is not { } key) return UnknownEpoch(request.Epoch);
        // SECURITY: nonces serve the session they were made for: this epoch, this batch and this purpose (M58).
        if (key.Epoch != epoch || request.Batch != BatchName.Of(batchId) || request.Purpose != purpose)
            return new Refusal(RefusalReason.InvalidPackage, $"this session is about {purpose} of {batchId} in epoch {epoch}");
        var rebuilt = batches.Rebuild(request.Batch);
        if (rebuilt.Value is not { } batch) return rebuilt.Refusal!;
        if (epochs.Refusal(DeliveredTo(purpose, batch), key.Epoch) is var (notInForce, why)) return new Refusal(notInForce, why);
        // SECURITY: a refund may have been requested, or a payment seen, since the commitment.
        if (wayBack.Refuse(purpose, batch) is { } no) return no;
        // SECURITY: a breaker may have tripped since the commitment.
        if (breakers.Refuse(purpose, batch) is { } halted) return halted;
        // SECURITY: the message is this guardian's own, today as when it committed.
        if (purpose.Digest(batch, epoch) != digest) throw new JournalException($"the journal shows another {batchId} than it did at commit");
        var packed = PackageOf(key, nonces, request.Commitments, digest);
        if (packed.Value is not { } package) return packed.Refusal!;

        // SECURITY: on disk before the share exists, so no crash can let a share out without its intent (W10).
        switch (intents.Record(session, epoch, batch, digest))
        {
            case IntentOutcome.ConflictingLeaf:
                return new Refusal(RefusalReason.ConflictingLeaf, $"another leaf was signed before for a transfer of {batchId}");
            case IntentOutcome.SessionUsed:
                return AnsweredBefore;
            case IntentOutcome.Recorded:
                sessions.Forget(session);
                breakers.Signed(purpose, batch);
                break;
            case var outcome:
                throw new InvalidOperationException($"unknown outcome {outcome}");
        }

        return FrostSigner.Sign(key, nonces, package) switch
        {
            SigningResult.Completed(var share) => share.ToMessage(),
            SigningResult.Refused(var reason) => new Refusal(RefusalReason.InvalidPackage, $"the signer refuses: {reason}"),
            var result => throw new InvalidOperationException($"unknown result {result}"),
        };
    }

    private static Answer<SigningPackage> PackageOf(KeyPackage key, SigningNonces nonces, IReadOnlyList<CommitmentMessage> messages, MessageDigest digest)
    {
        // Cheap to say before any point is decompressed.
        if (messages.Count > key.Group.Count) return new Refusal(RefusalReason.InvalidPackage, $"{messages.Count} commitments for {key.Group.Count} guardians");
        if (messages.Any(message => message is null)) return new Refusal(RefusalReason.BadRequest, "a commitment is null");
        try
        {
            // SECURITY: valid points, distinct members, at least the threshold: all of it in SigningPackage (M34).
            var package = SigningPackage.From(key.Group, messages.Select(NonceCommitment.From), digest);
            // SECURITY: our own commitment is there and is the one we made in this session (RFC 9591, section 5.2).
            return package.CommitmentOf(key.Participant) == nonces.Commitment
                ? package
                : new Refusal(RefusalReason.InvalidPackage, "this guardian's own commitment is missing or another one");
        }
        catch (ProtocolException e)
        {
            return new Refusal(RefusalReason.InvalidPackage, e.Message);
        }
    }

    // A refund is paid on the source; everything else is the destination's.
    private static ChainId DeliveredTo(SigningPurpose purpose, TransferBatch batch) => purpose == SigningPurpose.Refund ? batch.Id.Lane.Source : batch.Id.Lane.Destination;

    private static Refusal BadSession => new(RefusalReason.BadRequest, "session should be 32 bytes in hexadecimal and not zero");

    private static Refusal AnsweredBefore => new(RefusalReason.UnknownSession, "this session was answered before");

    private static Refusal UnknownEpoch(uint epoch) => new(RefusalReason.UnknownEpoch, $"no key of epoch {epoch} here");

    private static Bytes32? SessionOf(string text)
    {
        try
        {
            return Bytes32.Parse(text) is { IsZero: false } session ? session : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private KeyPackage? KeyOf(uint epoch) => epoch == 0 ? null : keys.GetValueOrDefault(GuardianEpoch.From(epoch));

    private Answer<T> Told<T>(string round, TlsPin relayer, string session, Answer<T> answer) where T : class
    {
        // What a caller wrote goes into the log only in a form that it cannot shape.
        var name = SessionOf(session)?.ToString() ?? "malformed";
        metrics.CountAnswer(round, answer.Refusal?.Reason);
        // A full table is no news the second time; a flood must not fill the log either.
        if (answer.Refusal is { Reason: RefusalReason.RateLimited })
        {
            if (!Interlocked.Exchange(ref _full, true)) Log.Full(logger, relayer.ToString());
            return answer;
        }

        Volatile.Write(ref _full, false);
        if (answer.Refusal is not { } refusal) Log.Answered(logger, round, name, relayer.ToString());
        else if (refusal.Reason.IsMisbehaviour()) Log.Suspicious(logger, round, name, relayer.ToString(), refusal.Reason, refusal.Detail);
        else Log.Refused(logger, round, name, relayer.ToString(), refusal.Reason, refusal.Detail);
        return answer;
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Information, "{Round} of session {Session} answered to relayer {Relayer}")]
        public static partial void Answered(ILogger logger, string round, string session, string relayer);

        [LoggerMessage(201, LogLevel.Information, "{Round} of session {Session} refused to relayer {Relayer}: {Reason}: {Detail}")]
        public static partial void Refused(ILogger logger, string round, string session, string relayer, RefusalReason reason, string detail);

        [LoggerMessage(202, LogLevel.Warning, "{Round} of session {Session}: relayer {Relayer} asked for what an honest one does not: {Reason}: {Detail}")]
        public static partial void Suspicious(ILogger logger, string round, string session, string relayer, RefusalReason reason, string detail);

        [LoggerMessage(203, LogLevel.Warning, "relayer {Relayer} asks faster than it may (requestsPerSecond); its requests are refused unread")]
        public static partial void Flood(ILogger logger, string relayer);

        [LoggerMessage(204, LogLevel.Warning, "relayer {Relayer} has as many sessions open as it may, or all of them are taken (maximumSessions, maximumSessionsPerRelayer)")]
        public static partial void Full(ILogger logger, string relayer);
    }
}
