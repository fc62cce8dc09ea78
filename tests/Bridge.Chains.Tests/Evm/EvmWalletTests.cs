using System.Numerics;
using System.Text.Json.Nodes;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

public sealed class EvmWalletTests(EvmBridge bridge) : IClassFixture<EvmBridge>
{
    private static readonly string Separator = Hex.Encode(AbiEncoder.Selector("DOMAIN_SEPARATOR()"));

    [Fact]
    public async Task LockAsync_TokenWithPermit_TakesOneTransactionAndLeavesNoAllowance()
    {
        var (wallet, _) = await bridge.WalletAsync("permit", 500);
        var before = await bridge.Accounts.ReadBackingAsync(bridge.Usdc, default);
        var receipt = await wallet.LockAsync(bridge.Request(400), default);
        receipt.Id.Lane.ShouldBe(EvmBridge.Out);
        (await bridge.Accounts.ReadBalanceAsync(wallet.Address, bridge.Usdc, default)).Wallet.ShouldBe(100);
        (await bridge.Accounts.ReadBackingAsync(bridge.Usdc, default) - before).ShouldBe(400);
        (await AllowanceAsync(wallet)).ShouldBe(0);
        (await CountAsync(wallet)).ShouldBe(1);
    }

    [Fact]
    public async Task LockAsync_NodeShowsAnotherDomain_SignsNoPermitAndApprovesExactly()
    {
        var node = EvmBridge.InFront();
        node.Rewrite = (method, parameters, result) => method == "eth_call" && (string?)parameters[0]!["data"] == Separator ? Keccak256.Hash("another token").ToString() : result;
        var (wallet, _) = await bridge.WalletAsync("no permit", 500, bridge.Through(node));
        await wallet.LockAsync(bridge.Request(400), default);
        (await AllowanceAsync(wallet)).ShouldBe(0);
        (await CountAsync(wallet)).ShouldBe(2);
    }

