using Bridge.Frost.Curve;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

public sealed class InterpolationTests
{
    [Fact]
    public void Coefficients_AnyIdentifiersAndPlace_GiveThePolynomialThere()
    {
        var random = new SeededBytes(29);
        for (var run = 0; run < 60; run++)
        {
            // The whole range of identifiers, so that products of differences are long and of both signs.
            ushort[] values = [1, 65_535, .. Enumerable.Range(0, random.NextInt(40)).Select(_ => (ushort)(1 + random.NextInt(65_535)))];
            ParticipantId[] identifiers = [.. values.Distinct().Select(ParticipantId.From).OrderBy(_ => random.NextInt(1 << 20))];
            Scalar[] polynomial = [.. identifiers.Select(_ => Scalar.Reduce(random.Next(48)))];
            var at = run % 3 == 0 ? (ushort)0 : (ushort)random.NextInt(65_536);
            var coefficients = Interpolation.Coefficients(identifiers, at);
            var sum = identifiers.Zip(coefficients).Aggregate(Scalar.Zero, (total, pair) => total + (pair.Second * Evaluate(polynomial, pair.First.Value)));
            sum.ShouldBe(Evaluate(polynomial, at));
        }
    }

    [Fact]
    public void CoefficientsOf_AnySubsetOfAnyGroup_AreLagranges()
    {
        var random = new SeededBytes(31);
        for (var run = 0; run < 20; run++)
        {
            ushort[] values = [1, 65_535, .. Enumerable.Range(0, random.NextInt(12)).Select(_ => (ushort)(1 + random.NextInt(65_535)))];
            ParticipantId[] participants = [.. values.Distinct().Select(ParticipantId.From)];
            var group = new ClearGroup(2, participants, (ulong)run).Public;
            for (var size = 2; size <= participants.Length; size++)
            {
                ParticipantId[] signers = [.. participants.OrderBy(_ => random.NextInt(1 << 20)).Take(size).Order()];
                group.CoefficientsOf(signers).ShouldBe(Interpolation.Coefficients(signers, at: 0));
            }
        }
    }

    private static Scalar Evaluate(Scalar[] polynomial, ushort at) =>
        polynomial.Reverse().Aggregate(Scalar.Zero, (value, coefficient) => (value * Scalar.From((ulong)at)) + coefficient);
}
