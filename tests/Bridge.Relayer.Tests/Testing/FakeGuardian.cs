using System.Collections.Concurrent;
using Bridge.Frost;
using Bridge.Frost.Signer;
using Bridge.Frost.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer.Tests.Testing;

/// <summary>How a guardian in a test behaves.</summary>
internal enum Conduct
{
    Honest = 1,
    WrongShare = 2,
    WrongDigest = 3,
    SilentAtCommit = 4,
    SilentAtSign = 5,
    MalformedCommitment = 6,
    MalformedAnswer = 7,
    OthersCommitment = 8,
    Unreachable = 9,
    RefusesSigning = 10,
}

/// <summary>A guardian in memory: the real signer, and a journal that is a function of the batch's name.</summary>
internal sealed class FakeGuardian(KeyPackage key, Func<BatchId, Task<TransferBatch?>> journal) : IGuardianClient
{
    private readonly ConcurrentDictionary<string, (SigningNonces Nonces, TransferBatch Batch)> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<uint, KeyPackage> _keys = new([KeyValuePair.Create(key.Epoch.Value, key)]);
    private int _commits;
    private int _signs;

    public ushort Index => key.Participant.Value;

    public Conduct Conduct { get; set; } = Conduct.Honest;

    /// <summary>Refusal of a batch at commit; null for none.</summary>
    public Func<BatchId, RefusalReason?> Refuses { get; set; } = _ => null;

    /// <summary>Refusal of a purpose, at commit and again at signing; null for none.</summary>
    public Func<SigningPurpose, BatchId, RefusalReason?> Rules { get; set; } = (_, _) => null;

    /// <summary>What it has given shares for.</summary>
    public ConcurrentBag<(SigningPurpose Purpose, BatchId Batch)> Signed { get; } = [];

    /// <summary>Gives it a share of another epoch's key.</summary>
    public void Learn(KeyPackage next) => _keys[next.Epoch.Value] = next;

    public int Commits => Volatile.Read(ref _commits);

    public int Signs => Volatile.Read(ref _signs);

    public async Task<GuardianAnswer<CommitResponse>> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _commits);
        await Task.Yield();
        if (Conduct == Conduct.SilentAtCommit) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (Conduct == Conduct.Unreachable) return new GuardianAnswer<CommitResponse>.Unreachable("down");
        if (Conduct == Conduct.MalformedAnswer) return new GuardianAnswer<CommitResponse>.Malformed("junk");
        var name = request.Batch.ToBatchId();
        if (Refuses(name) is { } reason) return new GuardianAnswer<CommitResponse>.Refused(reason, "as told");
        if (Rules(request.Purpose, name) is { } no) return new GuardianAnswer<CommitResponse>.Refused(no, "as the rules say");
        if (await journal(name) is not { } batch) return new GuardianAnswer<CommitResponse>.Refused(RefusalReason.NotFinal, "not seen");
        if (!_keys.TryGetValue(request.Epoch, out var share)) return new GuardianAnswer<CommitResponse>.Refused(RefusalReason.UnknownEpoch, "no such key");
        var nonces = FrostSigner.Commit(share);
        if (!_sessions.TryAdd(request.Session, (nonces, batch))) return new GuardianAnswer<CommitResponse>.Refused(RefusalReason.BadRequest, "session again");
        var digest = Conduct == Conduct.WrongDigest ? Keccak256.Hash("other").ToString() : request.Purpose.Digest(batch, share.Epoch).ToString();
        var message = nonces.Commitment.ToMessage();
        if (Conduct == Conduct.MalformedCommitment) message = message with { Binding = "0x02" + new string('f', 64) };
        if (Conduct == Conduct.OthersCommitment) message = message with { Guardian = (ushort)(Index % 5 + 1) };
        return new GuardianAnswer<CommitResponse>.Accepted(new CommitResponse(message, digest));
    }

    public async Task<GuardianAnswer<SignResponse>> SignAsync(SignRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _signs);
        await Task.Yield();
        if (Conduct == Conduct.SilentAtSign) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (Conduct == Conduct.RefusesSigning) return new GuardianAnswer<SignResponse>.Refused(RefusalReason.UnknownSession, "as told");
        if (!_sessions.TryRemove(request.Session, out var session)) return new GuardianAnswer<SignResponse>.Refused(RefusalReason.UnknownSession, "none");
        if (Rules(request.Purpose, session.Batch.Id) is { } no) return new GuardianAnswer<SignResponse>.Refused(no, "as the rules say");
        var own = _keys[request.Epoch];
        var package = SigningPackage.From(own.Group, request.Commitments.Select(NonceCommitment.From), request.Purpose.Digest(session.Batch, own.Epoch));
        var share = ((SigningResult.Completed)FrostSigner.Sign(own, session.Nonces, package)).Share.ToMessage();
        Signed.Add((request.Purpose, session.Batch.Id));
        if (Conduct == Conduct.WrongShare) share = share with { Share = Keccak256.Hash("no share").ToString() };
        return new GuardianAnswer<SignResponse>.Accepted(share);
    }

    public Task<bool> IsAliveAsync(CancellationToken cancellationToken) => Task.FromResult(Conduct is not (Conduct.SilentAtCommit or Conduct.Unreachable));
}
