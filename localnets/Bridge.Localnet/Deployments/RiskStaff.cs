using Bridge.Chains;
using Bridge.Localnet.State;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Deployments;

/// <summary>Who may tighten and loosen in the local network: three officers with key files; every guardian, the witness and the dashboard as sentinels.</summary>
internal sealed record RiskStaff(IReadOnlyList<SignerAddress> Officers, IReadOnlyList<SignerAddress> Sentinels)
{
    private const int OfficerCount = 3;

    /// <summary>Short, so that a demonstration can wait for them. Recommended for real ones: days (Contracts/solana/README.md).</summary>
    public static RiskDelays Delays { get; } = new(
        Loosen: TimeSpan.FromSeconds(2),
        ExecuteWindow: TimeSpan.FromMinutes(10),
        HoldMinAge: TimeSpan.FromSeconds(2),
        Refund: TimeSpan.FromSeconds(5),
        Rotation: TimeSpan.FromSeconds(5),
        RotationOverlap: TimeSpan.FromMinutes(1));

    /// <summary>Makes the officers' keys, <c>officers/officer-1.key</c> and on, and takes the sentinels' addresses.</summary>
    public static RiskStaff Create(StateDirectory state, IReadOnlyList<GuardianDeployment> guardians, IEnumerable<string> otherSentinels)
    {
        var officers = new List<SignerAddress>();
        Span<byte> secret = stackalloc byte[32];
        for (var index = 1; index <= OfficerCount; index++)
        {
            using var key = EcdsaKey.Generate();
            key.ExportSecret(secret);
            StateDirectory.WriteSecret(state.OfficerKey(index), secret);
            officers.Add(SignerAddress.From(key.EvmAddress()));
        }

        secret.Clear();
        return new(officers, [.. guardians.Select(guardian => guardian.Identity).Concat(otherSentinels).Select(SignerAddress.Parse)]);
    }
}
