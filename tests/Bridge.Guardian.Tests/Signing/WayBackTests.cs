using Bridge.Protocol.GuardianApi;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class WayBackTests : IDisposable
{
    private readonly DeskFixture _guardian = new();
    private int _session;

    public void Dispose() => _guardian.Dispose();

    [Theory]
    [InlineData(RefundStep.Requested)]
    [InlineData(RefundStep.Voided)]
    public async Task Commit_ReleaseOfATransferOnItsWayBack_IsRefused(RefundStep step)
    {
        await _guardian.WatchAsync(Transfer(1), Transfer(2));
        _guardian.Step(step, Transfer(2));
        Refused(Batch(2), SigningPurpose.Attestation).ShouldBe(RefusalReason.OnItsWayBack);
        Accepted(Batch(1), SigningPurpose.Attestation);
    }

    [Fact]
    public async Task Commit_VoidThatNobodyAskedFor_IsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Destinations.Set(Transfer(1).Id, DestinationState.Open);
        Refused(Batch(1), SigningPurpose.Void).ShouldBe(RefusalReason.NotRequested);
    }

    [Fact]
    public async Task Commit_VoidRequestedForOtherBytes_IsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1), Transfer(1, amount: 9).Leaf());
        _guardian.Destinations.Set(Transfer(1).Id, DestinationState.Open);
        Refused(Batch(1), SigningPurpose.Void).ShouldBe(RefusalReason.NotRequested);
    }

    [Fact]
    public async Task Commit_VoidOfALockThatIsNotFinal_IsRefused()
    {
        await _guardian.WatchAsync();
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Destinations.Set(Transfer(1).Id, DestinationState.Open);
        Refused(Batch(1), SigningPurpose.Void).ShouldBe(RefusalReason.NotFinal);
    }

    [Fact]
    public async Task Commit_VoidBeforeTheDestinationWasAsked_IsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1));
        Refused(Batch(1), SigningPurpose.Void).ShouldBe(RefusalReason.NotRequested);
    }

    [Fact]
    public async Task Commit_VoidAfterThePayment_IsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Destinations.Set(Transfer(1).Id, DestinationState.Released);
        Refused(Batch(1), SigningPurpose.Void).ShouldBe(RefusalReason.AlreadyReleased);
    }

    [Theory]
    [InlineData(DestinationState.Open)]
    [InlineData(DestinationState.Held)]
    public async Task Commit_VoidRequestedAndNotPaid_HasItsOwnDigest(DestinationState state)
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Destinations.Set(Transfer(1).Id, state);
        Accepted(Batch(1), SigningPurpose.Void).ShouldBe(SignedMessage.Void(TransferBuilder.Bridge, DeskFixture.Epoch, Transfer(1).Id, Transfer(1).Leaf()).ToString());
        Refused(Batch(1), SigningPurpose.Refund).ShouldBe(RefusalReason.NotVoided);
    }

    [Fact]
    public async Task Commit_RefundOfAVoidTransfer_HasItsOwnDigest()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Voided, Transfer(1));
        Accepted(Batch(1), SigningPurpose.Refund).ShouldBe(SignedMessage.Refund(TransferBuilder.Bridge, DeskFixture.Epoch, Transfer(1).Id, Transfer(1).Leaf()).ToString());
    }

    [Fact]
    public async Task Commit_RefundVoidedForOtherBytes_IsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Voided, Transfer(1), Transfer(1, amount: 9).Leaf());
        Refused(Batch(1), SigningPurpose.Refund).ShouldBe(RefusalReason.NotVoided);
    }

    [Theory]
    [InlineData(SigningPurpose.Void)]
    [InlineData(SigningPurpose.Refund)]
    [InlineData(SigningPurpose.None)]
    [InlineData((SigningPurpose)4)]
    public async Task Museum_M04_Commit_SeveralAtOnceOrNoPurpose_IsRefused(SigningPurpose purpose)
    {
        await _guardian.WatchAsync(Transfer(1), Transfer(2));
        foreach (var transfer in (Transfer[])[Transfer(1), Transfer(2)])
        {
            _guardian.Step(RefundStep.Requested, transfer);
            _guardian.Step(RefundStep.Voided, transfer);
            _guardian.Destinations.Set(transfer.Id, DestinationState.Open);
        }

        Refused(Batch(2), purpose).ShouldBe(RefusalReason.BadRequest);
    }

    [Fact]
    public async Task Museum_M58_Sign_SessionOfAnotherPurpose_IsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Destinations.Set(Transfer(1).Id, DestinationState.Open);
        var own = _guardian.Commit(1, Batch(1).Id, purpose: SigningPurpose.Void).Value!.Commitment;
        _guardian.Step(RefundStep.Voided, Transfer(1));

        _guardian.Desk.Sign(DeskFixture.Relayer, _guardian.Request(1, Batch(1).Id, own) with { Purpose = SigningPurpose.Refund }).Refusal!.Reason.ShouldBe(RefusalReason.InvalidPackage);
    }

    [Fact]
    public async Task Sign_RequestedBetweenCommitAndSign_ReleaseIsRefused()
    {
        await _guardian.WatchAsync(Transfer(1));
        var own = _guardian.Commit(1, Batch(1).Id).Value!.Commitment;
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Desk.Sign(DeskFixture.Relayer, _guardian.Request(1, Batch(1).Id, own)).Refusal!.Reason.ShouldBe(RefusalReason.OnItsWayBack);
    }

    [Fact]
    public async Task Sign_Void_GivesAShare()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Destinations.Set(Transfer(1).Id, DestinationState.Held);
        var own = _guardian.Commit(1, Batch(1).Id, purpose: SigningPurpose.Void).Value!.Commitment;
        _guardian.Desk.Sign(DeskFixture.Relayer, _guardian.Request(1, Batch(1).Id, own) with { Purpose = SigningPurpose.Void }).Value.ShouldNotBeNull();
        _guardian.Intents.FindLeaf(Transfer(1).Id).ShouldBe(Transfer(1).Leaf());
    }

    [Fact]
    public async Task Restart_WhatWasRequested_IsStillNotAttested()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Step(RefundStep.Requested, Transfer(1));
        _guardian.Restart();
        await _guardian.StepAsync();
        Refused(Batch(1), SigningPurpose.Attestation).ShouldBe(RefusalReason.OnItsWayBack);
    }

    private RefusalReason Refused(TransferBatch batch, SigningPurpose purpose) => _guardian.Commit(++_session, batch.Id, purpose: purpose).Refusal!.Reason;

    private string Accepted(TransferBatch batch, SigningPurpose purpose) => _guardian.Commit(++_session, batch.Id, purpose: purpose).Value!.Digest;
}
