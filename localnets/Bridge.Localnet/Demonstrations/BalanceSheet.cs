using System.Numerics;
using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Localnet.Demonstrations;

/// <summary>What both chains say about one transfer's money at one moment, read by the launcher itself.</summary>
/// <param name="Sender">The sender's wallet on the source.</param>
/// <param name="Recipient">The recipient's wallet or margin account on the destination.</param>
/// <param name="SourceBacking">Custody or supply of the wrapped token on the source.</param>
/// <param name="DestinationBacking">The same on the destination.</param>
internal sealed record BalanceSheet(BigInteger Sender, BigInteger Recipient, BigInteger SourceBacking, BigInteger DestinationBacking)
{
    public static async Task<BalanceSheet> ReadAsync(DemoTransfer transfer, CancellationToken cancellationToken)
    {
        var source = transfer.Source.AccountReader(transfer.Source.RpcUrls[0]);
        var destination = transfer.Destination.AccountReader(transfer.Destination.RpcUrls[0]);
        var recipient = await destination.ReadBalanceAsync(transfer.Recipient, transfer.Asset, cancellationToken);
        return new(
            (await source.ReadBalanceAsync(transfer.Sender, transfer.Asset, cancellationToken)).Wallet,
            transfer.Kind == TransferKind.MarginAccount ? recipient.Margin : recipient.Wallet,
            await source.ReadBackingAsync(transfer.Asset, cancellationToken),
            await destination.ReadBackingAsync(transfer.Asset, cancellationToken));
    }

    /// <summary>What should be there after <paramref name="transfer"/>, when this was there before it.</summary>
    public BalanceSheet After(DemoTransfer transfer) => new(
        Sender - transfer.SourceUnits,
        Recipient + transfer.DestinationUnits,
        // Locking at home fills the vault, elsewhere it burns; releasing at home empties the vault, elsewhere it mints.
        transfer.LeavesHome ? SourceBacking + transfer.SourceUnits : SourceBacking - transfer.SourceUnits,
        transfer.LeavesHome ? DestinationBacking + transfer.DestinationUnits : DestinationBacking - transfer.DestinationUnits);

    /// <summary>Every figure of <paramref name="actual"/> that differs from this expectation, in words.</summary>
    public IEnumerable<string> DifferencesTo(BalanceSheet actual)
    {
        if (actual.Sender != Sender) yield return $"the sender should hold {Sender} and holds {actual.Sender}";
        if (actual.Recipient != Recipient) yield return $"the recipient should hold {Recipient} and holds {actual.Recipient}";
        if (actual.SourceBacking != SourceBacking) yield return $"the source's backing should be {SourceBacking} and is {actual.SourceBacking}";
        if (actual.DestinationBacking != DestinationBacking) yield return $"the destination's backing should be {DestinationBacking} and is {actual.DestinationBacking}";
    }
}
