using System.Security.Cryptography;
using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.Signer;
using Bridge.Frost.Signing;
using Bridge.Protocol;

namespace Bridge.Relayer.Tests.Testing;

/// <summary>A group whose shares one dealer made: for tests only.</summary>
internal sealed class DealtGroup
{
    public DealtGroup(int threshold, int count, uint epoch = 1)
    {
        var coefficients = Enumerable.Range(0, threshold).Select(_ => Scalar.Reduce(RandomNumberGenerator.GetBytes(48))).ToArray();
        var shares = Enumerable.Range(1, count).ToDictionary(i => ParticipantId.From((ushort)i), i => Evaluate(coefficients, Scalar.From((ulong)i)));
        Public = GroupPublicKey.From(threshold, Point.FromScalar(coefficients[0])!, shares.Select(share => KeyValuePair.Create(share.Key, Point.FromScalar(share.Value)!)));
        Keys = [.. shares.Select(share => KeyPackage.From(share.Key, GuardianEpoch.From(epoch), Public, share.Value.ToArray()))];
    }

    public static GuardianEpoch Epoch { get; } = GuardianEpoch.From(1);

    public GroupPublicKey Public { get; }

    public IReadOnlyList<KeyPackage> Keys { get; }

    /// <summary>The group's signature, by the first t members.</summary>
    public GroupSignature Sign(MessageDigest digest)
    {
        var signers = Keys.Take(Public.Threshold).Select(key => (Key: key, Nonces: FrostSigner.Commit(key))).ToList();
        var package = SigningPackage.From(Public, signers.Select(signer => signer.Nonces.Commitment), digest);
        var shares = signers.Select(signer => ((SigningResult.Completed)FrostSigner.Sign(signer.Key, signer.Nonces, package)).Share);
        return ((AggregationResult.Completed)SignatureAggregator.Aggregate(package, shares)).Signature;
    }

    private static Scalar Evaluate(Scalar[] coefficients, Scalar at)
    {
        var value = Scalar.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = (value * at) + coefficients[i];
        return value;
    }
}
