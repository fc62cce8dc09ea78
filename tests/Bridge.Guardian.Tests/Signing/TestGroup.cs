using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.Signer;

namespace Bridge.Guardian.Tests;

/// <summary>A group key dealt by one hand, for tests only: the daemons make theirs without a dealer.</summary>
internal sealed class TestGroup
{
    private readonly Dictionary<ParticipantId, Scalar> _shares = [];
    private readonly Scalar _secret;

    public TestGroup(int threshold, int count, ulong seed = 1, TestGroup? before = null)
    {
        var bytes = new SeededBytes(seed);
        var coefficients = Enumerable.Range(0, threshold).Select(_ => Scalar.Reduce(bytes.Next(48))).ToArray();
        if (before is not null) coefficients[0] = before._secret;
        _secret = coefficients[0];
        for (ushort i = 1; i <= count; i++)
        {
            var id = ParticipantId.From(i);
            _shares[id] = coefficients.Reverse().Aggregate(Scalar.Zero, (sum, coefficient) => (sum * id.ToScalar()) + coefficient);
        }

        Key = GroupPublicKey.From(threshold, Point.FromScalar(coefficients[0])!, _shares.Select(share => KeyValuePair.Create(share.Key, Point.FromScalar(share.Value)!)));
    }

    public GroupPublicKey Key { get; }

    /// <summary>The same key with other shares, as after a refresh.</summary>
    public TestGroup Refreshed(ulong seed) => new(Key.Threshold, Key.Count, seed, this);

    public KeyPackage Package(ushort index, uint epoch = 1, uint generation = 0)
    {
        var version = new KeyVersion(GuardianEpoch.From(epoch), generation, Keccak256.Hash($"transcript {epoch} {generation}"));
        var imported = KeyPackage.From(ParticipantId.From(index), version.Epoch, Key, _shares[ParticipantId.From(index)].ToArray());
        var bytes = imported.Encode();
        imported.Dispose();
        // As a ceremony would have named it (KeyPackage.Encode: the version stands at 3).
        version.ToArray().CopyTo(bytes, 3);
        return KeyPackage.Decode(bytes);
    }
}
