using System.Buffers.Binary;
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
    private const int ProposalSize = 360, DigestOffset = 8, ReadyAtOffset = 40, UntilOffset = 48, StateOffset = 60, ActionOffset = 61;
    private const byte Scheduled = 1;

    private readonly RecordState _records = new(addresses);

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
    public async Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        var (_, account) = await rpc.GetAccountAsync(addresses.Proposal(digest), Commitment.Processed, cancellationToken);
        if (account is null) return null;
        if (account.Owner != addresses.Program || account.Data.Length != ProposalSize) throw new ChainReadException(ChainReadFailure.Invalid, "the proposal account is not the bridge's");
        return account.Data[StateOffset] == Scheduled ? Time(BinaryPrimitives.ReadUInt64BigEndian(account.Data.AsSpan(ReadyAtOffset))) : null;
    }

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
    public async Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken)
    {
        var (_, accounts) = await rpc.GetProgramAccountsAsync(addresses.Program, ProposalSize, "proposal"u8.ToArray(), Commitment.Processed, cancellationToken);
        return [.. accounts.Select(found => (found.Address, found.Account.Data)).Where(found => found.Data[StateOffset] == Scheduled).Select(found => Action(found.Address, found.Data)).OrderBy(action => action.ReadyAt)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) =>
        [.. (await ConfigAsync(cancellationToken)).Roles.Where(holder => holder.Role != RiskRole.None).OrderBy(holder => holder.Role).ThenBy(holder => holder.Account.Padded)];

    private ScheduledAction Action(SolanaAddress address, byte[] data)
    {
        var digest = Bytes32.From(data.AsSpan(DigestOffset, Bytes32.Size));
        // SECURITY: a proposal counts only at the address that is derived for it (M02).
        if (address != addresses.Proposal(digest)) throw new ChainReadException(ChainReadFailure.Invalid, $"the proposal {digest} stands at {address}, which is not its place");
        var kind = (RiskActionKind)data[ActionOffset];
        if (!Enum.IsDefined(kind)) throw new ChainReadException(ChainReadFailure.Invalid, $"there is no risk action {data[ActionOffset]}");
        return new(digest, kind, Time(BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(ReadyAtOffset))), EndOf(BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(UntilOffset))));
    }

    private async Task<ConfigRisk> ConfigAsync(CancellationToken cancellationToken) =>
        Config((await rpc.GetAccountAsync(addresses.Config, Commitment.Processed, cancellationToken)).Account);

    private ConfigRisk Config(SolanaAccount? account) =>
        account is null ? throw new ChainReadException(ChainReadFailure.Invalid, "the bridge program is not initialised") : new(account, addresses);

    // A key rotation waits without an end.
    private static DateTimeOffset EndOf(ulong until) => until == ulong.MaxValue ? DateTimeOffset.MaxValue : Time(until);

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
        : throw new ChainReadException(ChainReadFailure.Invalid, $"{seconds} is no time");
}
