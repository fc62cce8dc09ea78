using Bridge.Chains.Deploying;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Deploying;

/// <summary>
/// Reads everything about a deployed vault that a manifest holds, from the chain alone. Lists (roles, lanes, assets) come from the contracts' events from the
/// first block on, so that nothing is overlooked that a list of expected things would not ask for; what each entry says comes from the contracts' state.
/// </summary>
public sealed class EvmInspector : IDisposable
{
    private static readonly Bytes32 Granted = Keccak256.Hash("RoleGranted(address,uint8)");
    private static readonly Bytes32 LaneOpened = Keccak256.Hash("LaneOpened(uint16,uint8)");
    private static readonly Bytes32 Registered = Keccak256.Hash("AssetRegistered(address,bytes32,uint8,uint8,uint8)");
    private static readonly Bytes32 Rotated = Keccak256.Hash("KeyRotated(uint32,bytes32,uint8,uint64)");

    private readonly JsonRpcClient _client;
    private readonly EvmRpc _rpc;
    private readonly LogRange _range = new();

    /// <summary>Reads through one node.</summary>
    public EvmInspector(string rpcUrl, TimeProvider time)
    {
        _client = new(rpcUrl, time);
        _rpc = new(_client);
    }

    /// <summary>The chain as it is.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="fromBlock">A block at or before the one that created it; the block itself is found.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ChainReadException">The node could not be asked, or there is no such vault.</exception>
    public async Task<ChainManifest> ReadAsync(EvmAddress vault, ulong fromBlock, CancellationToken cancellationToken)
    {
        if ((await _rpc.CodeAsync(vault, cancellationToken)).Length == 0) throw new ChainReadException(ChainReadFailure.Invalid, $"{vault} is no contract on {_rpc.Endpoint}");
        var through = (await _rpc.NewestBlockAsync(cancellationToken)).Height;
        var keys = await LogsAsync(vault, fromBlock, through, Rotated, cancellationToken);
        if (keys.Count == 0) throw new ChainReadException(ChainReadFailure.Invalid, $"{vault} shows no first key from block {fromBlock} on: it is no vault, or was created before");
        var first = keys[0].Block.Height;
        var control = await AddressAsync(vault, "control()", cancellationToken);
        var margin = await WordAsync(vault, AbiEncoder.Call("marginAccounts()"), cancellationToken);
        var (officers, sentinels) = await RolesAsync(control, first, through, cancellationToken);
        var contracts = new SortedDictionary<string, CodeManifest>(StringComparer.Ordinal)
        {
            ["control"] = await CodeAsync(control, cancellationToken),
            ["vault"] = await CodeAsync(vault, cancellationToken),
        };
        if (!margin.IsZero) contracts["marginAccounts"] = await CodeAsync(EvmAddress.From(PartyAddress.From(margin)), cancellationToken);
        var governor = await WordAsync(control, AbiEncoder.Call("governor()"), cancellationToken);
        return new()
        {
            Chain = checked((ushort)await NumberAsync(vault, "chain()", cancellationToken)),
            Network = (await _rpc.ChainIdAsync(cancellationToken)).ToString(System.Globalization.CultureInfo.InvariantCulture),
            FromBlock = first,
            BridgeId = (await WordAsync(vault, AbiEncoder.Call("bridgeId()"), cancellationToken)).ToString(),
            Contracts = contracts,
            GroupKey = await GroupKeyAsync(vault, cancellationToken),
            Epoch = checked((uint)await NumberAsync(vault, "epoch()", cancellationToken)),
            Delays = await DelaysAsync(vault, cancellationToken),
            UpgradeAuthority = ChainManifest.Nobody, // contracts without proxies
            Governor = governor.IsZero ? ChainManifest.Nobody : EvmAddress.From(PartyAddress.From(governor)).ToString(),
            Officers = officers,
            Sentinels = sentinels,
            Lanes = await LanesAsync(vault, first, through, cancellationToken),
            Assets = await AssetsAsync(vault, first, through, cancellationToken),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<(IReadOnlyList<string> Officers, IReadOnlyList<string> Sentinels)> RolesAsync(EvmAddress control, ulong from, ulong through, CancellationToken cancellationToken)
    {
        var roles = new Dictionary<EvmAddress, byte>();
        foreach (var log in await LogsAsync(control, from, through, Granted, cancellationToken))
        {
            var account = EvmAddress.From(PartyAddress.From(log.Topics[1]));
            // Who was revoked since has no role any more.
            var role = await RoleAsync(control, account, cancellationToken);
            if (role != 0) roles[account] = role;
        }

        return ([.. Of(1)], [.. Of(2)]);

        IEnumerable<string> Of(byte role) => roles.Where(one => one.Value == role).Select(one => SignerAddress.Parse(one.Key.ToString()).ToString()).Order(StringComparer.Ordinal);
    }

    private async Task<byte> RoleAsync(EvmAddress control, EvmAddress account, CancellationToken cancellationToken)
    {
        var reader = new AbiReader(await ReadAsync(control, AbiEncoder.Call("role(address)", AbiValue.Of(account)), cancellationToken), "role");
        return reader.UInt8();
    }

    private async Task<SortedDictionary<string, int>> LanesAsync(EvmAddress vault, ulong from, ulong through, CancellationToken cancellationToken)
    {
        var lanes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var log in await LogsAsync(vault, from, through, LaneOpened, cancellationToken))
        {
            var other = new AbiReader(log.Topics[1].ToArray(), "LaneOpened").UInt16();
            lanes[ChainId.From(other).ToString()] = new AbiReader(log.Data, "LaneOpened").UInt8();
        }

        return lanes;
    }

    private async Task<SortedDictionary<string, AssetManifest>> AssetsAsync(EvmAddress vault, ulong from, ulong through, CancellationToken cancellationToken)
    {
        var assets = new SortedDictionary<string, AssetManifest>(StringComparer.Ordinal);
        foreach (var log in await LogsAsync(vault, from, through, Registered, cancellationToken))
        {
            var token = EvmAddress.From(PartyAddress.From(log.Topics[1]));
            assets[log.Topics[2].ToString()] = Asset(token, log.Data, await ReadAsync(vault, AbiEncoder.Call("limits(address)", AbiValue.Of(token)), cancellationToken));
        }

        return assets;
    }

    private static AssetManifest Asset(EvmAddress token, byte[] registered, byte[] limits)
    {
        var asset = new AbiReader(registered, "AssetRegistered");
        var (mode, decimals, canonical) = (asset.UInt8(), asset.UInt8(), asset.UInt8());
        var reader = new AbiReader(limits, "limits");
        return new(token.ToString(), mode == 1 ? AssetManifest.Custody : AssetManifest.Mint, decimals, canonical, new(reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64()));
    }

    private async Task<string> GroupKeyAsync(EvmAddress vault, CancellationToken cancellationToken)
    {
        var reader = new AbiReader(await ReadAsync(vault, AbiEncoder.Call("groupKey()"), cancellationToken), "groupKey");
        var (x, parity) = (reader.Word(), reader.UInt8());
        return GroupKey.From([(byte)(2 + parity), .. x.ToArray()]).ToString();
    }

    private async Task<PlannedDelays> DelaysAsync(EvmAddress vault, CancellationToken cancellationToken)
    {
        var reader = new AbiReader(await ReadAsync(vault, AbiEncoder.Call("delays()"), cancellationToken), "delays");
        return new((uint)reader.UInt64(), (uint)reader.UInt64(), (uint)reader.UInt64(), (uint)reader.UInt64(), (uint)reader.UInt64(), (uint)reader.UInt64());
    }

    private async Task<CodeManifest> CodeAsync(EvmAddress address, CancellationToken cancellationToken) =>
        new(address.ToString(), Keccak256.Hash(await _rpc.CodeAsync(address, cancellationToken)).ToString());

    private async Task<EvmAddress> AddressAsync(EvmAddress to, string view, CancellationToken cancellationToken) =>
        EvmAddress.From(PartyAddress.From(await WordAsync(to, AbiEncoder.Call(view), cancellationToken)));

    private async Task<ulong> NumberAsync(EvmAddress to, string view, CancellationToken cancellationToken) =>
        new AbiReader(await ReadAsync(to, AbiEncoder.Call(view), cancellationToken), view).UInt64();

    private async Task<Bytes32> WordAsync(EvmAddress to, byte[] call, CancellationToken cancellationToken) => Bytes32.From(await ReadAsync(to, call, cancellationToken));

    private Task<byte[]> ReadAsync(EvmAddress to, byte[] call, CancellationToken cancellationToken) => _rpc.CallAsync(new EvmCall(to, call), BlockTag.Latest, cancellationToken);

    private async Task<IReadOnlyList<EvmLog>> LogsAsync(EvmAddress emitter, ulong from, ulong through, Bytes32 topic, CancellationToken cancellationToken)
    {
        var logs = new List<EvmLog>();
        for (var next = from; next <= through;)
        {
            var (found, last) = await _range.ReadAsync(next, through, (first, to) => _rpc.LogsAsync(emitter, first, to, [[topic]], cancellationToken));
            logs.AddRange(found);
            next = last + 1;
        }

        return logs;
    }
}
