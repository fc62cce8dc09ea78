using System.Globalization;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests.Simulation;

/// <summary>
/// The coordinator with real signers and real shares under random faults; the million with models is RoastSimulation in Bridge.Frost.Tests.
/// <c>FROST_SIGNED_SESSIONS=2000 dotnet test tests/Bridge.Frost.Signer.Tests --filter RoastWithSigners</c>.
/// </summary>
public sealed class RoastWithSigners(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private static readonly int Wanted = int.Parse(Environment.GetEnvironmentVariable("FROST_SIGNED_SESSIONS") ?? "100", CultureInfo.InvariantCulture);

    private readonly GuardianSet _set = new GuardianSet(3, 5).Generate();
    private readonly SeededBytes _random = new(41);

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Sessions_UnderRandomFaults_EndInAVerifiedSignatureAndNameOnlyLiars()
    {
        var (sessions, runs, named) = (0, 0, 0);
        for (; sessions < Wanted; runs++)
        {
            var message = _random.Next(32);
            var liars = Enumerable.Range(1, 5).OrderBy(_ => _random.NextInt(1 << 20)).Take(_random.NextInt(3)).Select(GuardianSet.Id).ToHashSet();
            var coordinator = RoastCoordinator.From(_set.Keys[GuardianSet.Id(1)].Key.Group, message, [.. _set.Keys.Keys.OrderBy(_ => _random.NextInt(1 << 20))]);

            var signature = Run(coordinator, message, liars).ShouldNotBeNull();

            FrostVerifier.Verify(_set.Keys[GuardianSet.Id(1)].Key.Group.GroupKey, message, signature).ShouldBeTrue();
            coordinator.Culprits.ShouldAllBe(culprit => liars.Contains(culprit.Signer));
            coordinator.Sessions.ShouldBeLessThanOrEqualTo(3);
            (sessions, named) = (sessions + coordinator.Sessions, named + coordinator.Culprits.Count);
        }

        named.ShouldBeGreaterThan(0);
        output.WriteLine($"{sessions} sessions in {runs} runs, all signed, {named} liars named, none wrongly");
    }

    private GroupSignature? Run(RoastCoordinator coordinator, byte[] message, HashSet<ParticipantId> liars)
    {
        var nonces = new Dictionary<ParticipantId, SigningNonces>();
        var underWay = new List<Func<IReadOnlyList<RoastAction>>>();
        GroupSignature? signature = null;
        Do(coordinator.Start());
        while (signature is null)
        {
            // A clock runs out when nothing is under way, and now and then before.
            if (underWay.Count == 0 || _random.NextInt(6) == 0) Do(coordinator.Overtake(_random.NextInt(coordinator.Sessions + 1)));
            if (underWay.Count == 0) continue;
            var at = _random.NextInt(underWay.Count);
            var deliver = underWay[at];
            underWay.RemoveAt(at);
            Do(deliver());
        }

        return signature;

        void Do(IReadOnlyList<RoastAction> actions)
        {
            foreach (var action in actions)
            {
                switch (action)
                {
                    case RoastAction.Ask ask:
                        var fresh = nonces[ask.Signer] = FrostSigner.Commit(_set.Keys[ask.Signer].Key);
                        underWay.Add(() => coordinator.Receive(ask.Signer, fresh.Commitment));
                        break;
                    case RoastAction.Sign sign:
                        foreach (var signer in sign.Package.Signers) underWay.Add(Answer(sign, signer, nonces[signer]));
                        break;
                    case RoastAction.Completed completed:
                        signature = completed.Signature;
                        break;
                    case RoastAction.Hopeless:
                        throw new InvalidOperationException("three of five are honest");
                }
            }
        }

        Func<IReadOnlyList<RoastAction>> Answer(RoastAction.Sign sign, ParticipantId signer, SigningNonces own)
        {
            // Throws when the coordinator uses commitments twice; every signer builds its package itself.
            var package = SigningPackage.From(_set.Keys[signer].Key.Group, sign.Package.Commitments, message);
            var share = FrostSigner.Sign(_set.Keys[signer].Key, own, package).ShouldBeOfType<SigningResult.Completed>().Share;
            if (!liars.Contains(signer)) return () => coordinator.Receive(signer, sign.Session, share);
            return _random.NextInt(3) == 0
                ? () => []
                : () => coordinator.Receive(signer, sign.Session, share with { Value = share.Value + Scalar.One });
        }
    }
}
