namespace Bridge.Guardian.Tests;

/// <summary>A chain in memory as a family: the guardian gets its reader from here, and nothing else.</summary>
internal sealed class FakeChainFamily(string name, FakeChain chain) : IChainFamily
{
    public ChainId Chain => chain.Chain;

    public string Name => name;

    public (string Symbol, int Decimals) NativeCurrency => ("TEST", 9);

    public IReadOnlyList<string> RpcUrls => ["http://127.0.0.1:1"];

    public ILockReader LockReader(string rpcUrl) => chain;

    public IReleaseReader ReleaseReader(string rpcUrl) => throw new NotSupportedException();

    public IAccountReader AccountReader(string rpcUrl) => throw new NotSupportedException();

    public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

    public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) => throw new NotSupportedException();

    public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => throw new NotSupportedException();

    public PartyAddress ParseAddress(string text) => throw new NotSupportedException();

    public string FormatAddress(PartyAddress address) => throw new NotSupportedException();
}
