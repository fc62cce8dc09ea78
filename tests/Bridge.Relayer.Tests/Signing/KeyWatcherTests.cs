using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Signing;

/// <summary>A chain that has another key in force than this relayer: said on the health page, and gone when it is over.</summary>
public sealed class KeyWatcherTests
{
    [Theory]
    [InlineData("epoch", "that of epoch 2; this relayer has epoch 1")]
    [InlineData("key", "is not the one in this relayer's deployment file")]
    [InlineData("bridge", "serves another deployment")]
    public async Task Health_ChainBelievesAnotherKey_SaysWhatToDo(string what, string problem)
    {
        await using var world = await World.StartAsync();
        var other = new DealtGroup(2, 3).Public.GroupKey;
        var own = world.Group.Public.GroupKey;
        world.SolanaOut.Key = what switch
        {
            "epoch" => new(TransferBuilder.Bridge, GuardianEpoch.From(2), other),
            "key" => new(TransferBuilder.Bridge, DealtGroup.Epoch, other),
            _ => new GuardianKeyState(BridgeId.From(Keccak256.Hash("another")), DealtGroup.Epoch, own),
        };
        var relayer = world.StartRelayer();

        await world.EventuallyAsync(() => relayer.Core.Health.Report().Problems.Any(text =>
            text.Contains("solana has another guardian key in force", StringComparison.Ordinal) && text.Contains(problem, StringComparison.Ordinal)), "problem shown");
        world.SolanaOut.Key = null;
        await world.EventuallyAsync(() => relayer.Core.Health.Report().Healthy, "healthy again");
    }
}
