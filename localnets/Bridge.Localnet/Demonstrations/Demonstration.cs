using Bridge.Chains;
using Bridge.Localnet.Timelines;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Spectre.Console;

namespace Bridge.Localnet.Demonstrations;

/// <summary>Four transfers at the same time, and the proof that each of them moved exactly what it said.</summary>
/// <remarks>
/// Between them they pass through every way a bridge can pay: out of the EVM vault into a margin account, out of the Solana custody account into
/// a wallet, by minting a wrapped EVM token on Solana, by minting a wrapped Solana token on the EVM chain. What is wrapped first has to be
/// there, so <see cref="FundAsync"/> sends two tokens across beforehand, by ordinary transfers.
/// Success is not taken from the relayers: the launcher reads both chains before and after, and every figure has to be exact.
/// </remarks>
internal sealed class Demonstration(Deployment deployment, ChainPair chains, DemoUser alice, IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Gives alice a wrapped token on each chain.</summary>
    /// <exception cref="DemonstrationException">A transfer was not released in time.</exception>
    public async Task FundAsync(CancellationToken cancellationToken)
    {
        var board = new TimelineBoard(time);
        DemoTransfer[] transfers =
        [
            Transfer("USDC", chains.Evm, TransferKind.Wallet, 5_000_000000),
            Transfer("JITOSOL", chains.Solana, TransferKind.Wallet, 50_000000000),
        ];
        if (await MoveAsync(transfers, board, cancellationToken) is { } problem) throw new DemonstrationException(problem, board.Snapshot());
    }

    /// <summary>The four transfers, shown as they go.</summary>
    /// <exception cref="DemonstrationException">One was not released in time, or a balance is wrong.</exception>
    public async Task<IReadOnlyList<TransferTimeline>> RunAsync(CancellationToken cancellationToken)
    {
        DemoTransfer[] transfers =
        [
            Transfer("USDC", chains.Solana, TransferKind.MarginAccount, 1_250_500000),
            Transfer("JITOSOL", chains.Evm, TransferKind.Wallet, 12_500000000),
            Transfer("WETH", chains.Evm, TransferKind.Wallet, 1_250000000),
            Transfer("PYTH", chains.Solana, TransferKind.Wallet, 2_000_000000),
        ];
        var before = await Task.WhenAll(transfers.Select(transfer => BalanceSheet.ReadAsync(transfer, cancellationToken)));
        var board = new TimelineBoard(time);
        var moving = MoveAsync(transfers, board, cancellationToken);
        await new TimelineView(console, time).ShowAsync(board, moving);
        if (await moving is { } problem) throw new DemonstrationException(problem, board.Snapshot());

        var after = await Task.WhenAll(transfers.Select(transfer => BalanceSheet.ReadAsync(transfer, cancellationToken)));
        // SECURITY: the chains' own figures, exact to the unit; a relayer's word alone is no success.
        var wrong = transfers.SelectMany((transfer, i) => before[i].After(transfer).DifferencesTo(after[i]).Select(text => $"{transfer.Asset.Symbol}: {text}")).ToArray();
        return wrong.Length == 0 ? board.Snapshot() : throw new DemonstrationException(string.Join('\n', wrong), board.Snapshot());
    }

    /// <summary>Locks all of them at once and follows each to its end. Returns what went wrong, or null.</summary>
    private async Task<string?> MoveAsync(IReadOnlyList<DemoTransfer> transfers, TimelineBoard board, CancellationToken cancellationToken)
    {
        using var tracker = new TransferTracker(deployment.RelayerUrls, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, Limit, Timeout.InfiniteTimeSpan);
        var places = transfers.Select(transfer => board.Add(new()
        {
            From = transfer.Source.Name,
            To = transfer.Destination.Name,
            Kind = transfer.Kind,
            Asset = transfer.Asset.Symbol,
            Amount = transfer.AmountText,
        })).ToArray();
        try
        {
            // One account sends its transactions one after the other; the two chains go at the same time.
            await Task.WhenAll(transfers.Select((transfer, i) => (transfer, Place: places[i])).GroupBy(entry => entry.transfer.Source.Name, StringComparer.Ordinal).Select(async group =>
            {
                var following = new List<Task>();
                foreach (var (transfer, place) in group)
                {
                    var receipt = await LockAsync(transfer, limit.Token);
                    board.Locked(place, receipt.Id, receipt.Transaction);
                    following.Add(tracker.FollowAsync(receipt.Id, board, place, limit.Token));
                }

                await Task.WhenAll(following);
            }));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"not every transfer was released within {Limit.TotalSeconds:0} s; the daemons' logs say why";
        }
        catch (WalletException e)
        {
            return $"a lock was refused: {e.Message}";
        }

        return board.Snapshot().FirstOrDefault(transfer => transfer.State != TransferState.Released) is { } other ? $"{other.Id} ended as {other.State}" : null;
    }

    private Task<LockReceipt> LockAsync(DemoTransfer transfer, CancellationToken cancellationToken)
    {
        var secret = transfer.Source == chains.Evm ? alice.EvmSecret : alice.SolanaSecret;
        return transfer.Source.Wallet(transfer.Source.RpcUrls[0], secret)
            .LockAsync(new(transfer.Asset, transfer.Destination.Chain, transfer.Kind, transfer.Amount, transfer.Recipient), cancellationToken);
    }

    private DemoTransfer Transfer(string symbol, IChainFamily source, TransferKind kind, ulong amount) => new(
        deployment.Assets.Single(asset => string.Equals(asset.Symbol, symbol, StringComparison.Ordinal)),
        source, source == chains.Evm ? chains.Solana : chains.Evm, kind, amount, AddressOn(source), AddressOn(source == chains.Evm ? chains.Solana : chains.Evm));

    private PartyAddress AddressOn(IChainFamily chain) => chain.Wallet(chain.RpcUrls[0], chain == chains.Evm ? alice.EvmSecret : alice.SolanaSecret).Address;
}
