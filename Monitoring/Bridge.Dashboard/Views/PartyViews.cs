using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>A guardian in the matrix.</summary>
internal sealed record GuardianRow(ushort Index, string Identity, Sourced Health, IReadOnlyDictionary<string, Sourced> Sentinel);

/// <summary>A relayer.</summary>
internal sealed record RelayerRow(string Url, Sourced Health);

/// <summary>Guardians and relayers.</summary>
internal sealed record GuardiansView(int Threshold, int? Margin, IReadOnlyList<GuardianRow> Rows, IReadOnlyList<RelayerRow> Relayers);

/// <summary>One source of a chain.</summary>
internal sealed record SourceRow(string Name, Sourced Head, double? LagSeconds);

/// <summary>One chain and its sources.</summary>
internal sealed record ChainRow(string Chain, IReadOnlyList<SourceRow> Sources, string? Divergence, Sourced Key);

/// <summary>Guardians, relayers and chains, each in its own words and beside what this server reads itself.</summary>
internal sealed class PartyBook(Network network, PartyReaders parties, BreakerBook breakers, OverviewBook overview, TimeProvider time)
{
    public GuardiansView Guardians()
    {
        var now = time.GetUtcNow();
        var brief = overview.Guardians();
        return new(
            brief.Threshold, brief.Margin,
            [.. network.Deployment.Guardians.Members.OrderBy(member => member.Index).Select(member => new GuardianRow(
                member.Index, member.Identity, parties.Guardians[member.Index].At(now).Select<GuardianHealth>(Health), breakers.Holds(SignerAddress.Parse(member.Identity), RiskRole.Sentinel)))],
            [.. parties.RelayerHealth.Select(relayer => new RelayerRow(relayer.Key, relayer.Value.At(now).Select<RelayerHealth>(health => health)))]);
    }

    public IReadOnlyList<ChainRow> Chains()
    {
        var now = time.GetUtcNow();
        return [.. network.Boards.Select(board => new ChainRow(
            board.Name,
            [.. board.Heads.Select((head, index) => new SourceRow(
                board.SourceName(index), head.At(now).Select<HeadReading>(read => new { height = read.Block.Height, hash = read.Block.Hash.ToString() }), head.TryGet(out var value) ? Math.Max(0, (now - value.AdvancedAt).TotalSeconds) : null))],
            board.Divergence,
            board.Key.At(now).Select<GuardianKeyState>(Key)))];
    }

    private object Key(GuardianKeyState state) => new { epoch = state.Epoch.Value, groupKey = Hex.Encode(state.Key.ToArray()), expected = IsExpected(state) };

    // SECURITY: another key than the deployment's is said aloud, also when its epoch looks right; a rotation is confirmed by a new deployment file.
    private bool IsExpected(GuardianKeyState state) =>
        state.Bridge == network.Deployment.Bridge && state.Epoch.Value == network.Deployment.Guardians.Epoch
        && Hex.Decode(network.Deployment.Guardians.GroupKey).AsSpan().SequenceEqual(state.Key.ToArray());

    private object Health(GuardianHealth health) => new
    {
        health.Healthy, health.Signs, health.Epochs, health.JournalLocks, health.Problems, warnings = health.Warnings ?? [],
        chains = health.Chains.Select(chain =>
        {
            var own = network.Boards.FirstOrDefault(board => board.Chain.Value == chain.Chain)?.Head?.Block.Height;
            return new { chain = chain.Name, chain.FinalizedHeight, chain.LagSeconds, chain.CaughtUp, chain.Halted, chain.Problem, behind = own is { } head && chain.FinalizedHeight is { } theirs ? Math.Max(0, (long)head - (long)theirs) : (long?)null };
        }),
    };
}

/// <summary>What exists of margin on chain: balances of margin accounts that transfers went to or came from.</summary>
internal sealed class MarginBook(Network network, TransferQueries transfers, TimeProvider time)
{
    private const int MostAccounts = 50, Looked = 200;
    private const string Note = "Balances in the margin contract of accounts that recent transfers went to. That contract keeps balances alone, without positions or prices: there is no margin health to show.";

    public async Task<object> ReadAsync(CancellationToken cancellationToken)
    {
        var board = network.Boards.First(candidate => candidate.Chain.Value == network.Deployment.Evm.Chain);
        var reader = board.Family.AccountReader(board.Family.RpcUrls[0]);
        var lane = Lane.From(board.Other, board.Chain);
        var accounts = transfers.Page(new() { Lane = lane }, long.MaxValue, Looked).Items.Where(entry => entry.Transfer.Kind == TransferKind.MarginAccount).Select(entry => entry.Transfer.Recipient).Distinct().Take(MostAccounts);
        var rows = await Task.WhenAll(accounts.Select(async account => (Account: account, Balances: await Task.WhenAll(network.Deployment.Assets.Select(asset => BalanceAsync(reader, account, asset, cancellationToken))))));
        return new
        {
            available = true,
            totals = network.Deployment.Assets.Select(asset => new { asset = asset.Symbol, held = Total([.. rows.Select(row => row.Balances.Single(balance => balance.Asset == asset.Symbol).Amount)]) }).Where(total => total.held is not null),
            accounts = rows.Select(row => new { account = network.Format(board.Chain, row.Account), balances = row.Balances.Select(balance => new { asset = balance.Asset, amount = balance.Amount }) }),
            note = Note,
        };
    }

    // As good as the worst of its parts: one that was not read leaves no sum.
    private static Sourced? Total(IReadOnlyList<Sourced> parts) => parts.MaxBy(part => (int)part.State) is { } worst
        ? worst with { Value = parts.All(part => part.Value is Amount) ? new Amount(parts.Aggregate((Int128)0, (sum, part) => sum + ((Amount)part.Value!).Units)) : null }
        : null;

    private async Task<(string Asset, Sourced Amount)> BalanceAsync(IAccountReader reader, PartyAddress account, Protocol.Deployments.AssetDeployment asset, CancellationToken cancellationToken)
    {
        var reading = new Reading<Amount>("evm node 1", TimeSpan.FromMinutes(1));
        try
        {
            var balance = await reader.ReadBalanceAsync(account, asset, cancellationToken);
            reading.Succeed(new((Int128)(balance.Margin / AmountScale.From(asset.EvmDecimals, asset.CanonicalDecimals).UnitsPerCanonical)), time.GetUtcNow());
        }
        catch (ChainReadException e)
        {
            reading.Fail(e.Message);
        }

        return (asset.Symbol, reading.At(time.GetUtcNow()));
    }
}
