using System.Security.Cryptography;
using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signing;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Benchmarks;

/// <summary>Signers of one size: dealt for signing, with identities for a key generation.</summary>
internal sealed class FrostGroup
{
    private readonly KeyPackage[] _keys;

    public FrostGroup(int threshold, int count)
    {
        var coefficients = Enumerable.Range(0, threshold).Select(_ => Scalar.Reduce(RandomNumberGenerator.GetBytes(48))).ToArray();
        var shares = Enumerable.Range(1, count).ToDictionary(i => ParticipantId.From((ushort)i), i => coefficients.Reverse()
            .Aggregate(Scalar.Zero, (value, coefficient) => (value * Scalar.From((ulong)i)) + coefficient));
        Public = GroupPublicKey.From(threshold, Point.FromScalar(coefficients[0])!, shares.Select(share => KeyValuePair.Create(share.Key, Point.FromScalar(share.Value)!)));
        _keys = [.. shares.Select(share => KeyPackage.From(share.Key, GuardianEpoch.From(1), Public, share.Value.ToArray()))];
    }

    public GroupPublicKey Public { get; }

    public byte[] Message { get; } = RandomNumberGenerator.GetBytes(32);

    public KeyPackage First => _keys[0];

    /// <summary>Fresh nonces of the first t, as a session would have them.</summary>
    public SigningNonces[] Commit() => [.. _keys.Take(Public.Threshold).Select(FrostSigner.Commit)];

    public SigningPackage Package(SigningNonces[] nonces) => SigningPackage.From(Public, nonces.Select(nonce => nonce.Commitment), Message);

    public SignatureShare Sign(int signer, SigningNonces nonces, SigningPackage package) =>
        FrostSigner.Sign(_keys[signer], nonces, package) is SigningResult.Completed completed ? completed.Share : throw new InvalidOperationException("a signer refused");

    /// <summary>Signs through the coordinator with liars in the worst places; the number of sessions.</summary>
    public int SignRobustly(int liars)
    {
        // The liars answer first, so that each spoils a session of its own.
        var coordinator = RoastCoordinator.From(Public, Message, [.. Public.Participants]);
        var nonces = new Dictionary<ParticipantId, SigningNonces>();
        var pending = new Queue<RoastAction>(coordinator.Start());
        while (pending.TryDequeue(out var action))
        {
            switch (action)
            {
                case RoastAction.Ask ask:
                    nonces[ask.Signer] = FrostSigner.Commit(_keys[ask.Signer.Value - 1]);
                    Add(coordinator.Receive(ask.Signer, nonces[ask.Signer].Commitment));
                    break;
                case RoastAction.Sign sign:
                    var liar = sign.Package.Signers.FirstOrDefault(signer => signer.Value <= liars);
                    foreach (var signer in sign.Package.Signers.Where(signer => signer != liar).Append(liar).Where(signer => signer != default))
                    {
                        var share = Sign(signer.Value - 1, nonces[signer], sign.Package);
                        Add(coordinator.Receive(signer, sign.Session, signer == liar ? share with { Value = share.Value + Scalar.One } : share));
                    }

                    break;
                case RoastAction.Completed:
                    return coordinator.Sessions;
                case RoastAction.Hopeless:
                    throw new InvalidOperationException("enough signers are honest");
            }
        }

        throw new InvalidOperationException("the coordinator asked nothing more and did not end");

        void Add(IEnumerable<RoastAction> actions)
        {
            foreach (var next in actions) pending.Enqueue(next);
        }
    }

    /// <summary>One participant's work in a key generation, microseconds: all packages of the others are there. Confirmations are not counted.</summary>
    public static double KeyGeneration(int threshold, int count)
    {
        EcdsaKey[] identities = [.. Enumerable.Range(0, count).Select(_ => EcdsaKey.Generate())];
        var context = KeyGenerationContext.From(
            BridgeId.From(Bytes32.From(RandomNumberGenerator.GetBytes(32))), GuardianEpoch.From(1), Bytes32.From(RandomNumberGenerator.GetBytes(32)), threshold,
            identities.Select((identity, i) => new KeyGenerationMember(ParticipantId.From((ushort)(i + 1)), PartyAddress.FromEvm(identity.EvmAddress()))));
        ParticipantId[] ids = [.. context.Members.Keys];
        var others = ids.Skip(1).ToDictionary(id => id, id => KeyGenerationRound1.Start(context, id, identities[id.Value - 1]));

        var start = Stopclock.Now();
        var own = KeyGenerationRound1.Start(context, ids[0], identities[0]);
        var elapsed = Stopclock.Now() - start;

        var broadcasts = others.ToDictionary(other => other.Key, other => other.Value.Broadcast);
        broadcasts[ids[0]] = own.Broadcast;
        start = Stopclock.Now();
        var round2 = Completed(own.Next(broadcasts));
        elapsed += Stopclock.Now() - start;

        var shares = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        Parallel.ForEach(others, other =>
        {
            using var stage = Completed(other.Value.Next(broadcasts));
            lock (shares) shares[other.Key] = stage.Outgoing[ids[0]];
        });
        start = Stopclock.Now();
        using var round3 = Completed(round2.Next(shares));
        elapsed += Stopclock.Now() - start;
        foreach (var identity in identities) identity.Dispose();
        return elapsed;
    }

    private static T Completed<T>(KeyGenerationResult<T> result) => result is KeyGenerationResult<T>.Completed(var value)
        ? value
        : throw new InvalidOperationException($"key generation ended with {result}");
}
