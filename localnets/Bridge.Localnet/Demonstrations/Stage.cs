using Bridge.Chains;
using Bridge.Localnet.Timelines;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Demonstrations;

/// <summary>A transfer that was locked.</summary>
/// <param name="Plan">Whose money, from where to where.</param>
/// <param name="Transfer">Every field, as it was locked.</param>
/// <param name="Place">Its place on the timeline.</param>
internal sealed record LockedTransfer(DemoTransfer Plan, Transfer Transfer, int Place)
{
    public TransferId Id => Transfer.Id;
}

/// <summary>What scenarios work with: alice's wallets, the risk staff, the timeline that relayers fill, and the chains to check it against.</summary>
internal sealed class Stage(Deployment deployment, ChainPair chains, DemoUser alice, RiskDesk desk, TimelineBoard board, TimeProvider time, Action<string> say, CancellationToken stop) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly TransferTracker _tracker = new(deployment.RelayerUrls, time);
    private readonly Dictionary<IChainFamily, IWallet> _wallets = new()
    {
        [chains.Evm] = chains.Evm.Wallet(chains.Evm.RpcUrls[0], alice.EvmSecret),
        [chains.Solana] = chains.Solana.Wallet(chains.Solana.RpcUrls[0], alice.SolanaSecret),
    };

    public ChainPair Chains => chains;

    public RiskDesk Desk => desk;

    /// <summary>Ends when the demonstration has taken too long, or is stopped.</summary>
    public CancellationToken Stop => stop;

    public void Say(string text) => say(text);

    public IWallet WalletOn(IChainFamily chain) => _wallets[chain];

    public AssetDeployment Asset(string symbol) => deployment.Assets.Single(asset => string.Equals(asset.Symbol, symbol, StringComparison.Ordinal));

    public static AssetId IdOf(AssetDeployment asset) => AssetId.From(Bytes32.Parse(asset.Id));

    /// <summary>Whole tokens in canonical units.</summary>
    public static ulong Units(AssetDeployment asset, decimal tokens) => (ulong)(tokens * (decimal)Math.Pow(10, asset.CanonicalDecimals));

    /// <summary>A transfer of alice's to herself.</summary>
    public DemoTransfer Plan(string symbol, IChainFamily source, TransferKind kind, ulong amount)
    {
        var destination = source == chains.Evm ? chains.Solana : chains.Evm;
        return new(Asset(symbol), source, destination, kind, amount, _wallets[source].Address, _wallets[destination].Address);
    }

    /// <summary>Locks, and follows it from then on.</summary>
    /// <exception cref="WalletException">The lock was refused.</exception>
    public async Task<LockedTransfer> LockAsync(DemoTransfer plan)
    {
        var receipt = await WalletOn(plan.Source).LockAsync(new(plan.Asset, plan.Destination.Chain, plan.Kind, plan.Amount, plan.Recipient), stop);
        var place = board.Add(new() { From = plan.Source.Name, To = plan.Destination.Name, Kind = plan.Kind, Asset = plan.Asset.Symbol, Amount = plan.AmountText });
        board.Locked(place, receipt.Id, receipt.Transaction);
        _ = FollowAsync(receipt.Id, place);
        return new(plan, new()
        {
            Bridge = BridgeId.From(Bytes32.Parse(deployment.BridgeId)),
            Id = receipt.Id,
            Kind = plan.Kind,
            Asset = IdOf(plan.Asset),
            Amount = plan.Amount,
            Sender = plan.Sender,
            Recipient = plan.Recipient,
        }, place);
    }

    public Task PauseAsync(TimeSpan pause) => Task.Delay(pause, time, stop);

    /// <summary>Waits until relayers show a transfer so.</summary>
    public async Task UntilAsync(LockedTransfer locked, Func<TransferTimeline, bool> holds)
    {
        while (!holds(Now(locked))) await Task.Delay(Poll, time, stop);
    }

    /// <summary>Waits for a state; another end than that one is a failure.</summary>
    public Task UntilAsync(LockedTransfer locked, TransferState state) => UntilAsync(locked, seen => seen.State == state || (seen.State is { } end && end.IsEnd()
        ? throw new ScenarioException($"{locked.Id} should become {state} and ended as {end}")
        : false));

    public TransferTimeline Now(LockedTransfer locked) => board.Snapshot()[locked.Place];

    /// <summary>Runs a part after which the balances of an asset have to have moved by exactly these transfers and no others.</summary>
    public async Task ExactlyAsync(DemoTransfer like, Func<Task> part, params DemoTransfer[] released)
    {
        var before = await BalanceSheet.ReadAsync(like, stop);
        await part();
        var expected = released.Aggregate(before, (sheet, transfer) => sheet.After(transfer));
        // SECURITY: the chains' own figures, exact to the unit; a relayer's word alone is no success.
        var wrong = expected.DifferencesTo(await BalanceSheet.ReadAsync(like, stop)).ToList();
        if (wrong.Count > 0) throw new ScenarioException(string.Join("; ", wrong));
    }

    /// <summary>Insists that the chain refuses something with this error.</summary>
    public static async Task RefusedAsync(string what, string error, Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (WalletException e) when (e.Failure == WalletFailure.Rejected && e.Message.Contains(error, StringComparison.Ordinal))
        {
            return;
        }
        catch (RiskRefusedException e) when (e.Error == error)
        {
            return;
        }

        throw new ScenarioException($"{what} should be refused with {error} and was taken");
    }

    /// <summary>One officer's yes or no to a held transfer.</summary>
    public Task DecideAsync(LockedTransfer held, int officer, bool approve) => desk.SignAsync(held.Plan.Destination, officer, (chain, nonce, notAfter) => approve
        ? new ApproveHold { Chain = chain, Nonce = nonce, NotAfter = notAfter, Source = held.Id.Lane.Source, Sequence = held.Id.Sequence, Leaf = held.Transfer.Leaf() }
        : new RejectHold { Chain = chain, Nonce = nonce, NotAfter = notAfter, Source = held.Id.Lane.Source, Sequence = held.Id.Sequence, Leaf = held.Transfer.Leaf() }, stop);

    public void Dispose() => _tracker.Dispose();

    private async Task FollowAsync(TransferId id, int place)
    {
        try
        {
            await _tracker.FollowAsync(id, board, place, stop);
        }
        catch (OperationCanceledException)
        {
            // Whoever waits for it is told by the same token.
        }
    }
}

/// <summary>A scenario did not go as it should.</summary>
internal sealed class ScenarioException(string message) : Exception(message);
