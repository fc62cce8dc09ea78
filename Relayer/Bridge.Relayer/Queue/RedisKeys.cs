using Bridge.Protocol;

namespace Bridge.Relayer.Queue;

/// <summary>Names of the keys in Redis: one prefix per bridge, so that several deployments may share a server.</summary>
internal sealed class RedisKeys(BridgeId bridge)
{
    private readonly string _prefix = $"bridge:{bridge}:";

    public string Batches => _prefix + "batches";

    public string Wake => _prefix + "wake";

    public string Lease(Lane lane) => $"{_prefix}lease:{lane}";

    public string InFlight(Lane lane) => $"{_prefix}inflight:{lane}";

    public string Signing(Lane lane) => $"{_prefix}signing:{lane}";

    public string Claim(string work) => $"{_prefix}claim:{work}";

    public string Attestation(MessageDigest digest) => $"{_prefix}attestation:{digest}";

    public string Status(TransferId id) => $"{_prefix}status:{id}";
}
