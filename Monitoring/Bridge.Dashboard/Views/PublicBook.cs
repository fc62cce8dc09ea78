using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;

namespace Bridge.Dashboard.Views;

/// <summary>What everybody may know: current limits, and one transfer at a time. No accounts, no reasons of staff, nothing that lists.</summary>
internal sealed class PublicBook(Network network, TransferBook book, FillingBook fillings, TimeProvider time)
{
    public object Limits()
    {
        var now = time.GetUtcNow();
        return new
        {
            now,
            name = network.Deployment.Name,
            rows = network.Boards.SelectMany(board => board.Assets.Select(asset => new
            {
                chain = board.Name,
                asset = asset.Symbol,
                decimals = asset.CanonicalDecimals,
                // Why a node did not answer is the operators' business.
                limits = board.Limits[ChainBoard.IdOf(asset)].At(now).Select<AssetLimits>(set => LimitState.Of(board.InForce(ChainBoard.IdOf(asset), set))) with { Problem = null },
                filling = fillings.Of(board, ChainBoard.IdOf(asset)),
                levelInForce = (byte?)board.LevelInForce(ChainBoard.IdOf(asset)),
                // From 4 on nothing is locked toward this chain any more, whatever is available here.
                levelAtSource = (byte?)network.Find(board.Other)?.LevelInForce(ChainBoard.IdOf(asset)),
            })),
        };
    }

    public object Transfer(TransferEntry entry)
    {
        var row = book.Row(entry);
        return new
        {
            row.Id, row.Source, row.Destination, row.Asset, decimals = network.Asset(entry.Transfer.Asset)?.CanonicalDecimals ?? 0, row.Amount, row.State, row.WaitingFor, row.WaitsUntil,
            entry.SourceTransaction, entry.HoldTransaction, entry.DestinationTransaction, entry.RefundTransaction, row.LockedAt, entry.HeldAt, entry.ReleasedAt, entry.RefundedAt, row.EndedAt,
        };
    }
}
