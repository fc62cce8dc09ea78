using System.Buffers.Binary;
using Bridge.Chains.Deploying;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Deploying;

/// <summary>
/// Reads everything about a deployed bridge program that a manifest holds, from the chain alone: its code as the loader keeps it, its config account with
/// every role and lane, and every asset account that it owns.
/// </summary>
public sealed class SolanaInspector : IDisposable
{
    private const int AssetSize = 232;

    private readonly JsonRpcClient _node;
    private readonly SolanaRpc _rpc;

    /// <summary>Reads through one node.</summary>
    public SolanaInspector(string rpcUrl, TimeProvider time)
    {
        _node = new(rpcUrl, time);
        _rpc = new(_node);
    }

    /// <summary>The chain as it is.</summary>
    /// <exception cref="ChainReadException">The node could not be asked, or there is no such bridge.</exception>
    public async Task<ChainManifest> ReadAsync(SolanaAddress program, CancellationToken cancellationToken)
    {
        var addresses = new BridgeAddresses(program);
        var read = await _rpc.GetAccountsAsync([addresses.Config, LoaderProgram.ProgramData(program)], Commitment.Confirmed, cancellationToken);
        var config = read.Accounts[0] ?? throw new ChainReadException(ChainReadFailure.Invalid, $"{program} is not initialised on {_node.Endpoint}");
        var code = ProgramCode.Read(read.Accounts[1], program);
        var (state, risk) = (new BridgeState(addresses).Config(config), new ConfigRisk(config, addresses));
        return new()
        {
            Chain = state.Chain.Value,
            Network = await _rpc.GetGenesisHashAsync(cancellationToken),
            FromBlock = code.Slot,
            BridgeId = state.Bridge.ToString(),
            Contracts = new(StringComparer.Ordinal) { ["program"] = new(program.ToString(), Keccak256.Hash(code.Elf).ToString()) },
            GroupKey = state.Key.ToString(),
            Epoch = state.Epoch.Value,
            Delays = PlannedDelays.Of(risk.Delays),
            UpgradeAuthority = code.Authority?.ToString() ?? ChainManifest.Nobody,
            Governor = state.Governor.ToArray().AsSpan().ContainsAnyExcept((byte)0) ? state.Governor.ToString() : ChainManifest.Nobody,
            Officers = Accounts(risk, RiskRole.Officer),
            Sentinels = Accounts(risk, RiskRole.Sentinel),
            Lanes = await LanesAsync(addresses, risk, cancellationToken),
            Assets = await AssetsAsync(program, cancellationToken),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _node.Dispose();

    private static IReadOnlyList<string> Accounts(ConfigRisk risk, RiskRole role) =>
        [.. risk.Roles.Where(one => one.Role == role).Select(one => one.Account.ToString()).Order(StringComparer.Ordinal)];

    private async Task<SortedDictionary<string, int>> LanesAsync(BridgeAddresses addresses, ConfigRisk risk, CancellationToken cancellationToken)
    {
        var lanes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var other in risk.OpenLanes)
        {
            var (_, account) = await _rpc.GetAccountAsync(addresses.Lane(other), Commitment.Confirmed, cancellationToken);
            lanes[other.ToString()] = account is { Data.Length: 24 } && account.Owner == addresses.Program
                ? account.Data[11]
                : throw new ChainReadException(ChainReadFailure.Invalid, $"config shows a lane to chain {other} and its account is missing");
        }

        return lanes;
    }

    private async Task<SortedDictionary<string, AssetManifest>> AssetsAsync(SolanaAddress program, CancellationToken cancellationToken)
    {
        var assets = new SortedDictionary<string, AssetManifest>(StringComparer.Ordinal);
        var (_, accounts) = await _rpc.GetProgramAccountsAsync(program, AssetSize, [.. "asset"u8, 0, 0, 0], Commitment.Confirmed, cancellationToken);
        foreach (var data in accounts.Select(found => found.Account.Data))
        {
            ulong At(int offset) => BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(offset));
            assets[Bytes32.From(data.AsSpan(8, 32)).ToString()] = new(
                SolanaAddress.From(data.AsSpan(40, 32)).ToString(), data[104] == (byte)AssetMode.Custody ? AssetManifest.Custody : AssetManifest.Mint, data[105], data[106],
                new(At(144), At(152), At(160), At(208)));
        }

        return assets;
    }
}

/// <summary>A deployed program's code, as the upgradeable loader keeps it: state 4 ‖ slot 8 ‖ option 1 ‖ authority 32 ‖ code.</summary>
internal sealed record ProgramCode(ulong Slot, SolanaAddress? Authority, byte[] Elf)
{
    internal static ProgramCode Read(SolanaAccount? account, SolanaAddress program)
    {
        // SECURITY: only the loader can have written it.
        if (account is null || account.Owner != LoaderProgram.Id || account.Data.Length < LoaderProgram.ProgramDataHeader)
            throw new ChainReadException(ChainReadFailure.Invalid, $"{program} is no program of the upgradeable loader");
        var data = account.Data.AsSpan();
        SolanaAddress? authority = data[12] == 0 ? null : SolanaAddress.From(data.Slice(13, 32));
        return new(BinaryPrimitives.ReadUInt64LittleEndian(data[4..]), authority, data[LoaderProgram.ProgramDataHeader..].ToArray());
    }
}
