using System.Numerics;

namespace Bridge.Chains.Evm.Transactions;

/// <summary>How a sender pays and how long it waits. Prices in wei per unit of gas.</summary>
public sealed record EvmFeePolicy
{
    /// <summary>Never pays more than this per gas: 500 gwei by default. A node cannot talk a sender into more.</summary>
    public BigInteger MaxFeePerGas { get; init; } = new(500_000_000_000);

    /// <summary>Offers more after this long without inclusion: 15 s by default, one slot of Ethereum and a bit.</summary>
    public TimeSpan ResubmitAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gives up after this long: 3 min by default. The transaction may still land.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a node may count a transaction without showing its receipt: 5 s by default. After that the nonce was taken by another.</summary>
    public TimeSpan ReceiptsLagAtMost { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often receipts are asked for: 250 ms by default.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The first offer: twice the base fee, so that six full blocks of rising fees (each at most 12.5 %: EIP-1559) do not price it out.</summary>
    internal GasPrice First(BigInteger baseFee, BigInteger priority) => Capped(new((2 * baseFee) + priority, priority));

    /// <summary>
    /// The next offer for the same nonce: at least 12.5 % more in both fields (nodes ask for 10 % or more to replace) and no less than a fresh first offer.
    /// Null when the cap leaves no room for that.
    /// </summary>
    internal GasPrice? Next(GasPrice last, GasPrice fresh)
    {
        var (fee, priority) = (BigInteger.Max(Raised(last.MaxFee), fresh.MaxFee), BigInteger.Max(Raised(last.MaxPriority), fresh.MaxPriority));
        return Raised(last.MaxFee) > MaxFeePerGas || Raised(last.MaxPriority) > MaxFeePerGas ? null : Capped(new(fee, priority));
    }

    private GasPrice Capped(GasPrice price)
    {
        var fee = BigInteger.Min(price.MaxFee, MaxFeePerGas);
        return new(fee, BigInteger.Min(price.MaxPriority, fee));
    }

    private static BigInteger Raised(BigInteger value) => ((value * 9) + 7) / 8 + (value.IsZero ? 1 : 0);
}
