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
    public async Task Rotate_SignedByTheKeyInForce_TheSuccessorIsInForce()
    {
        var rotator = _bridge.Family.KeyRotator(_bridge.Node.RpcUrl, Keccak256.Hash("relayer").ToArray());
        await RefusesAsync("InvalidSignature", () => rotator.RotateAsync(GuardianEpoch.From(2), New.Key, New.Sign(Digest(2)), default));
        await RefusesAsync("WrongEpoch", () => rotator.RotateAsync(GuardianEpoch.From(3), New.Key, SolanaBridge.Guardians.Sign(Digest(3)), default));
        (await KeyAsync()).ShouldBe(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(1), SolanaBridge.Guardians.Key));

        await rotator.RotateAsync(GuardianEpoch.From(2), New.Key, SolanaBridge.Guardians.Sign(Digest(2)), default);
        (await KeyAsync()).ShouldBe(new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(2), New.Key));
        (await rotator.ReadPendingAsync(default)).ShouldBeNull();
    }

    private Task<GuardianKeyState> KeyAsync() => _bridge.Family.GuardianKeyReader(_bridge.Node.RpcUrl).ReadAsync(ReadAt.Latest, default);

    private static MessageDigest Digest(uint epoch) =>
        SignedMessage.Rotate(TransferBuilder.Bridge, GuardianEpoch.From(1), TransferBuilder.Solana, GuardianEpoch.From(epoch), New.Key);

    private static async Task RefusesAsync(string error, Func<Task> act) => (await Should.ThrowAsync<RiskRefusedException>(act)).Error.ShouldBe(error);
}
