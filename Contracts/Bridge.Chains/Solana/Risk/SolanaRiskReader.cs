using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>Reads the bridge program's control plane.</summary>
internal sealed class SolanaRiskReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain) : IRiskReader
{
    private const int AssetSize = 232, AssetLevelOffset = 224;

    private readonly RecordState _records = new(addresses);
    private readonly ProposalState _proposals = new(addresses);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken)
    {
        var levels = new Dictionary<RiskScope, BreakerLevel>();
        foreach (var part in scopes.Distinct().Chunk(SolanaRpc.MaxAddresses - 1))
        {
            var assets = part.Where(scope => scope.Kind == RiskScopeKind.Asset).ToList();
            // All of one state, the config first.
            var read = await rpc.GetAccountsAsync([addresses.Config, .. assets.Select(scope => addresses.Asset(AssetId.From(scope.Value)))], Commitment.Processed, cancellationToken);
            var config = Config(read.Accounts[0]);
            foreach (var scope in part)
            {
                levels[scope] = scope.Kind switch
                {
                    RiskScopeKind.Everything => config.Everything,
                    RiskScopeKind.Lane => config.Lane(scope.OtherChain()),
                    _ => AssetLevel(AssetId.From(scope.Value), read.Accounts[1 + assets.IndexOf(scope)]),
                };
            }
        }

        return levels;
    }

    private BreakerLevel AssetLevel(AssetId id, SolanaAccount? account)
    {
        if (account is null) throw new ChainReadException(ChainReadFailure.Invalid, $"asset {id} is not registered on this chain");
        return account.Owner == addresses.Program && account.Data.Length == AssetSize
            ? ConfigRisk.Level(account.Data[AssetLevelOffset])
            : throw new ChainReadException(ChainReadFailure.Invalid, $"the account of asset {id} is not the bridge's");
    }

    /// <inheritdoc/>
    public async Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => (await ConfigAsync(cancellationToken)).Role(account).Role;

    /// <inheritdoc/>
    public async Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => (await ConfigAsync(cancellationToken)).Role(account).LastNonce;

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) =>
        await _proposals.FindAsync(rpc, digest, cancellationToken) is { Mark: ProposalMark.Scheduled } proposal ? proposal.ReadyAt : null;

    /// <inheritdoc/>
    public async Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) => (await ConfigAsync(cancellationToken)).Delays;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken)
    {
        byte[] prefix = [.. "hold"u8, 0, 0, 0, 0];
        var (_, accounts) = await rpc.GetProgramAccountsAsync(addresses.Program, RecordState.HoldSize, prefix, Commitment.Processed, cancellationToken);
        var held = accounts.Select(found => _records.Hold(found.Account)).Where(hold => hold.Standing == HoldStanding.Held).ToList();
        // The word of somebody who is no officer any more does not count, and another takes the place.
        var config = held.Exists(hold => hold.Approvers.Count > 0) ? await ConfigAsync(cancellationToken) : null;
        return [.. held.Select(hold => new HeldRelease(
            hold.Transfer.Id, hold.Leaf, hold.Transfer.Asset, hold.Transfer.Amount, Time(hold.HeldAt), hold.Approvers.Count(approver => config!.Role(approver).Role == RiskRole.Officer)))
            .OrderBy(hold => hold.HeldAt)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) =>
        [.. (await _proposals.ReadScheduledAsync(rpc, cancellationToken)).Select(proposal => new ScheduledAction(proposal.Digest, proposal.Kind, proposal.ReadyAt, proposal.Until ?? DateTimeOffset.MaxValue))];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) =>
        [.. (await ConfigAsync(cancellationToken)).Roles.Where(holder => holder.Role != RiskRole.None).OrderBy(holder => holder.Role).ThenBy(holder => holder.Account.Padded)];

    private async Task<ConfigRisk> ConfigAsync(CancellationToken cancellationToken) =>
        Config((await rpc.GetAccountAsync(addresses.Config, Commitment.Processed, cancellationToken)).Account);

    private ConfigRisk Config(SolanaAccount? account) =>
        account is null ? throw new ChainReadException(ChainReadFailure.Invalid, "the bridge program is not initialised") : new(account, addresses);

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
        : throw new ChainReadException(ChainReadFailure.Invalid, $"{seconds} is no time");
}
