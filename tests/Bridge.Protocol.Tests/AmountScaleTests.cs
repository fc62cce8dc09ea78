using System.Numerics;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Protocol.Tests;

public class AmountScaleTests
{
    private static readonly int[] Decimals = [0, 2, 6, 8, 9, 18];

    [Theory]
    [InlineData(6, 7)]
    [InlineData(6, -1)]
    [InlineData(37, 6)]
    [InlineData(-1, -1)]
    public void From_OutOfRange_Throws(int local, int canonical) => Should.Throw<ProtocolException>(() => AmountScale.From(local, canonical));

    [Fact]
    public void Museum_M60_DustOverflowZero_Throw()
    {
        var scale = AmountScale.From(18, 9);
        Should.Throw<ProtocolException>(() => scale.ToCanonical(0));
        Should.Throw<ProtocolException>(() => scale.ToCanonical(-1_000_000_000));
        Should.Throw<ProtocolException>(() => scale.ToCanonical(1_000_000_001));
        Should.Throw<ProtocolException>(() => scale.ToCanonical(scale.ToLocal(ulong.MaxValue) + 1_000_000_000));
        scale.ToCanonical(scale.ToLocal(ulong.MaxValue)).ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public void Museum_M60_EveryPairOfDecimals_ThereAndBackIsExact()
    {
        var random = new SeededBytes(60);
        foreach (var source in Decimals)
        foreach (var destination in Decimals)
        {
            var canonical = Math.Min(source, destination);
            var from = AmountScale.From(source, canonical);
            var to = AmountScale.From(destination, canonical);
            for (var i = 0; i < 50; i++)
            {
                var locked = from.UnitsPerCanonical * new BigInteger(random.Next(7), isUnsigned: true) + from.UnitsPerCanonical;
                var paid = to.ToLocal(from.ToCanonical(locked));
                from.ToLocal(to.ToCanonical(paid)).ShouldBe(locked);
            }
        }
    }
}
