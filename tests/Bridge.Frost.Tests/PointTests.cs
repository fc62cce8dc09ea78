using Bridge.Frost.Curve;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

public sealed class PointTests
{
    [Fact]
    public void Horner_AnyPoints_IsTheSumOfPowers()
    {
        var x = Scalar.From(7UL);
        Point[] points = [.. Enumerable.Range(1, 4).Select(i => Point.FromScalar(Scalar.From((ulong)(i * 1000)))!)];
        Point.Horner(points, x).ShouldBe(Point.Combine([Scalar.One, x, x * x, x * x * x], points));
        Point.Horner(points.AsSpan(0, 1), x).ShouldBe(points[0]);
        Point.Horner([], x).ShouldBeNull();
    }

    [Fact]
    public void Horner_IdentityOnTheWayOrAtTheEnd_IsNoCrash()
    {
        // x·C + B is the identity: what is left is A.
        var x = Scalar.From(5UL);
        var (a, c) = (Point.FromScalar(Scalar.From(11UL))!, Point.FromScalar(Scalar.From(13UL))!);
        var b = c.Multiply(x)!.Negate();
        Point.Horner([a, b, c], x).ShouldBe(a);
        Point.Horner([b, c], x).ShouldBeNull();
        Point.Horner([a, a, b, c], x).ShouldBe(Point.Combine([Scalar.One, x], [a, a]));
    }

    private static readonly Point Generator = Point.FromScalar(Scalar.One)!;

    [Fact]
    public void FromScalar_OfOne_IsTheGenerator() =>
        Generator.ToString().ShouldBe("0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    [Fact]
    public void FromScalar_OfZero_IsNull() => Point.FromScalar(Scalar.Zero).ShouldBeNull();

    [Fact]
    public void Multiply_ByZero_IsNull() => Generator.Multiply(Scalar.Zero).ShouldBeNull();

    [Fact]
    public void Sum_OfAPointAndItsNegation_IsNull() => Point.Sum(Generator, Generator.Negate()).ShouldBeNull();

    [Fact]
    public void Sum_ThroughTheIdentity_IsTheRest() => Point.Sum(Generator, Generator.Negate(), Generator).ShouldBe(Generator);

    [Fact]
    public void Sum_OfNothing_IsNull() => Point.Sum().ShouldBeNull();

    [Fact]
    public void Combine_OfSeveral_IsTheSumOfTheProducts()
    {
        Scalar[] scalars = [Scalar.From(3UL), Scalar.Zero, Scalar.One, -Scalar.From(2UL)];
        Point[] points = [Generator, Generator.Multiply(Scalar.From(9UL))!, Generator.Multiply(Scalar.From(5UL))!, Generator];
        Point.Combine(scalars, points).ShouldBe(Generator.Multiply(Scalar.From(6UL)));
    }

    [Fact]
    public void Combine_OfOtherCounts_Throws() => Should.Throw<ArgumentException>(() => Point.Combine([Scalar.One], []));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000")] // the identity as some libraries write it
    [InlineData("020000000000000000000000000000000000000000000000000000000000000000")] // x = 0: y² = 7 has no root
    [InlineData("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f")] // x = p
    [InlineData("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")] // another prefix
    [InlineData("0579be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    [InlineData("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179800")]
    [InlineData("0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")]
    public void From_NoCompressedPoint_Throws(string hex) => Should.Throw<ProtocolException>(() => Point.Parse(hex));

    [Fact]
    public void From_AnyBytes_IsAPointOrARefusal()
    {
        var random = new SeededBytes(7);
        var points = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = random.Next(random.NextInt(8) == 0 ? random.NextInt(70) : Point.Size);
            if (bytes.Length > 0 && random.NextInt(4) > 0) bytes[0] = (byte)(2 + random.NextInt(2));
            if (Point.TryFrom(bytes) is not { } point) continue;
            points++;
            point.ToArray().ShouldBe(bytes);
        }

        points.ShouldBeGreaterThan(4_000);
    }

    [Fact]
    public void FromCoordinates_OffTheCurveOrOutOfRange_IsNull()
    {
        var (x, y) = (Generator.X, Bytes32.From(Generator.ToCoordinates().AsSpan(32)));
        Point.FromCoordinates(x, y).ShouldBe(Generator);
        Point.FromCoordinates(y, x).ShouldBeNull();
        Point.FromCoordinates(Bytes32.Zero, Bytes32.Zero).ShouldBeNull();
    }

    [Fact]
    public void FromCoordinates_XAboveTheFieldsPrime_IsNull()
    {
        // x = 1 is on the curve; p + 1 would be a second name for it.
        var point = Point.Parse("020000000000000000000000000000000000000000000000000000000000000001");
        var y = Bytes32.From(point.ToCoordinates().AsSpan(32));
        Point.FromCoordinates(point.X, y).ShouldBe(point);
        Point.FromCoordinates(Bytes32.Parse("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30"), y).ShouldBeNull();
    }
}
