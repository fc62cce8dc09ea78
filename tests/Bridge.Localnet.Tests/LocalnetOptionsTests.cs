using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests;

public sealed class LocalnetOptionsTests
{
    private static readonly LocalnetOptions Valid = new() { StatePath = "x" };

    [Fact]
    public void Problems_Defaults_None() => Valid.Problems().ShouldBeEmpty();

    [Theory]
    [InlineData(5, 1, "--threshold")]
    [InlineData(5, 6, "--threshold")]
    [InlineData(1, 2, "--guardians")]
    public void Problems_ImpossibleGroup_NamesTheOption(int guardians, int threshold, string option) =>
        (Valid with { Guardians = guardians, Threshold = threshold }).Problems().ShouldContain(problem => problem.StartsWith(option, StringComparison.Ordinal));

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Problems_NoOrTooManySources_NamesTheOption(int sources) =>
        (Valid with { Sources = sources }).Problems().ShouldHaveSingleItem().ShouldStartWith("--sources");

    [Fact]
    public void Problems_OnceWithoutDemonstration_IsRefused() =>
        (Valid with { Once = true, Demonstrate = false }).Problems().ShouldContain(problem => problem.Contains("--no-demo", StringComparison.Ordinal));
}
