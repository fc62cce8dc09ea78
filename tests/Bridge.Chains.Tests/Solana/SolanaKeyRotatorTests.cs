using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana;

public sealed class SolanaKeyRotatorTests : IAsyncLifetime
{
    private static readonly SingleGuardian New = new("successor");

    private readonly SolanaBridge _bridge = new();

    public Task InitializeAsync() => _bridge.InitializeAsync();

    public Task DisposeAsync() => _bridge.DisposeAsync();

    [Fact]
    public async Task Rotate_ThroughTheDelay_TheSuccessorIsInForce()
    {
        var rotator = _bridge.Family.KeyRotator(_bridge.Node.RpcUrl, Keccak256.Hash("relayer").ToArray());
        (await rotator.ReadPendingAsync(default)).ShouldBeNull();
        await RefusesAsync("InvalidSignature", () => rotator.RotateAsync(GuardianEpoch.From(2), New.Key, New.Sign(Digest(2)), default));
        await RefusesAsync("WrongEpoch", () => rotator.RotateAsync(GuardianEpoch.From(3), New.Key, SolanaBridge.Guardians.Sign(Digest(3)), default));
        await RefusesAsync("NotReady", () => rotator.ActivateAsync(default));

        await rotator.RotateAsync(GuardianEpoch.From(2), New.Key, SolanaBridge.Guardians.Sign(Digest(2)), default);

        var pending = (await rotator.ReadPendingAsync(default)).ShouldNotBeNull();
        (pending.Epoch, pending.Key, pending.Digest).ShouldBe((GuardianEpoch.From(2), New.Key, Digest(2).Value));
        (await _bridge.Family.RiskReader(_bridge.Node.RpcUrl).ReadScheduledActionsAsync(default)).ShouldHaveSingleItem().Until.ShouldBe(DateTimeOffset.MaxValue);
        var listed = (await _bridge.Family.ProposalReader(_bridge.Node.RpcUrl).ReadWaitingAsync(default)).ShouldHaveSingleItem();
        (listed.Digest, listed.Kind, listed.ReadyAt, listed.Until).ShouldBe((pending.Digest, Bridge.Protocol.Risk.RiskActionKind.None, pending.ReadyAt, null));
        (await _bridge.Family.ProposalReader(_bridge.Node.RpcUrl).FindAsync(pending.Digest, default)).ShouldBe(listed);
        (await KeyAsync()).ShouldBe(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(1), SolanaBridge.Guardians.Key));
        await RefusesAsync("RotationPending", () => rotator.RotateAsync(GuardianEpoch.From(2), New.Key, SolanaBridge.Guardians.Sign(Digest(2)), default));

        while (!await IsActivatedAsync(rotator)) await Task.Delay(TimeSpan.FromMilliseconds(200));
        (await KeyAsync()).ShouldBe(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(2), New.Key));
        (await rotator.ReadPendingAsync(default)).ShouldBeNull();
    }

    // The chain's clock says when.
    private static async Task<bool> IsActivatedAsync(IKeyRotator rotator)
    {
        try
        {
            await rotator.ActivateAsync(default);
            return true;
        }
        catch (RiskRefusedException e) when (e.Error == "NotReady")
        {
            return false;
        }
    }

    private Task<GuardianKeyState> KeyAsync() => _bridge.Family.GuardianKeyReader(_bridge.Node.RpcUrl).ReadAsync(ReadAt.Latest, default);

    private static MessageDigest Digest(uint epoch) =>
        SignedMessage.Rotate(TransferBuilder.Bridge, GuardianEpoch.From(1), TransferBuilder.Solana, GuardianEpoch.From(epoch), New.Key);

    private static async Task RefusesAsync(string error, Func<Task> act) => (await Should.ThrowAsync<RiskRefusedException>(act)).Error.ShouldBe(error);
}
