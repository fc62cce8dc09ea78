using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>A paper that would set limits, as it was signed: a page makes its words from the fields.</summary>
/// <param name="Foreign">It was scheduled without this server.</param>
internal sealed record ProposedLimits(
    string Paper, string Action, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<ForeignSigner> Signers, DateTimeOffset? ReadyAt, DateTimeOffset? Until, bool Foreign);

/// <summary>Limits that were changed.</summary>
internal sealed record LimitChangeView(DateTimeOffset At, string Chain, string Asset, LimitValues From, LimitValues To, string? By, string? Transaction);

/// <summary>An asset's limits on a chain.</summary>
/// <param name="Current">As they were set: what papers and dry runs are compared with.</param>
/// <param name="InForce">What the level in force makes of them; null while it changes nothing.</param>
/// <param name="Filling">The bucket was made larger and has not been full since; null otherwise.</param>
internal sealed record LimitRow(string Chain, string Asset, Sourced Current, byte? LevelInForce, LimitValues? InForce, Filling? Filling, IReadOnlyList<ProposedLimits> Proposed);

/// <summary>Limits as they are and as papers would have them.</summary>
internal sealed class LimitBook(Network network, PaperStore papers, ForeignBook foreign, FillingBook fillings, SignerNames names, TimeProvider time)
{
    public IReadOnlyList<LimitRow> Rows()
    {
        var (now, open) = (time.GetUtcNow(), papers.Open());
        return [.. network.Boards.SelectMany(board => board.Assets.Select(asset =>
        {
            var id = ChainBoard.IdOf(asset);
            var proposed = open.Where(stored => stored.Paper.Action is LimitAction action && action.Asset == id && (action.Chain is null || action.Chain == board.Chain))
                .Select(stored => Proposed(stored, board))
                .Concat(foreign.On(board).Where(proposal => proposal.Action is LimitAction action && action.Asset == id)
                    .Select(proposal => Proposed(proposal.Digest.ToString(), proposal.Action!, proposal.Signers, proposal.ReadyAt, proposal.Until, true)));
            var inForce = board.Limits[id].TryGet(out var limits) && board.InForce(id, limits) is var applied && applied != limits ? LimitValues.Of(applied) : null;
            return new LimitRow(
                board.Name, asset.Symbol, board.Limits[id].At(now).Select<AssetLimits>(set => LimitState.Of(set, board.InForce(id, set))), (byte?)board.LevelInForce(id), inForce, fillings.Of(board, id), [.. proposed]);
        }))];
    }

    private ProposedLimits Proposed(StoredPaper stored, ChainBoard board)
    {
        var on = stored.Chains.FirstOrDefault(on => on.Chain == board.Chain);
        return Proposed(stored.Paper.Digest.ToString(), stored.Paper.Action, stored.Paper.Signers, on?.ReadyAt, on?.ExecutableUntil, false);
    }

    private ProposedLimits Proposed(string digest, RiskAction action, IEnumerable<SignerAddress> signers, DateTimeOffset? ready, DateTimeOffset? until, bool foreign) =>
        new(digest, action.Kind.ToString(), RiskFields.Of(action), [.. signers.Select(signer => new ForeignSigner(signer.ToString(), names.Find(signer)))], ready, until, foreign);

    public LimitChangeView View(LimitChange change) => new(change.At, network.NameOf(change.Chain), network.SymbolOf(change.Asset), LimitValues.Of(change.From!), LimitValues.Of(change.To), change.By, change.Transaction);
}
