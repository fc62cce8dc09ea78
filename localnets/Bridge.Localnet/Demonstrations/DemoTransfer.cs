using System.Globalization;
using System.Numerics;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet.Demonstrations;

/// <summary>One transfer of the demonstration: whose money, from where to where.</summary>
/// <param name="Asset">What.</param>
/// <param name="Source">Where it is locked or burnt.</param>
/// <param name="Destination">Where it is released or minted.</param>
/// <param name="Kind">Into a wallet or a margin account.</param>
/// <param name="Amount">Canonical units.</param>
/// <param name="Sender">Account on the source.</param>
/// <param name="Recipient">Account on the destination.</param>
internal sealed record DemoTransfer(
    AssetDeployment Asset, IChainFamily Source, IChainFamily Destination, TransferKind Kind, ulong Amount, PartyAddress Sender, PartyAddress Recipient)
{
    /// <summary>True when the source is the token's home: locking there fills the vault; elsewhere it burns the wrapped token.</summary>
    public bool LeavesHome => Source.Chain.Value == Asset.HomeChain;

    /// <summary>The amount in the token's own units on the source.</summary>
    public BigInteger SourceUnits => Units(Source);

    /// <summary>The amount in the token's own units on the destination.</summary>
    public BigInteger DestinationUnits => Units(Destination);

    /// <summary>The amount in whole tokens.</summary>
    public string AmountText
    {
        get
        {
            var unit = BigInteger.Pow(10, Asset.CanonicalDecimals);
            var whole = BigInteger.DivRem(Amount, unit, out var rest).ToString(CultureInfo.InvariantCulture);
            return rest.IsZero ? whole : $"{whole}.{rest.ToString(CultureInfo.InvariantCulture).PadLeft(Asset.CanonicalDecimals, '0').TrimEnd('0')}";
        }
    }

    private BigInteger Units(IChainFamily chain) => AmountScale.From(chain.DecimalsOf(Asset), Asset.CanonicalDecimals).ToLocal(Amount);
}
