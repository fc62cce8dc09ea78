using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Releases;

/// <summary>A transfer to release now.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="Asset">Its asset on this chain.</param>
/// <param name="Way">How.</param>
internal sealed record PlannedRelease(int Index, AssetState Asset, DeliveryWay Way);

/// <summary>How a transfer is delivered.</summary>
internal enum DeliveryWay
{
    /// <summary>Paid into the recipient's token account.</summary>
    Pay = 1,

    /// <summary>Paid into the recipient's token account, which is made before.</summary>
    CreateAndPay = 2,

    /// <summary>Written down for two officers.</summary>
    Hold = 3,

    /// <summary>Added to what the recipient may claim: its token account takes nothing.</summary>
    Credit = 4,
}

/// <summary>What a delivery has to do.</summary>
internal sealed record ReleasePlan(IReadOnlyList<PlannedRelease> Releases, IReadOnlyList<ulong> MissingPages);

/// <summary>Reads the chain before a delivery, so that nothing is sent that must fail.</summary>
internal sealed class ReleasePlanner(SolanaRpc rpc, BridgeAddresses addresses, TimeProvider time)
{
    private readonly BridgeState _state = new(addresses);
    private readonly AssetReader _assets = new(rpc, addresses, new(addresses));

    /// <summary>Plans every transfer without an outcome, and writes the outcome of those that need no transaction.</summary>
    /// <exception cref="ChainReadException">The node gave no answer.</exception>
    public async Task<ReleasePlan> PlanAsync(TransferBatch batch, ReleaseOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var lane = batch.Id.Lane;
        var open = Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i] is null).ToArray();
        var pages = open.Select(i => BridgeAddresses.ConsumedPageOf(batch.Transfers[i].Id.Sequence)).Distinct().ToArray();
        var pageRead = await rpc.GetAccountsAsync([.. pages.Select(page => addresses.ConsumedPage(lane.Source, page))], Commitment.Processed, cancellationToken);
        var bits = pages.Zip(pageRead.Accounts, (page, account) => (page, bits: _state.Consumed(account, lane.Source, page))).ToDictionary(pair => pair.page, pair => pair.bits);
        var (assets, now) = await _assets.ReadInForceAsync(open.Select(i => batch.Transfers[i].Asset), lane.Source, cancellationToken);

        var room = assets.ToDictionary(asset => asset.Key, asset => asset.Value.AvailableAt(now));
        var releases = new List<(int Index, AssetState Asset)>();
        foreach (var i in open)
        {
            var transfer = batch.Transfers[i];
            outcomes[i] = Judge(transfer, bits[BridgeAddresses.ConsumedPageOf(transfer.Id.Sequence)], assets.GetValueOrDefault(transfer.Asset), room);
            if (outcomes[i] is null) releases.Add((i, assets[transfer.Asset]));
        }

        if (releases.Count == 0) return new([], []);
        var accounts = await rpc.GetAccountsAsync(
            [.. releases.Select(release => TokenProgram.AssociatedAccount(SolanaAddress.From(batch.Transfers[release.Index].Recipient), release.Asset.Mint))],
            Commitment.Processed,
            cancellationToken);
        var missing = pages.Zip(pageRead.Accounts).Where(page => page.Second is null).Select(page => page.First);
        return new(
            [.. releases.Zip(accounts.Accounts, (release, account) => new PlannedRelease(release.Index, release.Asset, Way(batch.Transfers[release.Index], release.Asset, account)))],
            [.. missing.Where(page => releases.Exists(release => BridgeAddresses.ConsumedPageOf(batch.Transfers[release.Index].Id.Sequence) == page))]);
    }

    /// <summary>When <paramref name="transfer"/> will fit, by this machine's clock; null when the limits never let it through.</summary>
    public async Task<DateTimeOffset?> RetryAtAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        var (assets, now) = await _assets.ReadInForceAsync([transfer.Asset], transfer.Id.Lane.Source, cancellationToken);
        return assets.TryGetValue(transfer.Asset, out var state) ? After(state.SecondsUntil(transfer.Amount, state.AvailableAt(now))) : null;
    }

    private static bool MustBeHeld(Transfer transfer, AssetState asset) => transfer.Amount >= asset.HoldThreshold;

    private static DeliveryWay Way(Transfer transfer, AssetState asset, SolanaAccount? recipient)
    {
        if (MustBeHeld(transfer, asset)) return DeliveryWay.Hold;
        if (AssociatedAccounts.IsMissing(recipient)) return DeliveryWay.CreateAndPay;
        return TokenProgram.CanBePaid(recipient!.Data, SolanaAddress.From(transfer.Recipient)) ? DeliveryWay.Pay : DeliveryWay.Credit;
    }

    private ReleaseOutcome? Judge(Transfer transfer, byte[] bits, AssetState? asset, Dictionary<AssetId, ulong> room)
    {
        if (BridgeState.IsSet(bits, transfer.Id.Sequence)) return new ReleaseOutcome.AlreadyConsumed();
        if (asset is null) return new ReleaseOutcome.Rejected("UnknownAsset");
        if (asset.MaxRelease == 0) return new ReleaseOutcome.Rejected(nameof(BridgeError.AssetClosed));
        if (asset.Breaker == BreakerLevel.Cursed) return new ReleaseOutcome.Rejected(nameof(BridgeError.LevelTooHigh));
        // A hold takes nothing out of the limits.
        if (MustBeHeld(transfer, asset)) return null;
        if (transfer.Amount > asset.MaxRelease) return new ReleaseOutcome.Rejected(nameof(BridgeError.AboveMaxRelease));
        // What the batch's earlier transfers take is no longer there for this one.
        if (transfer.Amount > room[transfer.Asset]) return new ReleaseOutcome.Limited(After(asset.SecondsUntil(transfer.Amount, room[transfer.Asset])));
        room[transfer.Asset] -= transfer.Amount;
        return null;
    }

    // The chain's clock and this machine's may be apart: only the difference is taken from the chain. At least a second, since it counts in whole ones.
    private DateTimeOffset? After(long? seconds) => seconds is { } wait ? time.GetUtcNow().AddSeconds(Math.Max(1, wait)) : null;
}
