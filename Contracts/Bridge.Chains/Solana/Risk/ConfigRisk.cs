using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>
/// The control plane inside the config account (<c>Contracts/solana/README.md</c>, config):
/// <code>
/// offset size field
///    114    1 level of everything
///    120   24 six delays of 4: loosening, window, youngest hold, refund, rotation, overlap
///    224 16·8 lanes: chain 2 ‖ level 1 ‖ zero 1 ‖ changes 4
///    352 32·32 roles: address 20 ‖ role 1 ‖ zero 3 ‖ nonce 8
/// </code>
/// </summary>
internal sealed class ConfigRisk
{
    private const int Size = 1376, LevelOffset = 114, DelaysOffset = 120, LanesOffset = 224, RolesOffset = 352, Lanes = 16, LaneSize = 8, RoleEntries = 32, RoleSize = 32;

    private readonly byte[] _data;

    public ConfigRisk(SolanaAccount account, BridgeAddresses addresses)
    {
        // SECURITY: only the bridge program can have written an account that it owns (M02).
        if (account.Owner != addresses.Program || account.Data.Length != Size || !account.Data.AsSpan(0, 6).SequenceEqual("config"u8))
            throw new ChainReadException(ChainReadFailure.Invalid, $"the config account is not the bridge's, or not {Size} bytes long");
        _data = account.Data;
    }

    public BreakerLevel Everything => Level(_data[LevelOffset]);

    public RiskDelays Delays
    {
        get
        {
            TimeSpan At(int i) => TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(DelaysOffset + (4 * i))));
            return new(At(0), At(1), At(2), At(3), At(4), At(5));
        }
    }

    /// <summary>A lane's level; normal when it has none yet.</summary>
    public BreakerLevel Lane(ChainId other)
    {
        for (var i = 0; i < Lanes; i++)
        {
            var lane = _data.AsSpan(LanesOffset + (LaneSize * i), LaneSize);
            if (BinaryPrimitives.ReadUInt16BigEndian(lane) == other.Value) return Level(lane[2]);
        }

        return BreakerLevel.Normal;
    }

    /// <summary>A key's role and last nonce; none and 0 when it never had a role.</summary>
    public (RiskRole Role, ulong LastNonce) Role(SignerAddress account)
    {
        var address = account.ToArray();
        for (var i = 0; i < RoleEntries; i++)
        {
            var role = _data.AsSpan(RolesOffset + (RoleSize * i), RoleSize);
            if (!role[..20].SequenceEqual(address)) continue;
            return (RoleOf(role[20]), BinaryPrimitives.ReadUInt64BigEndian(role[24..]));
        }

        return (RiskRole.None, 0);
    }

    /// <summary>Every entry of the table; one whose key has lost its role keeps its nonce.</summary>
    public IEnumerable<RoleHolder> Roles => Enumerable.Range(0, RoleEntries).Select(i => _data.AsSpan(RolesOffset + (RoleSize * i), RoleSize).ToArray())
        .Where(entry => entry.AsSpan(0, 20).ContainsAnyExcept((byte)0))
        .Select(entry => new RoleHolder(SignerAddress.From(entry.AsSpan(0, 20)), RoleOf(entry[20])));

    private static RiskRole RoleOf(byte value) => value <= (byte)RiskRole.Sentinel
        ? (RiskRole)value
        : throw new ChainReadException(ChainReadFailure.Invalid, $"a role should be 0 to 2 and is {value}");

    /// <summary>The other chains to which a lane is open.</summary>
    public IEnumerable<ChainId> OpenLanes => Enumerable.Range(0, Lanes)
        .Select(i => BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(LanesOffset + (LaneSize * i))))
        .Where(other => other != 0)
        .Select(ChainId.From);

    public static BreakerLevel Level(byte value) => value <= (byte)BreakerLevel.Cursed
        ? (BreakerLevel)value
        : throw new ChainReadException(ChainReadFailure.Invalid, $"a breaker level should be 0 to 5 and is {value}");
}
