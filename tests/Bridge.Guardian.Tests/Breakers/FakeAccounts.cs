using System.Numerics;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

/// <summary>Limits and backing of one asset on a chain in memory.</summary>
internal sealed class FakeAccounts(ChainId chain) : IAccountReader
{
    public ChainId Chain => chain;

    public AssetLimits Limits { get; set; } = new(100, 1_000, 10, 900) { HoldThreshold = 50 };

    public BigInteger Backing { get; set; }

    /// <summary>Of the native currency, of every account.</summary>
    public BigInteger Native { get; set; } = BigInteger.Pow(10, 18);

    /// <summary>What the next reads of the backing, or of the limits, throw.</summary>
    public ChainReadException? BackingFailure { get; set; }

    public ChainReadException? LimitsFailure { get; set; }

    public int Reads { get; private set; }

    public Task<BigInteger> ReadBackingAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        Reads++;
        return BackingFailure is { } failure ? Task.FromException<BigInteger>(failure) : Task.FromResult(Backing);
    }

    public Task<AssetLimits> ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken) =>
        LimitsFailure is { } failure ? Task.FromException<AssetLimits>(failure) : Task.FromResult(Limits);

    public Task<AssetBalance> ReadBalanceAsync(PartyAddress account, AssetDeployment asset, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BigInteger> ReadNativeBalanceAsync(PartyAddress account, CancellationToken cancellationToken) => Task.FromResult(Native);
}
