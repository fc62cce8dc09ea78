namespace Bridge.Risk.Tests;

internal static class LevelAssertions
{
    public static void ShouldBeAtLeast(this BreakerLevel level, BreakerLevel least, string? because = null) => ((int)level).ShouldBeGreaterThanOrEqualTo((int)least, because);

    public static void ShouldBeAtMost(this BreakerLevel level, BreakerLevel most, string? because = null) => ((int)level).ShouldBeLessThanOrEqualTo((int)most, because);
}
