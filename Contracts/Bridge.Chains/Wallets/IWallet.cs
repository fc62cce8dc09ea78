using System.Numerics;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Chains;

/// <summary>What a user asks to move.</summary>
/// <param name="Asset">What.</param>
/// <param name="Destination">The other chain.</param>
/// <param name="Kind">Wallet or margin account there.</param>
/// <param name="Amount">Canonical units.</param>
/// <param name="Recipient">Who is paid there.</param>
/// <param name="FromMargin">True: out of the sender's margin account (EVM only). False: out of the wallet.</param>
public sealed record LockRequest(AssetDeployment Asset, ChainId Destination, TransferKind Kind, ulong Amount, PartyAddress Recipient, bool FromMargin = false);

/// <summary>A lock that was included in a block.</summary>
/// <param name="Id">The transfer's name from now on.</param>
/// <param name="Transaction">Transaction hash or signature.</param>
public sealed record LockReceipt(TransferId Id, string Transaction);

/// <summary>What an account holds of one asset on one chain, in the token's own units.</summary>
/// <param name="Wallet">In the wallet.</param>
/// <param name="Margin">In the margin account; zero where the chain has no margin contract.</param>
/// <param name="Claimable">Credited by a release whose payment failed.</param>
public sealed record AssetBalance(BigInteger Wallet, BigInteger Margin, BigInteger Claimable);

/// <summary>Why a wallet did not lock.</summary>
public enum WalletFailure
{
    /// <summary>Fewer tokens than asked for.</summary>
    InsufficientBalance = 1,

    /// <summary>Too little native currency for fees and rent.</summary>
    InsufficientFees = 2,

    /// <summary>The contract refused; the message names its error.</summary>
    Rejected = 3,

    /// <summary>This chain cannot do what was asked (a margin account on a chain without one).</summary>
    NotSupported = 4,

    /// <summary>Sent, but not seen in a block in time: it may still land.</summary>
    NotIncluded = 5,

    /// <summary>Less in the margin account than asked for.</summary>
    InsufficientMargin = 6,
}

/// <summary>A wallet's expected refusals.</summary>
public sealed class WalletException : Exception
{
    /// <summary>Creates the error.</summary>
    public WalletException(WalletFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind.</summary>
    public WalletFailure Failure { get; }
}

/// <summary>A user's account on one chain, with its key.</summary>
public interface IWallet
{
    /// <summary>The chain.</summary>
    ChainId Chain { get; }

    /// <summary>The account.</summary>
    PartyAddress Address { get; }

    /// <summary>Locks (or burns, for a wrapped asset) and waits until the lock is in a block.</summary>
    /// <exception cref="WalletException">See <see cref="WalletFailure"/>.</exception>
    Task<LockReceipt> LockAsync(LockRequest request, CancellationToken cancellationToken);

    /// <summary>Asks on the source for a transfer of this account to be paid back; waits until that is in a block and returns the transaction.</summary>
    /// <exception cref="WalletException">Too early, not the sender, asked before: see <see cref="WalletFailure"/>.</exception>
    Task<string> RequestRefundAsync(Transfer transfer, CancellationToken cancellationToken);

    /// <summary>Takes this account's claimable balance of an asset, paid to <paramref name="to"/>; waits until that is in a block and returns the transaction.</summary>
    /// <exception cref="WalletException">Nothing to claim, a chain without claimable balances: see <see cref="WalletFailure"/>.</exception>
    Task<string> ClaimAsync(AssetDeployment asset, PartyAddress to, CancellationToken cancellationToken);
}

/// <summary>Limits of one asset on one chain as they were set, and its headroom as the breaker level in force lets it flow, in canonical units.</summary>
/// <param name="MaxRelease">Largest single release; 0 = closed.</param>
/// <param name="Capacity">Most the token bucket holds.</param>
/// <param name="RefillPerSecond">How fast it fills.</param>
/// <param name="Available">What the bucket would let out now.</param>
public sealed record AssetLimits(ulong MaxRelease, ulong Capacity, ulong RefillPerSecond, ulong Available)
{
    /// <summary>From this amount on a release is held: 0 = every one, 2^64-1 = none.</summary>
    public ulong HoldThreshold { get; init; } = ulong.MaxValue;

    /// <summary>Without the headroom.</summary>
    public RiskLimits ToLimits() => new(MaxRelease, Capacity, RefillPerSecond, HoldThreshold);

    /// <summary>What a level makes of them.</summary>
    public AssetLimits InForce(BreakerLevel level)
    {
        var limits = ToLimits().InForce(level);
        return this with { Capacity = limits.Capacity, RefillPerSecond = limits.RefillPerSecond, HoldThreshold = limits.HoldThreshold, Available = Math.Min(Available, limits.Capacity) };
    }
}

/// <summary>Reads accounts and limits of one chain.</summary>
public interface IAccountReader
{
    /// <summary>The chain.</summary>
    ChainId Chain { get; }

    /// <summary>What an account holds of an asset.</summary>
    Task<AssetBalance> ReadBalanceAsync(PartyAddress account, AssetDeployment asset, CancellationToken cancellationToken);

    /// <summary>Native currency in its smallest unit (wei, lamports).</summary>
    Task<BigInteger> ReadNativeBalanceAsync(PartyAddress account, CancellationToken cancellationToken);

    /// <summary>What an account is when it is no wallet: what is paid to it nobody's key could move again ("a token account of …"); null when nothing speaks against it.</summary>
    Task<string?> FindNoWalletAsync(PartyAddress account, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>What the bridge's vault holds (Custody) or has minted (Mint) of an asset, in the token's own units; credits to margin accounts count as paid.</summary>
    Task<BigInteger> ReadBackingAsync(AssetDeployment asset, CancellationToken cancellationToken);

    /// <summary>Limits of releases on this chain.</summary>
    Task<AssetLimits> ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken);
}
