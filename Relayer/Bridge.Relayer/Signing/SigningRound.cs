using System.Security.Cryptography;
using System.Threading.Channels;
using Bridge.Frost.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Signing;

/// <summary>One batch on its way to a signature: drives a <see cref="RoastCoordinator"/> over the network.</summary>
/// <remarks>
/// <para>The coordinator decides whom to ask, when t stand ready, and who is a culprit; this class sends the requests, reads the answers and keeps the
/// time. One more guardian than needed is asked for commitments at once, each under its own random session; the rest as soon as any of them fails or says no, or
/// after a moment: a guardian's sessions are limited, and commitments that nobody uses take their room. When some have given their shares and the
/// others take longer than a moment, the session is overtaken.</para>
/// <para>A guardian that says no for a passing reason, or does not answer, is asked again; for another reason it is out of this round.</para>
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
    private readonly Channel<Func<IReadOnlyList<RoastAction>>> _events =
        Channel.CreateUnbounded<Func<IReadOnlyList<RoastAction>>>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<ushort, GuardianSeat> _seats = guardians.ToDictionary(guardian => guardian.Index, guardian => new GuardianSeat(guardian));
    private readonly HashSet<int> _timed = [];
    private readonly BatchName _name = BatchName.Of(task.Batch.Id);
    private readonly RoastCoordinator _coordinator =
        RoastCoordinator.From(task.Group, task.Digest, [.. guardians.Select(guardian => Frost.ParticipantId.From(guardian.Index))]);

    private string? _said;

    public async Task<SigningOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.SigningDeadlineMilliseconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            OvertakeLater(session: 0);
            var outcome = Do(_coordinator.Start());
            while (outcome is null)
            {
                var step = await _events.Reader.ReadAsync(stop.Token);
                outcome = Do(step());
                if (outcome is null) SayWhatIsMissing();
            }

            return outcome;
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

    private SigningOutcome? Do(IReadOnlyList<RoastAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case RoastAction.Ask ask:
                    var seat = _seats[ask.Signer.Value];
                    Start(() => CommitAsync(seat));
                    break;
                case RoastAction.Sign sign:
                    IReadOnlyList<CommitmentMessage> commitments = [.. sign.Package.Commitments.Select(commitment => commitment.ToMessage())];
                    foreach (var signer in sign.Package.Signers.Select(signer => _seats[signer.Value]))
                    {
                        var request = new SignRequest(signer.Session, task.Epoch.Value, _name, commitments, task.Purpose);
                        Start(() => SignAsync(signer, request, sign.Session));
                    }

                    break;
                case RoastAction.Completed completed:
                    // The coordinator has verified it against the group key and our own digest.
                    return new SigningOutcome.Completed(new Attestation(task.Batch, task.Epoch, completed.Signature), Culprits(digestProved: true));
                case RoastAction.Hopeless:
                    return Abort(Suspects().Count() > guardians.Count - task.Group.Threshold ? SigningFailure.DigestsDiffer : SigningFailure.Refused);
            }
        }

        return null;
    }

    private async Task CommitAsync(GuardianSeat seat)
    {
        var session = Hex.Encode(RandomNumberGenerator.GetBytes(32));
        var answer = await seat.Guardian.CommitAsync(new CommitRequest(session, task.Epoch.Value, _name, task.Purpose), _over.Token);
        Post(() => OnCommitted(seat, session, answer));
    }

    private async Task SignAsync(GuardianSeat seat, SignRequest request, int session)
    {
        var answer = await seat.Guardian.SignAsync(request, _over.Token);
        Post(() => OnShare(seat, session, answer));
    }

    private IReadOnlyList<RoastAction> OnCommitted(GuardianSeat seat, string session, GuardianAnswer<CommitResponse> answer)
    {
        standing.Answered(seat.Index, answer is not GuardianAnswer<CommitResponse>.Unreachable);
        if (answer is not GuardianAnswer<CommitResponse>.Accepted { Value: var response }) return Without(seat, answer);
        if (ReadCommitment(seat, response) is not { } commitment) return Fault(seat, GuardianFault.BadCommitment);
        // SECURITY: only guardians that hold the very digest we computed from our own reads go into a session (W1).
        if (!HoldsOurDigest(response)) return Fault(seat, GuardianFault.WrongDigest);
        seat.Committed(session);
        return _coordinator.Receive(seat.Id, commitment);
    }

    private IReadOnlyList<RoastAction> OnShare(GuardianSeat seat, int session, GuardianAnswer<SignResponse> answer)
    {
        standing.Answered(seat.Index, answer is not GuardianAnswer<SignResponse>.Unreachable);
        if (answer is not GuardianAnswer<SignResponse>.Accepted { Value: var response }) return Without(seat, answer);
        if (ReadShare(response) is not { } share) return Fault(seat, GuardianFault.InvalidShare);
        var actions = _coordinator.Receive(seat.Id, session, share);
        if (_coordinator.Culprits.Any(culprit => culprit.Signer == seat.Id)) seat.Caught(GuardianFault.InvalidShare);
        else if (_timed.Add(session)) OvertakeLater(session);
        return actions;
    }

    private IReadOnlyList<RoastAction> Without<T>(GuardianSeat seat, GuardianAnswer<T> answer)
    {
        switch (answer)
        {
            case GuardianAnswer<T>.Malformed:
                return Fault(seat, GuardianFault.Malformed);
            case GuardianAnswer<T>.Refused refused:
                seat.Refused(refused.Reason);
                if (seat.IsOut) return _coordinator.Exclude(seat.Id);
                break;
            default:
                seat.Silent();
                break;
        }

        Later(seat.NextPause(), () => _coordinator.Retry(seat.Id));
        return _coordinator.Decline(seat.Id);
    }

    private IReadOnlyList<RoastAction> Fault(GuardianSeat seat, GuardianFault fault)
    {
        seat.Caught(fault);
        return _coordinator.Exclude(seat.Id);
    }

    private static NonceCommitment? ReadCommitment(GuardianSeat seat, CommitResponse response)
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

    private static SignatureShare? ReadShare(SignResponse response)
    {
        try
        {
            return SignatureShare.From(response);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private bool HoldsOurDigest(CommitResponse response) => string.Equals(response.Digest, task.Digest.ToString(), StringComparison.OrdinalIgnoreCase);

    private SigningOutcome.Aborted Abort(SigningFailure reason) => new(
        reason,
        Culprits(digestProved: false),
        [.. _seats.Values.Where(seat => seat.Refusal is not null).Select(seat => new Refuser(seat.Index, seat.Refusal!.Value))],
        [.. _seats.Values.Where(seat => seat.IsSilent).Select(seat => seat.Index)]);

    // A different digest is its sender's fault only once t guardians have signed ours; until then ours may be the wrong one.
    private IReadOnlyList<Culprit> Culprits(bool digestProved) =>
        [.. _seats.Values.Where(seat => seat.Fault is { } fault && (digestProved || fault != GuardianFault.WrongDigest)).Select(seat => new Culprit(seat.Index, seat.Fault!.Value))];

    private IEnumerable<GuardianSeat> Suspects() => _seats.Values.Where(seat => seat.Fault == GuardianFault.WrongDigest);

    private int Willing() => _seats.Values.Count(seat => seat.IsWilling && !seat.IsOut);

    private void SayWhatIsMissing()
    {
        var missing = task.Group.Threshold - Willing();
        var text = missing <= 0 ? "waiting for signature shares" : $"waiting for {missing} more guardian{(missing == 1 ? "" : "s")}";
        if (string.Equals(_said, text, StringComparison.Ordinal)) return;
        _said = text;
        waiting(text);
    }

    private void OvertakeLater(int session) =>
        Later(TimeSpan.FromMilliseconds(options.OvertakeMilliseconds), () => _coordinator.Overtake(session));

    private void Later(TimeSpan pause, Func<IReadOnlyList<RoastAction>> step) => Start(async () =>
    {
        await Task.Delay(pause, time, _over.Token);
        Post(step);
    });

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

    private void Post(Func<IReadOnlyList<RoastAction>> step) => _events.Writer.TryWrite(step);
}
