using Bridge.Guardian.Commands;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Tests;

/// <summary>A share is wiped only when no chain needs it any more.</summary>
public sealed class KeyRetireTests
{
    [Theory]
    [InlineData(1u, 1u, true)]
    [InlineData(2u, 1u, true)]
    [InlineData(1u, 2u, false)]
    public void RequireUnneeded_InForceOrInOverlap_StillNeeded(uint retired, uint inForce, bool overlapIsOver) => Should.Throw<KeyRefusedException>(() =>
        KeyRetireCommand.RequireUnneeded(GuardianEpoch.From(retired), "evm", GuardianEpoch.From(inForce), overlapIsOver)).Refusal.ShouldBe(KeyRefusal.StillNeeded);

    [Theory]
    [InlineData(1u, 2u, true)]
    [InlineData(1u, 3u, false)]
    public void RequireUnneeded_RotatedAway_Passes(uint retired, uint inForce, bool overlapIsOver) =>
        KeyRetireCommand.RequireUnneeded(GuardianEpoch.From(retired), "evm", GuardianEpoch.From(inForce), overlapIsOver);
}
