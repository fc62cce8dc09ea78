using System.Numerics;
using Shouldly;

namespace Bridge.Protocol.Tests;

public sealed class UnitTextTests
{
    [Theory]
    [InlineData("0", 6, "0")]
    [InlineData("1", 6, "0.000001")]
    [InlineData("1000000", 6, "1")]
    [InlineData("-1500000", 6, "-1.5")]
    [InlineData("42", 0, "42")]
    public void Format_Units_IsExact(string units, int decimals, string text) => UnitText.Format(BigInteger.Parse(units), decimals).ShouldBe(text);
}
