using System.Security.Cryptography.X509Certificates;
using Bridge.Chains;
using Bridge.Frost.Signer;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Signing;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Hosting;

/// <summary>A chain to watch.</summary>
/// <param name="Family">Makes its clients.</param>
/// <param name="MaximumBatch">Most transfers in a batch toward it.</param>
public sealed record WatchedChain(IChainFamily Family, uint MaximumBatch)
{
    /// <summary>Its sources, read as one, from what was final before this start.</summary>
    public ILockReader Reader(GuardianOptions options, BlockReference? alreadyFinal = null)
    {
        var (urls, quorum) = Sources(options);
        return new QuorumLockReader([.. urls.Select(Family.LockReader)], quorum, alreadyFinal?.Height ?? 0);
    }

    /// <summary>The addresses to ask, and how many of them have to agree.</summary>
    public (IReadOnlyList<string> Urls, int Quorum) Sources(GuardianOptions options)
    {
        var settings = options.Chains.GetValueOrDefault(Family.Name);
        var urls = settings?.RpcUrls ?? Family.RpcUrls;
        // SECURITY: unless the operator says otherwise, every source has to agree (W2).
        var quorum = settings?.Quorum ?? urls.Count;
        if (urls.Count == 0) throw new GuardianOptionsException([$"chain {Family.Name} has no RPC address, neither in the deployment nor in chains.{Family.Name}.rpcUrls"]);
        if (quorum > urls.Count) throw new GuardianOptionsException([$"chains.{Family.Name}.quorum should be at most the {urls.Count} sources and is {quorum}"]);
        return (urls, quorum);
    }
}

/// <summary>Everything a running guardian is made of, loaded and checked.</summary>
public sealed record GuardianSetup
{
    /// <summary>Options, checked.</summary>
    public required GuardianOptions Options { get; init; }

    /// <summary>Its files; this process holds the lock.</summary>
    public required DataDirectory Directory { get; init; }

    /// <summary>The deployment.</summary>
    public required BridgeId Bridge { get; init; }

    /// <summary>Both chains.</summary>
    public required IReadOnlyList<WatchedChain> Chains { get; init; }

    /// <summary>The deployment's assets.</summary>
    public IReadOnlyList<AssetDeployment> Assets { get; init; } = [];

    /// <summary>Identity key.</summary>
    public required EcdsaKey Identity { get; init; }

    /// <summary>TLS certificate with its key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Key shares by epoch.</summary>
    public required IReadOnlyDictionary<GuardianEpoch, KeyPackage> Keys { get; init; }

    /// <summary>Who may ask for signatures.</summary>
    public required IReadOnlySet<TlsPin> Relayers { get; init; }

    /// <summary>Who may only read observations: the other guardians, and observers such as a dashboard.</summary>
    public required IReadOnlySet<TlsPin> Peers { get; init; }

    /// <summary>The other guardians as they are asked about transfers.</summary>
    public IReadOnlyList<GuardianDeployment> PeerAddresses { get; init; } = [];

    /// <summary>How many guardians sign together.</summary>
    public int Threshold { get; init; }

    /// <summary>The batch limits as the desk wants them.</summary>
    public IReadOnlyList<BatchLimit> Limits => [.. Chains.Select(chain => new BatchLimit(chain.Family.Chain, chain.MaximumBatch))];
}

/// <summary>Checks that this guardian is the one the deployment means.</summary>
public static class DeploymentCheck
{
    /// <summary>Every contradiction between the deployment and this guardian's own keys, empty when there is none.</summary>
    public static IReadOnlyList<string> Problems(Deployment deployment, GuardianOptions options, EcdsaKey identity, X509Certificate2 certificate, IReadOnlyDictionary<GuardianEpoch, KeyPackage> keys)
    {
        var problems = new List<string>();
        if (deployment.Evm.Chain == deployment.Solana.Chain) problems.Add($"both chains have the number {deployment.Evm.Chain}");
        if (deployment.Guardians.Members.SingleOrDefault(member => member.Index == options.Index) is not { } self)
            return [.. problems, $"guardian {options.Index} is not a member"];
        // SECURITY: a deployment that pins another key for this guardian would have others talk to somebody else in its name.
        if (self.TlsPin != TlsPin.Of(certificate).ToString()) problems.Add($"guardian {options.Index} has another TLS pin there than its certificate here");
        if (!string.Equals(self.Identity, Hex.Encode(identity.EvmAddress()), StringComparison.OrdinalIgnoreCase))
            problems.Add($"guardian {options.Index} has another identity there than its key here");
        var epoch = GuardianEpoch.From(deployment.Guardians.Epoch);
        if (!keys.TryGetValue(epoch, out var key)) return [.. problems, $"there is no key share of epoch {epoch} here: run guardian keygen first"];
        // SECURITY: a share of another group would only make this guardian the culprit of every session.
        if (key.Group.GroupKey.ToString() != deployment.Guardians.GroupKey) problems.Add($"the group key of epoch {epoch} there is not the one of the share here");
        if (key.Group.Threshold != deployment.Guardians.Threshold) problems.Add($"threshold there is {deployment.Guardians.Threshold} and {key.Group.Threshold} in the share here");
        if (key.Participant.Value != options.Index) problems.Add($"the share here is of guardian {key.Participant}, not of {options.Index}");
        return problems;
    }
}
