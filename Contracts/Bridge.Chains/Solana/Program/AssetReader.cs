using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Program;

/// <summary>Reads the bridge's asset accounts.</summary>
internal sealed class AssetReader(SolanaRpc rpc, BridgeAddresses addresses, BridgeState state)
{
    /// <summary>The Clock sysvar: unix_timestamp at offset 32, little-endian.</summary>
    private static readonly SolanaAddress Clock = SolanaAddress.Parse("SysvarC1ock11111111111111111111111111111111");

    /// <summary>Each asset's state.</summary>
    /// <exception cref="ChainReadException">One is not registered, or the node gave no answer.</exception>
    public async Task<IReadOnlyDictionary<AssetId, AssetState>> ReadAsync(IEnumerable<AssetId> ids, Commitment commitment, CancellationToken cancellationToken)
    {
        var assets = new Dictionary<AssetId, AssetState>();
        foreach (var step in ids.Distinct().Chunk(SolanaRpc.MaxAddresses))
        {
            var read = await rpc.GetAccountsAsync([.. step.Select(addresses.Asset)], commitment, cancellationToken);
            foreach (var (id, account) in step.Zip(read.Accounts))
                assets[id] = account is null ? throw new ChainReadException(ChainReadFailure.Invalid, $"asset {id} is not registered on this chain") : state.Asset(account, id);
        }

        return assets;
    }

    /// <summary>
    /// Each asset that is registered, as the breaker levels in force let it flow toward or from <paramref name="other"/> (null = whatever the lane), and the
    /// chain's time in Unix seconds, of one state.
    /// </summary>
    /// <exception cref="ChainReadException">The node gave no answer.</exception>
    public async Task<(IReadOnlyDictionary<AssetId, AssetState> Assets, long UnixSeconds)> ReadInForceAsync(IEnumerable<AssetId> ids, ChainId? other, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToList();
        var read = await rpc.GetAccountsAsync([Clock, addresses.Config, .. wanted.Select(addresses.Asset)], Commitment.Confirmed, cancellationToken);
        var risk = new ConfigRisk(read.Accounts[1] ?? throw new ChainReadException(ChainReadFailure.Invalid, "the bridge program is not initialised"), addresses);
        var level = other is { } lane && risk.Lane(lane) > risk.Everything ? risk.Lane(lane) : risk.Everything;
        var assets = new Dictionary<AssetId, AssetState>();
        foreach (var (id, account) in wanted.Zip(read.Accounts.Skip(2)))
        {
            if (account is not null) assets[id] = state.Asset(account, id).InForce(level);
        }

        return read.Accounts[0] is { Data.Length: 40 } clock
            ? (assets, BinaryPrimitives.ReadInt64LittleEndian(clock.Data.AsSpan(32)))
            : throw new ChainReadException(ChainReadFailure.Invalid, "the node shows no clock");
    }
}
