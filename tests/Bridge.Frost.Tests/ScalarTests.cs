using System.Numerics;
using Bridge.Frost.Curve;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Frost.Tests;

public sealed class ScalarTests
{
    private static readonly BigInteger Order =
        BigInteger.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337");

    // Random numbers and, as often, numbers near 0, n, 2^256 and limb borders, where carries go wrong.
    private static readonly Gen<BigInteger> Wide =
        from bytes in Gen.Choose(0, 255).ArrayOf(64)
        from shape in Gen.Choose(0, 5)
        from near in Gen.Elements(BigInteger.Zero, Order, Order * Order, BigInteger.One << 64, BigInteger.One << 256, (BigInteger.One << 512) - 3)
        from offset in Gen.Choose(0, 2)
        select shape < 3 ? new BigInteger([.. bytes.Select(b => (byte)b)], isUnsigned: true) >> (shape * 128) : near + offset;

    [Fact]
    public void Reduce_OfAnyNumber_IsTheRemainder() => Prop.ForAll(Wide.ToArbitrary(), number =>
        Value(Scalar.Reduce(number.ToByteArray(isUnsigned: true, isBigEndian: true))) == number % Order).QuickCheckThrowOnFailure();

    [Fact]
    public void Arithmetic_OfAnyNumbers_AgreesWithBigInteger() => Prop.ForAll(Wide.ToArbitrary(), Wide.ToArbitrary(), (a, b) =>
    {
        var (left, right) = (Of(a), Of(b));
        Value(left + right).ShouldBe((a + b) % Order);
        Value(left - right).ShouldBe((((a - b) % Order) + Order) % Order);
        Value(left * right).ShouldBe(a % Order * (b % Order) % Order);
        if (!left.IsZero) (left * left.Inverse()).ShouldBe(Scalar.One);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void From_NotBelowTheOrder_Throws()
    {
        foreach (var number in new[] { Order, Order + 1, (BigInteger.One << 256) - 1 })
            Should.Throw<ProtocolException>(() => Scalar.From(number.ToByteArray(isUnsigned: true, isBigEndian: true)));
        Value(Scalar.From((Order - 1).ToByteArray(isUnsigned: true, isBigEndian: true))).ShouldBe(Order - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void From_OtherLength_ThrowsWithTheLength(int length) =>
        Should.Throw<ProtocolException>(() => Scalar.From(new byte[length])).Message.ShouldContain($"is {length}");

    [Fact]
    public void Inverse_OfZero_Throws() => Should.Throw<ProtocolException>(() => Scalar.Zero.Inverse());

    [Fact]
    public void Coefficients_AnySubset_GiveTheValueAtAnyPoint()
    {
        var group = new ClearGroup(4, 9);
        foreach (var subset in new[] { new ushort[] { 1, 2, 3, 4 }, [9, 1, 5, 7], [2, 3, 4, 5, 6, 7, 8, 9] })
        {
            ParticipantId[] identifiers = [.. subset.Select(ParticipantId.From)];
            var coefficients = Interpolation.Coefficients(identifiers, at: 6);
            var sum = Scalar.Zero;
            for (var i = 0; i < subset.Length; i++) sum += coefficients[i] * group.Secrets[ParticipantId.From(subset[i])];
            sum.ShouldBe(group.Secrets[ParticipantId.From(6)]);
        }
    }

    private static Scalar Of(BigInteger number) => Scalar.Reduce(number.ToByteArray(isUnsigned: true, isBigEndian: true));

    private static BigInteger Value(Scalar scalar) => new(scalar.ToArray(), isUnsigned: true, isBigEndian: true);
}
