using System.Diagnostics.Metrics;
using Bridge.Frost;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Configuration;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Signing;

/// <summary>Gets a batch signed by t guardians, whatever the others do.</summary>
/// <remarks>
/// It knows the batch from this relayer's own reads, computes the digest itself and takes no fact from anyone. It holds no secret: the worst it
/// can do is waste the guardians' time. One batch is one <see cref="SigningRound"/>; several may run at once. Guardians caught in a fault are
/// named in the log and left out for a while. Nothing is stored here.
/// </remarks>
internal sealed partial class SigningCoordinator(
    GroupPublicKey group,
    GuardianEpoch epoch,
    IReadOnlyList<IGuardianClient> guardians,
    GuardianStanding standing,
    RelayerOptions options,
    TimeProvider time,
    RelayerMeter meter,
    ILogger<SigningCoordinator> logger)
{
    public GuardianEpoch Epoch => epoch;

    /// <summary>True when the group key in force has signed this.</summary>
    public bool Verifies(MessageDigest digest, GroupSignature signature) => FrostVerifier.Verify(group.GroupKey, digest, signature);

    /// <summary>Runs one round. <paramref name="waiting"/> hears what the batch waits for, in words.</summary>
    public async Task<SigningOutcome> SignAsync(
        TransferBatch batch, Action<string> waiting, CancellationToken cancellationToken, SigningPurpose purpose = SigningPurpose.Attestation)
    {
        var eligible = standing.Eligible().ToHashSet();
        var asked = guardians.Where(guardian => eligible.Contains(guardian.Index)).ToList();
        // When too many rest, nobody does: a signature is worth more than the time that a faulty guardian wastes.
        if (asked.Count < group.Threshold) asked = [.. guardians];

        // Those that answer come first; among them the first place goes round, so that no guardian does all the work.
        var turn = (int)(batch.Id.First % (ulong)asked.Count);
        asked = [.. asked.Skip(turn).Concat(asked.Take(turn)).OrderBy(guardian => standing.IsLive(guardian.Index) ? 0 : 1)];
        using var round = new SigningRound(new SigningTask(batch, epoch, group, purpose), asked, standing, options, time, waiting);
        var outcome = await round.RunAsync(cancellationToken);
        Report(batch, outcome);
        return outcome;
    }

    private void Report(TransferBatch batch, SigningOutcome outcome)
    {
        meter.SigningEnded(outcome.GetType().Name);
        var (culprits, refusers) = outcome switch
        {
            SigningOutcome.Completed completed => (completed.Culprits, []),
            SigningOutcome.Aborted aborted => (aborted.Culprits, aborted.Refusers),
            _ => throw new InvalidOperationException("a signing round ends completed or aborted"),
        };
        foreach (var culprit in culprits)
        {
            standing.Exclude(culprit);
            meter.GuardianFault(culprit);
            Log.Fault(logger, culprit.Guardian, culprit.Fault, batch.Id);
        }

        foreach (var refuser in refusers)
        {
            meter.Refusal(refuser);
            if (Protocol.GuardianApi.RefusalReasons.IsMisbehaviour(refuser.Reason)) Log.Alarm(logger, refuser.Guardian, refuser.Reason, batch.Id);
        }

        if (outcome is SigningOutcome.Aborted failed) Log.NotSigned(logger, batch.Id, failed);
        else Log.Signed(logger, batch.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "batch {Batch} is signed")]
        public static partial void Signed(ILogger logger, BatchId batch);

        [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "batch {Batch} is not signed: {Reason}")]
        public static partial void NotSigned(ILogger logger, BatchId batch, SigningOutcome.Aborted reason);

        [LoggerMessage(EventId = 1403, Level = LogLevel.Error, Message = "guardian {Guardian} was caught at {Fault} while signing batch {Batch}")]
        public static partial void Fault(ILogger logger, ushort guardian, GuardianFault fault, BatchId batch);

        [LoggerMessage(EventId = 1404, Level = LogLevel.Error, Message = "guardian {Guardian} refuses batch {Batch} with {Reason}: it, this relayer or a node is wrong")]
        public static partial void Alarm(ILogger logger, ushort guardian, Protocol.GuardianApi.RefusalReason reason, BatchId batch);
    }
}

/// <summary>What a round is about.</summary>
internal sealed record SigningTask(TransferBatch Batch, GuardianEpoch Epoch, GroupPublicKey Group, SigningPurpose Purpose = SigningPurpose.Attestation)
{
    public MessageDigest Digest { get; } = Purpose.Digest(Batch, Epoch);
}
