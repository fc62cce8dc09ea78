using System.Security.Cryptography;
using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.Signer;
using Bridge.Protocol;

namespace Bridge.Relayer.Tests.Testing;

/// <summary>A group whose shares one dealer made: for tests only.</summary>
internal sealed class DealtGroup
{
    public DealtGroup(int threshold, int count)
    {
        var coefficients = Enumerable.Range(0, threshold).Select(_ => Scalar.Reduce(RandomNumberGenerator.GetBytes(48))).ToArray();
        var shares = Enumerable.Range(1, count).ToDictionary(i => ParticipantId.From((ushort)i), i => Evaluate(coefficients, Scalar.From((ulong)i)));
        Public = GroupPublicKey.From(threshold, Point.FromScalar(coefficients[0])!, shares.Select(share => KeyValuePair.Create(share.Key, Point.FromScalar(share.Value)!)));
        Keys = [.. shares.Select(share => KeyPackage.From(share.Key, Epoch, Public, share.Value.ToArray()))];
    }

    public static GuardianEpoch Epoch { get; } = GuardianEpoch.From(1);

    public GroupPublicKey Public { get; }

    public IReadOnlyList<KeyPackage> Keys { get; }

    private static Scalar Evaluate(Scalar[] coefficients, Scalar at)
    {
        var value = Scalar.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = (value * at) + coefficients[i];
        return value;
    }
}
