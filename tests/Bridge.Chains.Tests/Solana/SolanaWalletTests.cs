using Bridge.Chains.Solana;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana;

/// <summary>Wallets, accounts and heads on the real node.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaWalletTests(SolanaBridge bridge)
{
    [Fact]
    public async Task LockAsync_WithoutTokensLamportsLaneOrMargin_SaysWhich()
    {
        var poor = await bridge.AddUserAsync("poor", tokens: 999_999);
        var dry = await bridge.AddUserAsync("dry", tokens: 1_000_000, lamports: 1_000_000);
        var closed = await bridge.AddWrappedAsync("closed for locks", 0, 0, 0);

        await FailsAsync(poor, Request(1_000), WalletFailure.InsufficientBalance);
        await FailsAsync(poor, Request(0) with { Asset = closed }, WalletFailure.Rejected);
        await FailsAsync(dry, Request(1_000), WalletFailure.InsufficientFees);
        await FailsAsync(bridge.UserWallet(), Request(1_000) with { FromMargin = true }, WalletFailure.NotSupported);
        await FailsAsync(bridge.UserWallet(), Request(1_000) with { Destination = ChainId.From(77) }, WalletFailure.Rejected);
    }

    [Fact]
    public async Task LockAsync_FourUsersAcrossAPageBoundary_EverySequenceOnceAndEachReadFinal()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => bridge.AddUserAsync($"user {i}", 1_000_000_000)));

        var receipts = (await Task.WhenAll(users.Select(async user =>
        {
            var mine = new List<LockReceipt>();
            for (var i = 0; i < 10; i++) mine.Add(await user.LockAsync(Request(1_000 + (ulong)i), default));
            return mine;
        }))).SelectMany(mine => mine).OrderBy(receipt => receipt.Id.Sequence).ToList();

        var first = receipts[0].Id.Sequence;
        receipts.Select(receipt => receipt.Id.Sequence).ShouldBe(Enumerable.Range(0, 40).Select(i => first + (ulong)i));
        var found = await ReadFinalAsync(first, 40);
        found.Select(entry => (entry.Transfer.Id, entry.Location.Transaction)).ShouldBe(receipts.Select(receipt => (receipt.Id, receipt.Transaction)));
    }

    [Fact]
    public async Task ReadBalance_OfNobody_IsZero()
    {
        var accounts = bridge.Family.AccountReader(bridge.Node.RpcUrl);
        (await accounts.ReadBalanceAsync(TransferBuilder.SolanaAccount("nobody"), bridge.Custody, default)).ShouldBe(new AssetBalance(0, 0, 0));
        (await accounts.ReadNativeBalanceAsync(TransferBuilder.SolanaAccount("nobody"), default)).ShouldBe(0);
        (await accounts.ReadLimitsAsync(bridge.Custody with { Id = Keccak256.Hash("unlisted").ToString() }, default)).ShouldBe(new AssetLimits(0, 0, 0, 0));
    }

    [Fact]
    public async Task WatchHeads_WebSocketAndPolling_GrowAndEndWithTheNode()
    {
        await using var node = await SurfpoolNode.StartAsync(50);
        using var family = new SolanaChainFamily(bridge.Deployment with { Solana = bridge.Deployment.Solana with { WebSocketUrl = node.WebSocketUrl } }, TimeProvider.System);
        using var polling = new SolanaChainFamily(bridge.Deployment with { Solana = bridge.Deployment.Solana with { WebSocketUrl = null } }, TimeProvider.System);
        foreach (var heads in (IAsyncEnumerable<ulong>[])[family.WatchHeadsAsync(node.RpcUrl, default), polling.WatchHeadsAsync(node.RpcUrl, default)])
        {
            var seen = await heads.Take(3).ToListAsync();
            seen.ShouldBeInOrder();
            seen.Distinct().Count().ShouldBe(3);
        }

        await using var ending = family.WatchHeadsAsync(node.RpcUrl, default).GetAsyncEnumerator();
        (await ending.MoveNextAsync()).ShouldBeTrue();
        await node.DisposeAsync();
        var lost = await Should.ThrowAsync<ChainReadException>(async () =>
        {
            while (await ending.MoveNextAsync()) { }
        });
        lost.Failure.ShouldBe(ChainReadFailure.Unavailable);
    }

    [Fact]
    public void ParseAddress_OfBase58_RoundTripsAndRefusesTheRest()
    {
        bridge.Family.FormatAddress(bridge.Family.ParseAddress(bridge.Custody.SolanaMint)).ShouldBe(bridge.Custody.SolanaMint);
        Should.Throw<ProtocolException>(() => bridge.Family.ParseAddress("0x00000000219ab540356cBB839Cbe05303d7705Fa"));
        Should.Throw<ProtocolException>(() => bridge.Family.ParseAddress("11111111111111111111111111111111"));
    }

    private LockRequest Request(ulong amount) => new(bridge.Custody, TransferBuilder.Evm, TransferKind.Wallet, amount, TransferBuilder.EvmAccount("recipient"));

    private static async Task FailsAsync(IWallet wallet, LockRequest request, WalletFailure failure) =>
        (await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(request, default))).Failure.ShouldBe(failure);

    private async Task<List<FinalizedLock>> ReadFinalAsync(ulong first, int count)
    {
        var (cursor, found) = (new LockCursor($"{TransferBuilder.Evm}:1"), new List<FinalizedLock>());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (found.Count < count)
        {
            var read = await bridge.Family.LockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(cursor, limit.Token);
            found.AddRange(read.Locks.Where(entry => entry.Transfer.Id.Sequence >= first));
            cursor = read.Next;
            if (read.CaughtUp) await Task.Delay(100, limit.Token);
        }

        return found;
    }
}
