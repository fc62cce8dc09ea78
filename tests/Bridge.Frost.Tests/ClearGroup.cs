using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

/// <summary>
/// A group whose secrets are in the clear, with signing written from RFC 9591 in plain arithmetic: what the tests of the public side play
/// signers with. Everything follows from the seed.
/// </summary>
internal sealed class ClearGroup
{
    private readonly SeededBytes _random;
    private readonly Dictionary<ParticipantId, (Scalar Hiding, Scalar Binding)> _nonces = [];

    internal ClearGroup(int threshold = 3, int count = 5, ulong seed = 1)
        : this(threshold, [.. Enumerable.Range(1, count).Select(i => ParticipantId.From((ushort)i))], seed) { }

    internal ClearGroup(int threshold, ParticipantId[] participants, ulong seed)
    {
        _random = new(seed);
        Coefficients = [.. Enumerable.Range(0, threshold).Select(_ => NextScalar())];
        Secrets = participants.ToDictionary(participant => participant, ShareOf);
        Public = GroupPublicKey.From(threshold, Point.FromScalar(Coefficients[0])!, VerifyingShares());
    }

    internal Scalar[] Coefficients { get; }

    internal Dictionary<ParticipantId, Scalar> Secrets { get; }

    internal GroupPublicKey Public { get; }

    internal Dictionary<ParticipantId, Point> VerifyingShares() => Secrets.ToDictionary(share => share.Key, share => Point.FromScalar(share.Value)!);

    internal Scalar NextScalar() => Scalar.Reduce(_random.Next(48));

    internal NonceCommitment Commit(ParticipantId participant)
    {
        _nonces[participant] = (NextScalar(), NextScalar());
        return new(participant, Point.FromScalar(_nonces[participant].Hiding)!, Point.FromScalar(_nonces[participant].Binding)!);
    }

    internal SigningPackage Package(ReadOnlySpan<byte> message, params ushort[] signers) =>
        SigningPackage.From(Public, signers.Select(signer => Commit(ParticipantId.From(signer))).ToArray(), message);

    internal SignatureShare Sign(SigningPackage package, ParticipantId participant)
    {
        var (hiding, binding) = _nonces[participant];
        return new(
            participant,
            hiding + (binding * package.BindingFactorOf(participant))
                + (package.LagrangeCoefficientOf(participant) * package.Challenge * Secrets[participant]));
    }

    internal SignatureShare[] SignAll(SigningPackage package) => [.. package.Signers.Select(signer => Sign(package, signer))];

    private Scalar ShareOf(ParticipantId participant) =>
        Coefficients.Reverse().Aggregate(Scalar.Zero, (value, coefficient) => (value * participant.ToScalar()) + coefficient);
}