    [Fact]
    public async Task LockAsync_FromMargin_TakesItFromTheMarginAccount()
    {
        var (wallet, _) = await bridge.WalletAsync("margin", 0);
        var credit = bridge.Incoming(1, 1_000, kind: TransferKind.MarginAccount) with { Recipient = wallet.Address };
        (await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(credit), (_, _) => { }, default))[0].ShouldBeOfType<ReleaseOutcome.Included>();
        await wallet.LockAsync(bridge.Request(600, bridge.Wsol, fromMargin: true), default);
        (await bridge.Accounts.ReadBalanceAsync(wallet.Address, bridge.Wsol, default)).ShouldBe(new AssetBalance(0, 400, 0));
    }

    [Fact]
    public async Task LockAsync_MoreThanThereIs_IsInsufficientBalance()
    {
        var (wallet, _) = await bridge.WalletAsync("poor", 10);
        (await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(bridge.Request(11), default))).Failure.ShouldBe(WalletFailure.InsufficientBalance);
        (await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(bridge.Request(1, fromMargin: true), default))).Failure.ShouldBe(WalletFailure.InsufficientMargin);
    }

    [Fact]
    public async Task LockAsync_NoNativeCurrency_IsInsufficientFees()
    {
        var wallet = bridge.Family.Wallet(bridge.Node.RpcUrl, Keccak256.Hash("no ether").ToArray());
        await bridge.MintAsync(bridge.Usdc, EvmAddress.From(wallet.Address), 10);
        (await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(bridge.Request(10), default))).Failure.ShouldBe(WalletFailure.InsufficientFees);
        (await bridge.Accounts.ReadNativeBalanceAsync(wallet.Address, default)).ShouldBe(0);
    }

    [Fact]
    public async Task LockAsync_LaneIsClosed_IsRejectedByName()
    {
        var (wallet, _) = await bridge.WalletAsync("closed lane");
        var error = await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(bridge.Request(10) with { Destination = ChainId.From(9) }, default));
        error.Failure.ShouldBe(WalletFailure.Rejected);
        error.Message.ShouldContain("LaneClosed");
    }

    [Fact]
    public async Task SendAsync_NotIncludedInTime_OffersMoreForTheSameNonce()
    {
        var family = bridge.Through(EvmBridge.InFront(), fees: new EvmFeePolicy { PollEvery = TimeSpan.FromMilliseconds(20), ResubmitAfter = TimeSpan.FromMilliseconds(200) });
        var (wallet, _) = await bridge.WalletAsync("impatient", 500, family);
        await bridge.Node.CallAsync("evm_setAutomine", false);
        try
        {
            var locked = wallet.LockAsync(bridge.Request(30), default);
            var hashes = new HashSet<string>();
            while (hashes.Count < 3)
            {
                if (await PendingAsync(wallet) is { } pending) hashes.Add((string)pending["hash"]!);
                await Task.Delay(10);
            }

            await bridge.Node.MineAsync();
            var receipt = await locked;
            (await bridge.Accounts.ReadBalanceAsync(wallet.Address, bridge.Usdc, default)).Wallet.ShouldBe(470);
            (await CountAsync(wallet)).ShouldBe(1);
            receipt.Transaction.ShouldNotBe(hashes.First());
        }
        finally
        {
            await bridge.Node.CallAsync("evm_setAutomine", true);
        }
    }

    [Fact]
    public async Task SendAsync_PoolForgetsTheTransaction_IsOfferedAgain()
    {
        var family = bridge.Through(EvmBridge.InFront(), fees: new EvmFeePolicy { PollEvery = TimeSpan.FromMilliseconds(20), ResubmitAfter = TimeSpan.FromMilliseconds(200) });
        var (wallet, _) = await bridge.WalletAsync("forgotten", 500, family);
        await bridge.Node.CallAsync("evm_setAutomine", false);
        try
        {
            var locked = wallet.LockAsync(bridge.Request(30), default);
            JsonNode? pending;
            while ((pending = await PendingAsync(wallet)) is null) await Task.Delay(10);
            await bridge.Node.CallAsync("anvil_dropTransaction", (string)pending["hash"]!);
            while (await PendingAsync(wallet) is null) await Task.Delay(10);
            await bridge.Node.MineAsync();
            await locked;
        }
        finally
        {
            await bridge.Node.CallAsync("evm_setAutomine", true);
        }
    }

    [Fact]
    public async Task SendAsync_NeverIncluded_SaysThatItMayStillLand()
    {
        var family = bridge.Through(EvmBridge.InFront(), fees: new EvmFeePolicy { PollEvery = TimeSpan.FromMilliseconds(20), GiveUpAfter = TimeSpan.FromMilliseconds(300) });
        var (wallet, _) = await bridge.WalletAsync("stuck", 500, family);
        await bridge.Node.CallAsync("evm_setAutomine", false);
        try
        {
            (await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(bridge.Request(30), default))).Failure.ShouldBe(WalletFailure.NotIncluded);
        }
        finally
        {
            await bridge.Node.MineAsync();
            await bridge.Node.CallAsync("evm_setAutomine", true);
        }
    }

    [Fact]
    public async Task SendAsync_CountIsShownBeforeTheReceipt_WaitsForTheReceipt()
    {
        var node = EvmBridge.InFront();
        var hidden = 3;
        node.Rewrite = (method, _, result) => method == "eth_getTransactionReceipt" && result is not null && Interlocked.Decrement(ref hidden) >= 0 ? null : result;
        var (wallet, _) = await bridge.WalletAsync("late receipt", 500, bridge.Through(node));
        await wallet.LockAsync(bridge.Request(30), default);
        hidden.ShouldBeLessThan(0);
    }

    [Fact]
    public async Task SendAsync_AnotherTransactionTakesTheNonce_IsNotIncluded()
    {
        var family = bridge.Through(EvmBridge.InFront(), fees: new EvmFeePolicy { PollEvery = TimeSpan.FromMilliseconds(20), ReceiptsLagAtMost = TimeSpan.FromMilliseconds(200) });
        var (wallet, secret) = await bridge.WalletAsync("displaced", 500, family);
        using var elsewhere = new EvmDeployer(bridge.Node.RpcUrl, AnvilNode.EvmChainId, secret, TimeProvider.System);
        await bridge.Node.CallAsync("evm_setAutomine", false);
        try
        {
            var locked = wallet.LockAsync(bridge.Request(30), default);
            JsonNode? pending;
            while ((pending = await PendingAsync(wallet)) is null) await Task.Delay(10);
            await bridge.Node.CallAsync("anvil_dropTransaction", (string)pending["hash"]!);
            var other = elsewhere.FundAsync(bridge.Governor.Address, 1, default);
            while (await PendingAsync(wallet) is null) await Task.Delay(10);
            await bridge.Node.MineAsync();
            await other;
            var error = await Should.ThrowAsync<WalletException>(() => locked);
            error.Failure.ShouldBe(WalletFailure.NotIncluded);
            error.InnerException.ShouldBeOfType<EvmTransactionException>().Failure.ShouldBe(EvmTransactionFailure.Displaced);
        }
        finally
        {
            await bridge.Node.CallAsync("evm_setAutomine", true);
        }
    }

    [Fact]
    public async Task DeployAsync_FileIsNoArtifact_Throws()
    {
        var file = RepositoryRoot.Combine("Bridge.sln");
        await Should.ThrowAsync<ProtocolException>(() => bridge.Governor.DeployAsync(file, ReadOnlyMemory<byte>.Empty, default));
    }

    private async Task<BigInteger> AllowanceAsync(IWallet wallet) => new(
        await bridge.Governor.ReadAsync(EvmAddress.Parse(bridge.Usdc.EvmToken), AbiEncoder.Call("allowance(address,address)", AbiValue.Of(EvmAddress.From(wallet.Address)), AbiValue.Of(bridge.Vault)), default),
        isUnsigned: true, isBigEndian: true);

    private async Task<int> CountAsync(IWallet wallet) => Convert.ToInt32((string)(await bridge.Node.CallAsync("eth_getTransactionCount", EvmAddress.From(wallet.Address).ToString(), "latest"))!, 16);

    private async Task<JsonNode?> PendingAsync(IWallet wallet)
    {
        var content = await bridge.Node.CallAsync("txpool_content");
        return content!["pending"]!.AsObject().FirstOrDefault(account => string.Equals(account.Key, EvmAddress.From(wallet.Address).ToString(), StringComparison.OrdinalIgnoreCase)).Value?.AsObject().First().Value;
    }
}
