using System.Security.Cryptography;
using System.Threading.Channels;
using Bridge.Frost.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Signing;

/// <summary>One batch on its way to a signature: as many attempts as it takes, several at once (after ROAST, Ruffing and others 2022).</summary>
/// <remarks>
/// <para>One more guardian than needed is asked for commitments at once, each under its own random session; the rest as soon as any of them fails or
/// says no, or after a moment without a signature: a guardian's sessions are limited, and commitments that nobody uses take their room. Who is in the
/// first wave goes round from batch to batch. As soon as t stand ready, with our digest, they form an attempt. A guardian that has given its share and still sees no signature after a moment is asked for fresh commitments, and so becomes
/// ready for the next attempt: guardians that are slow or silent hold up only the attempts they are in.</para>
/// <para>Commitments are used for one attempt only. Each share is verified as it comes; a wrong one proves its sender's fault, ends its attempt and
/// sets the others free. A guardian that says no for a passing reason is asked again; for another reason it is out of this round.</para>
/// <para>The round ends with a signature that the group key verifies, or when fewer than t guardians are left, or at the deadline. One loop reads all
/// events, so nothing here is shared between threads.</para>
/// </remarks>
internal sealed class SigningRound(
    SigningTask task,
    IReadOnlyList<IGuardianClient> guardians,
    GuardianStanding standing,
    RelayerOptions options,
    TimeProvider time,
    Action<string> waiting) : IDisposable
{
    private static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(1);

    private readonly Channel<Func<SigningOutcome?>> _events = Channel.CreateUnbounded<Func<SigningOutcome?>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<ushort, Seat> _seats = guardians.ToDictionary(guardian => guardian.Index, guardian => new Seat(guardian));
    private readonly List<Seat> _ready = [];
    private readonly Queue<Seat> _reserve = [];
    private readonly BatchName _name = BatchName.Of(task.Batch.Id);
    private string? _said;

    public async Task<SigningOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.SigningDeadlineMilliseconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        foreach (var guardian in guardians) _reserve.Enqueue(_seats[guardian.Index]);
        Ask(task.Group.Threshold + 1);
        Start(AskRestLaterAsync);
        try
        {
            while (true)
            {
                var step = await _events.Reader.ReadAsync(stop.Token);
                if ((step() ?? Hopeless()) is { } outcome) return outcome;
                if (_seats.Values.Any(seat => seat.IsOut || seat.Silent || seat.Refusal is not null)) Ask(_reserve.Count);
                SayWhatIsMissing();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Abort(Suspects().Any() && Willing() < task.Group.Threshold ? SigningFailure.DigestsDiffer : SigningFailure.TooFewGuardians);
        }
        finally
        {
            await _over.CancelAsync();
        }
    }

    public void Dispose() => _over.Dispose();

    private void Ask(int count)
    {
        for (; count > 0 && _reserve.TryDequeue(out var seat); count--)
        {
            var asked = seat;
            Start(() => CommitAsync(asked, TimeSpan.Zero));
        }
    }

    private async Task AskRestLaterAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(options.OvertakeMilliseconds), time, _over.Token);
        Post(() =>
        {
            Ask(_reserve.Count);
            return null;
        });
    }

    private async Task CommitAsync(Seat seat, TimeSpan after)
    {
        if (after > TimeSpan.Zero) await Task.Delay(after, time, _over.Token);
        var session = Hex.Encode(RandomNumberGenerator.GetBytes(32));
        var answer = await seat.Guardian.CommitAsync(new CommitRequest(session, task.Epoch.Value, _name), _over.Token);
        Post(() => OnCommitted(seat, session, answer));
    }

    private async Task SignAsync(Seat seat, SignRequest request, SigningAttempt attempt)
    {
        var answer = await seat.Guardian.SignAsync(request, _over.Token);
        Post(() => OnShare(seat, attempt, answer));
    }

    private SigningOutcome? OnCommitted(Seat seat, string session, GuardianAnswer<CommitResponse> answer)
    {
        standing.Answered(seat.Index, answer is not GuardianAnswer<CommitResponse>.Unreachable);
        switch (answer)
        {
            case GuardianAnswer<CommitResponse>.Accepted { Value: var response }:
                if (ReadCommitment(seat, response) is not { } commitment) return Fault(seat, GuardianFault.BadCommitment);
                // SECURITY: only guardians that hold the very digest we computed from our own reads go into an attempt (W1).
                if (!HoldsOurDigest(response)) return Fault(seat, GuardianFault.WrongDigest);
                seat.Retry = TimeSpan.Zero;
                (seat.Session, seat.Commitment) = (session, commitment);
                (seat.IsWilling, seat.Silent, seat.Refusal) = (true, false, null);
                _ready.Add(seat);
                return TryStartAttempt();
            case GuardianAnswer<CommitResponse>.Refused refused:
                return Refuse(seat, refused.Reason);
            case GuardianAnswer<CommitResponse>.Malformed:
                return Fault(seat, GuardianFault.Malformed);
            default:
                (seat.IsWilling, seat.Silent) = (false, true);
                CommitAgain(seat);
                return null;
        }
    }

    private SigningOutcome? OnShare(Seat seat, SigningAttempt attempt, GuardianAnswer<SignResponse> answer)
    {
        standing.Answered(seat.Index, answer is not GuardianAnswer<SignResponse>.Unreachable);
        switch (answer)
        {
            case GuardianAnswer<SignResponse>.Accepted { Value: var response }:
                // SECURITY: a share counts only when it verifies against its sender's own verifying share (RFC 9591, section 5.4).
                if (response.Guardian != seat.Index || !attempt.TryAdd(response))
                {
                    GiveUp(attempt);
                    return Fault(seat, GuardianFault.InvalidShare);
                }

                if (attempt.TryAggregate() is { } signature) return Complete(signature);
                if (attempt.IsOver) CommitAgain(seat, TimeSpan.Zero);
                else CommitAgain(seat, TimeSpan.FromMilliseconds(options.OvertakeMilliseconds));
                return null;
            case GuardianAnswer<SignResponse>.Refused refused:
                GiveUp(attempt);
                return Refuse(seat, refused.Reason);
            case GuardianAnswer<SignResponse>.Malformed:
                GiveUp(attempt);
                return Fault(seat, GuardianFault.Malformed);
            default:
                GiveUp(attempt);
                (seat.IsWilling, seat.Silent) = (false, true);
                CommitAgain(seat);
                return null;
        }
    }

    private SigningOutcome? TryStartAttempt()
    {
        if (_ready.Count < task.Group.Threshold) return null;
        var signers = _ready.Take(task.Group.Threshold).ToList();
        _ready.RemoveRange(0, signers.Count);
        var commitments = signers.Select(seat => seat.Commitment!).ToList();
        SigningPackage package;
        try
        {
            package = SigningPackage.From(task.Group, commitments, task.Digest);
        }
        catch (ProtocolException)
        {
            // Commitments that cancel each other out: nobody can be named, all are asked again.
            signers.ForEach(seat => CommitAgain(seat));
            return null;
        }

        var attempt = new SigningAttempt(package);
        IReadOnlyList<CommitmentMessage> messages = [.. package.Commitments.Select(commitment => commitment.ToMessage())];
        foreach (var seat in signers)
        {
            var request = new SignRequest(seat.Session!, task.Epoch.Value, _name, messages);
            // Spent with this request, whatever comes of it.
            (seat.Session, seat.Commitment) = (null, null);
            Start(() => SignAsync(seat, request, attempt));
        }

        return null;
    }

    // The aggregation has verified it against the group key and our own digest.
    private SigningOutcome.Completed Complete(GroupSignature signature) =>
        new(new Attestation(task.Batch, task.Epoch, signature), Culprits(digestProved: true));

    private static NonceCommitment? ReadCommitment(Seat seat, CommitResponse response)
    {
        try
        {
            return response.Commitment is { } message && message.Guardian == seat.Index ? NonceCommitment.From(message) : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private bool HoldsOurDigest(CommitResponse response) => string.Equals(response.Digest, task.Digest.ToString(), StringComparison.OrdinalIgnoreCase);

    private SigningOutcome? Refuse(Seat seat, RefusalReason reason)
    {
        (seat.IsWilling, seat.Silent, seat.Refusal) = (false, false, reason);
        if (reason.IsTransient()) CommitAgain(seat);
        else seat.IsOut = true;
        return null;
    }

    private static SigningOutcome? Fault(Seat seat, GuardianFault fault)
    {
        (seat.IsWilling, seat.IsOut, seat.Fault) = (false, true, fault);
        return null;
    }

    private static void GiveUp(SigningAttempt attempt) => attempt.IsOver = true;

    private void CommitAgain(Seat seat, TimeSpan? after = null)
    {
        if (seat.IsOut) return;
        if (after is null) seat.Retry = seat.Retry == TimeSpan.Zero ? MinRetry : seat.Retry * 2 < MaxRetry ? seat.Retry * 2 : MaxRetry;
        var pause = after ?? seat.Retry;
        Start(() => CommitAsync(seat, pause));
    }

    /// <summary>An end when fewer than t guardians can still take part.</summary>
    private SigningOutcome.Aborted? Hopeless()
    {
        if (_seats.Values.Count(seat => !seat.IsOut) >= task.Group.Threshold) return null;
        return Abort(Suspects().Count() > guardians.Count - task.Group.Threshold ? SigningFailure.DigestsDiffer : SigningFailure.Refused);
    }

    private SigningOutcome.Aborted Abort(SigningFailure reason) => new(
        reason,
        Culprits(digestProved: false),
        [.. _seats.Values.Where(seat => seat.Refusal is not null).Select(seat => new Refuser(seat.Index, seat.Refusal!.Value))],
        [.. _seats.Values.Where(seat => seat.Silent).Select(seat => seat.Index)]);

    // A different digest is its sender's fault only once t guardians have signed ours; until then ours may be the wrong one.
    private IReadOnlyList<Culprit> Culprits(bool digestProved) =>
        [.. _seats.Values.Where(seat => seat.Fault is { } fault && (digestProved || fault != GuardianFault.WrongDigest)).Select(seat => new Culprit(seat.Index, seat.Fault!.Value))];

    private IEnumerable<Seat> Suspects() => _seats.Values.Where(seat => seat.Fault == GuardianFault.WrongDigest);

    private int Willing() => _seats.Values.Count(seat => seat.IsWilling && !seat.IsOut);

    private void SayWhatIsMissing()
    {
        var missing = task.Group.Threshold - Willing();
        var text = missing <= 0 ? "waiting for signature shares" : $"waiting for {missing} more guardian{(missing == 1 ? "" : "s")}";
        if (string.Equals(_said, text, StringComparison.Ordinal)) return;
        _said = text;
        waiting(text);
    }

    private static void Start(Func<Task> work) => _ = RunAgentAsync(work);

    private static async Task RunAgentAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
        catch (ObjectDisposedException)
        {
            // The round is over and gone.
        }
    }

    private void Post(Func<SigningOutcome?> step) => _events.Writer.TryWrite(step);

    /// <summary>A guardian's place in this round.</summary>
    private sealed class Seat(IGuardianClient guardian)
    {
        public IGuardianClient Guardian => guardian;

        public ushort Index => guardian.Index;

        public string? Session { get; set; }

        public NonceCommitment? Commitment { get; set; }

        public TimeSpan Retry { get; set; }

        public bool Silent { get; set; }

        public bool IsOut { get; set; }

        /// <summary>It has committed to our digest and not failed since.</summary>
        public bool IsWilling { get; set; }

        public RefusalReason? Refusal { get; set; }

        public GuardianFault? Fault { get; set; }
    }
}
