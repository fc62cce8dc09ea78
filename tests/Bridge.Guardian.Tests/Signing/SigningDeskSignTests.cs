using System.Text;
using Bridge.Frost.Signing;
using Bridge.Guardian.Journal;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class SigningDeskSignTests : IDisposable
{
    private readonly DeskFixture _guardian = new();

    public void Dispose() => _guardian.Dispose();

    public static TheoryData<string, Func<DeskFixtureBox, SignRequest, SignRequest>> Malformed => new()
    {
        { "no commitments", (_, request) => request with { Commitments = [] } },
        { "below the threshold", (_, request) => request with { Commitments = [.. request.Commitments.Take(2)] } },
        { "own commitment missing", (box, request) => request with { Commitments = [.. request.Commitments.Skip(1), box.Guardian.Other(4)] } },
        { "own commitment replaced", (box, request) => request with { Commitments = [box.Guardian.Other(1), .. request.Commitments.Skip(1)] } },
        { "own hiding replaced", (box, request) => request with { Commitments = [request.Commitments[0] with { Hiding = box.Guardian.Other(1).Hiding }, .. request.Commitments.Skip(1)] } },
        { "hiding and binding swapped", (_, request) => request with { Commitments = [request.Commitments[0] with { Hiding = request.Commitments[0].Binding, Binding = request.Commitments[0].Hiding }, .. request.Commitments.Skip(1)] } },
        { "a guardian twice", (box, request) => request with { Commitments = [.. request.Commitments, box.Guardian.Other(2)] } },
        { "too many", (box, request) => request with { Commitments = [.. Enumerable.Repeat(request.Commitments[0], 1000)] } },
        { "guardian 0", (_, request) => request with { Commitments = [.. request.Commitments.Take(2), request.Commitments[2] with { Guardian = 0 }] } },
        { "unknown guardian", (_, request) => request with { Commitments = [.. request.Commitments.Take(2), request.Commitments[2] with { Guardian = 9 }] } },
        { "identity point", (_, request) => request with { Commitments = [.. request.Commitments.Take(2), request.Commitments[2] with { Hiding = "0x" + new string('0', 66) }] } },
        { "not on the curve", (_, request) => request with { Commitments = [.. request.Commitments.Take(2), request.Commitments[2] with { Binding = "0x02" + new string('f', 64) }] } },
        { "short point", (_, request) => request with { Commitments = [.. request.Commitments.Take(2), request.Commitments[2] with { Binding = "0x02" }] } },
        { "not hexadecimal", (_, request) => request with { Commitments = [.. request.Commitments.Take(2), request.Commitments[2] with { Binding = "hello" }] } },
        { "another batch", (_, request) => request with { Batch = BatchName.Of(Batch(2).Id) } },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Museum_M34_Sign_MalformedPackage_InvalidAndTheNoncesAreGone(string what, Func<DeskFixtureBox, SignRequest, SignRequest> spoil)
    {
        var request = await CommittedAsync(1);

        _guardian.Desk.Sign(DeskFixture.Relayer, spoil(new DeskFixtureBox(_guardian), request)).Refusal!.Reason.ShouldBe(RefusalReason.InvalidPackage, what);

        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession, what);
        _guardian.Intents.FindLeaf(Transfer(1).Id).ShouldBeNull();
    }

    [Fact]
    public async Task Museum_M58_Sign_AnotherEpoch_UnknownEpochAndTheNoncesAreGone()
    {
        var request = await CommittedAsync(1);
        _guardian.Desk.Sign(DeskFixture.Relayer, request with { Epoch = 2 }).Refusal!.Reason.ShouldBe(RefusalReason.UnknownEpoch);
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
    }

    [Fact]
    public void Sign_NoCommitBefore_UnknownSession() =>
        _guardian.Desk.Sign(DeskFixture.Relayer, _guardian.Request(1, Batch(1).Id, _guardian.Other(1))).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);

    [Fact]
    public async Task Sign_SessionOfAnotherRelayer_UnknownSession()
    {
        var request = await CommittedAsync(1);
        _guardian.Desk.Sign(TlsPin.Parse(Keccak256.Hash("another relayer").ToString()), request).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task Museum_M34_Sign_ReplayedSession_OneShareOnly()
    {
        var request = await CommittedAsync(1);
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Value.ShouldNotBeNull();
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
        _guardian.Commit(1, Batch(1).Id).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
    }

    [Fact]
    public async Task Museum_M37_Sign_SameSessionAtOnce_ExactlyOneShare()
    {
        for (var session = 0; session < 40; session++)
        {
            var request = await CommittedAsync(session);
            var shares = 0;
            Parallel.For(0, 8, _ =>
            {
                if (_guardian.Desk.Sign(DeskFixture.Relayer, request).Value is not null) Interlocked.Increment(ref shares);
            });
            shares.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Museum_M37_Sign_RestartBetweenTheRounds_UnknownSession()
    {
        var request = await CommittedAsync(1);
        _guardian.Restart();
        await _guardian.StepAsync();
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
    }

    [Fact]
    public async Task Museum_M37_Commit_SessionSignedBeforeARestart_AnsweredOnce()
    {
        var request = await CommittedAsync(1);
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Value.ShouldNotBeNull();
        _guardian.Restart();
        await _guardian.StepAsync();
        _guardian.Commit(1, Batch(1).Id).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
    }

    [Fact]
    public async Task Sign_ChainHaltedBetweenTheRounds_ChainHalted()
    {
        var request = await CommittedAsync(1);
        _guardian.Halts.Halt(Evm, HaltReason.HashChanged, "the test says so");
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.ChainHalted);
        _guardian.Intents.FindLeaf(Transfer(1).Id).ShouldBeNull();
    }

    [Fact]
    public async Task Sign_AnotherLeafSignedBefore_ConflictingLeafAndNoShare()
    {
        var request = await CommittedAsync(1);
        var other = new TransferBatch([Transfer(1, amount: 7)]);
        _guardian.Intents.Record(Keccak256.Hash("earlier"), DeskFixture.Epoch, other, other.Digest(DeskFixture.Epoch)).ShouldBe(IntentOutcome.Recorded);
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.ConflictingLeaf);
    }

    [Fact]
    public async Task Sign_Answered_TheIntentIsOnDisk()
    {
        var request = await CommittedAsync(1);
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Value.ShouldNotBeNull();
        _guardian.Restart();
        _guardian.Intents.FindLeaf(Transfer(1).Id).ShouldBe(Transfer(1).Leaf());
        _guardian.Intents.IsUsed(Bytes32.Parse(DeskFixture.Session(1))).ShouldBeTrue();
    }

    [Fact]
    public async Task Sign_JournalChangedBetweenTheRounds_NothingIsSigned()
    {
        var request = await CommittedAsync(1);
        var other = Transfer(1, amount: 7);
        _guardian.Database.Write(sql => sql.Execute(
            "UPDATE locks SET transfer=$transfer, leaf=$leaf WHERE sequence=1", ("$transfer", other.Encode()), ("$leaf", other.Leaf().ToArray()))).ShouldBe(1);

        Should.Throw<JournalException>(() => _guardian.Desk.Sign(DeskFixture.Relayer, request));
        _guardian.Intents.FindLeaf(other.Id).ShouldBeNull();
    }

    [Fact]
    public async Task Sign_CommitmentIsNull_BadRequest()
    {
        var request = await CommittedAsync(1);
        _guardian.Desk.Sign(DeskFixture.Relayer, request with { Commitments = [.. request.Commitments.Take(2), null!] }).Refusal!.Reason.ShouldBe(RefusalReason.BadRequest);
    }

    [Fact]
    public async Task Sign_IntentCannotBeWritten_NoShareLeaves()
    {
        var request = await CommittedAsync(1);
        _guardian.Database.Write(sql => sql.Execute("DROP TABLE signed_leaves"));
        Should.Throw<Exception>(() => _guardian.Desk.Sign(DeskFixture.Relayer, request));
        _guardian.Desk.Sign(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
    }

    [Fact]
    public async Task Museum_M37_Commit_NothingOfTheSessionIsOnDisk()
    {
        var request = await CommittedAsync(0x5eed_5eed);
        _guardian.Database.Write(sql => sql.Execute("UPDATE cursors SET cursor=cursor"));
        string[] traces = [request.Commitments[0].Hiding, request.Commitments[0].Binding, request.Session];
        foreach (var file in Directory.EnumerateFiles(_guardian.Directory))
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var trace in traces)
            {
                bytes.AsSpan().IndexOf(Hex.Decode(trace)).ShouldBe(-1, file);
                bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(trace[2..])).ShouldBe(-1, file);
            }
        }
    }

    [Fact]
    public async Task Sign_ThreeGuardians_TheGroupsSignature()
    {
        var group = new TestGroup(3, 5);
        DeskFixture[] guardians = [new(1, group), new(3, group), new(5, group)];
        var batch = Batch(2, lane: SolanaToEvm);
        foreach (var guardian in guardians) await guardian.WatchAsync([.. batch.Transfers]);

        var commitments = guardians.Select(guardian => guardian.Commit(1, batch.Id).Value!.Commitment).ToList();
        var request = new SignRequest(DeskFixture.Session(1), 1, BatchName.Of(batch.Id), commitments);
        var shares = guardians.Select(guardian => SignatureShare.From(guardian.Desk.Sign(DeskFixture.Relayer, request).Value!)).ToList();

        var digest = batch.Digest(DeskFixture.Epoch);
        var package = SigningPackage.From(group.Key, commitments.Select(NonceCommitment.From), digest);
        var signature = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Completed>().Signature;
        Frost.FrostVerifier.Verify(group.Key.GroupKey, digest, signature).ShouldBeTrue();
        foreach (var guardian in guardians) guardian.Dispose();
    }

    private async Task<SignRequest> CommittedAsync(int session)
    {
        if (_guardian.Evm.FinalCount == 0) await _guardian.WatchAsync(Transfer(1), Transfer(2));
        var batch = Batch(1).Id;
        return _guardian.Request(session, batch, _guardian.Commit(session, batch).Value!.Commitment);
    }
}

/// <summary>Carries the fixture into theory data, which has to be public.</summary>
public sealed class DeskFixtureBox
{
    internal DeskFixtureBox(DeskFixture guardian) => Guardian = guardian;

    internal DeskFixture Guardian { get; }
}
