using System.Numerics;
using Bridge.Chains.Evm;
using Bridge.Chains.Tests.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

public sealed class EvmKeyRotatorTests : IAsyncLifetime
{
    private static readonly SingleGuardian Old = new("evm tests"), New = new("successor");

    private readonly EvmBridge _bridge = new();
    private readonly byte[] _anybody = Keccak256.Hash("anybody").ToArray();

    public async Task InitializeAsync()
    {
        await _bridge.InitializeAsync();
        using var key = EcdsaKey.From(_anybody);
        await _bridge.Governor.FundAsync(EvmAddress.From(key.EvmAddress()), BigInteger.Pow(10, 18), default);
    }

    public Task DisposeAsync() => _bridge.DisposeAsync();

    [Fact]
    public async Task Rotate_ThroughTheDelay_TheSuccessorIsInForce()
    {
        var rotator = _bridge.Family.KeyRotator(_bridge.Node.RpcUrl, _anybody);
        (await rotator.ReadPendingAsync(default)).ShouldBeNull();
        await RefusesAsync("InvalidSignature", () => rotator.RotateAsync(GuardianEpoch.From(2), New.Key, New.Sign(Digest(2)), default));
        await RefusesAsync("WrongEpoch", () => rotator.RotateAsync(GuardianEpoch.From(3), New.Key, Old.Sign(Digest(3)), default));
        await RefusesAsync("NotReady", () => rotator.ActivateAsync(default));

        await rotator.RotateAsync(GuardianEpoch.From(2), New.Key, Old.Sign(Digest(2)), default);

        var pending = (await rotator.ReadPendingAsync(default)).ShouldNotBeNull();
        (pending.Epoch, pending.Key, pending.Digest).ShouldBe((GuardianEpoch.From(2), New.Key, Digest(2).Value));
        var listed = (await _bridge.Family.ProposalReader(_bridge.Node.RpcUrl).ReadWaitingAsync(default)).ShouldHaveSingleItem();
        (listed.Digest, listed.Kind, listed.ReadyAt, listed.Until).ShouldBe((pending.Digest, Bridge.Protocol.Risk.RiskActionKind.None, pending.ReadyAt, null));
        (await _bridge.Family.ProposalReader(_bridge.Node.RpcUrl).FindAsync(pending.Digest, default)).ShouldBe(listed);
        (await KeyAsync()).ShouldBe(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(1), Old.Key));
        await RefusesAsync("NotReady", () => rotator.ActivateAsync(default));
        await RefusesAsync("RotationPending", () => rotator.RotateAsync(GuardianEpoch.From(2), New.Key, Old.Sign(Digest(2)), default));

        await _bridge.Node.CallAsync("anvil_setNextBlockTimestamp", pending.ReadyAt.ToUnixTimeSeconds());
        await _bridge.Node.MineAsync();
        await rotator.ActivateAsync(default);
        (await KeyAsync()).ShouldBe(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(2), New.Key));
        (await rotator.ReadPendingAsync(default)).ShouldBeNull();
    }

    private Task<GuardianKeyState> KeyAsync() => _bridge.Family.GuardianKeyReader(_bridge.Node.RpcUrl).ReadAsync(ReadAt.Latest, default);

    private static MessageDigest Digest(uint epoch) => SignedMessage.Rotate(TransferBuilder.Bridge, GuardianEpoch.From(1), TransferBuilder.Evm, GuardianEpoch.From(epoch), New.Key);

    private static async Task RefusesAsync(string error, Func<Task> act) => (await Should.ThrowAsync<RiskRefusedException>(act)).Error.ShouldBe(error);
}
