using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Risk;

/// <summary>Papers, holds, voids, refunds and claims through the clients, on the real node and program.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaControlTests(SolanaBridge bridge)
{
    /// <summary>The transfer that was delivered last.</summary>
    private Transfer? _last;

    private IRiskReader Reader => bridge.Family.RiskReader(bridge.Node.RpcUrl);

    private ILevelChangeReader Changes => bridge.Family.LevelChangeReader(bridge.Node.RpcUrl);

    private IReleaseReader Releases => bridge.Family.ReleaseReader(bridge.Node.RpcUrl);

    private IRiskControl Control => bridge.Family.RiskControl(bridge.Node.RpcUrl, Keccak256.Hash("relayer").ToArray());

    private IRefunder Refunder => bridge.Family.Refunder(bridge.Node.RpcUrl, Keccak256.Hash("relayer").ToArray());

    [Fact]
    public async Task ActAsync_LevelOfAnAsset_RaisedByOneLoweredByTwoAfterTheDelay()
    {
        var asset = await bridge.AddWrappedAsync("levelled", 1_000, 1_000, 1);
        var scope = RiskScope.Asset(IdOf(asset));
        var raise = new RaiseLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Stop, Reason = RiskReason.From("test") };

        (await Changes.FindLastAsync(scope, default)).ShouldBeNull();
        (await Should.ThrowAsync<RiskRefusedException>(() => ActAsync(raise, "stranger"))).Error.ShouldBe("NotSentinel");
        var raised = await ActAsync(raise, "officer 1");
        (await Should.ThrowAsync<RiskRefusedException>(() => ActAsync(raise, "officer 1"))).Error.ShouldBe("NonceUsed");

        (await Reader.ReadLevelAsync(scope, default)).ShouldBe(BreakerLevel.Stop);
        await ChangedAsync(scope, new(BreakerLevel.Stop, raise.Reason, Address("officer 1"), raised));
        (await Reader.ReadLevelAsync(RiskScope.Everything, default)).ShouldBe(BreakerLevel.Normal);
        (await Reader.ReadLevelAsync(RiskScope.Lane(TransferBuilder.Evm), default)).ShouldBe(BreakerLevel.Normal);
        var lower = new LowerLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Normal, Reason = RiskReason.From("over") };
        (await Reader.ReadScheduledAsync(lower.Digest(TransferBuilder.Bridge), default)).ShouldBeNull();
        await ActAsync(lower, "officer 2", "officer 1");
        (await Reader.ReadScheduledAsync(lower.Digest(TransferBuilder.Bridge), default)).ShouldNotBeNull();
        var lowered = await EventuallyAsync(() => Control.ExecuteAsync(lower, default), "NotReady");
        (await Reader.ReadLevelAsync(scope, default)).ShouldBe(BreakerLevel.Normal);
        var first = new[] { Address("officer 1"), Address("officer 2") }.MinBy(officer => officer.ToString(), StringComparer.Ordinal);
        await ChangedAsync(scope, new(BreakerLevel.Normal, lower.Reason, first, lowered));
        (await Reader.ReadScheduledAsync(lower.Digest(TransferBuilder.Bridge), default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("the program of the instruction is another")]
    [InlineData("the transaction failed")]
    public async Task FindLastAsync_WhatTheProgramDidNotDo_IsNoRecord(string lie)
    {
        var asset = await bridge.AddWrappedAsync(lie, 1_000, 1_000, 1);
        var scope = RiskScope.Asset(IdOf(asset));
        var raise = new RaiseLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Watch, Reason = RiskReason.From("test") };
        await ChangedAsync(scope, new(BreakerLevel.Watch, raise.Reason, Address("sentinel"), await ActAsync(raise, "sentinel")));

        using var script = new ScriptedRpcHandler(new SocketsHttpHandler())
        {
            Rewrite = (method, _, result) =>
            {
                if (method != "getTransaction" || result is null) return result;
                if (lie == "the transaction failed") result["meta"]!["err"] = "AccountInUse";
                else result = System.Text.Json.Nodes.JsonNode.Parse(result.ToJsonString().Replace(bridge.Deployment.Solana.Program, SystemProgram.Id.ToString(), StringComparison.Ordinal));
                return result;
            },
        };
        (await new SolanaLevelChangeReader(bridge.Through(script), bridge.Addresses, TransferBuilder.Solana, TransferBuilder.Bridge).FindLastAsync(scope, default)).ShouldBeNull();
    }

    [Fact]
    public async Task ReadLimitsAsync_AtASlowedLevel_ReadsTheLimitsAsSetAndTheHeadroomInForce()
    {
        var asset = await bridge.AddWrappedAsync("slowed", 1_000, 4_000, 1, holdThreshold: 800);
        await ActAsync(
            new RaiseLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Scope = RiskScope.Asset(IdOf(asset)), Level = BreakerLevel.Slow, Reason = RiskReason.From("slow") },
            "sentinel");

        var limits = await bridge.Family.AccountReader(bridge.Node.RpcUrl).ReadLimitsAsync(asset, default);

        limits.ShouldBe(new AssetLimits(1_000, 4_000, 1, 1_000) { HoldThreshold = 800 });
        limits.InForce(BreakerLevel.Slow).ShouldBe(new AssetLimits(1_000, 1_000, 0, 1_000) { HoldThreshold = 200 });
    }

    [Fact]
    public async Task ActAsync_Vetoed_IsNotScheduledAnyMore()
    {
        var open = new OpenLane { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), OtherChain = ChainId.From(77), Family = 1 };
        await ActAsync(open, "officer 1", "officer 2");
        await ActAsync(new Veto { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Proposal = open.Digest(TransferBuilder.Bridge) }, "sentinel");

        (await Reader.ReadScheduledAsync(open.Digest(TransferBuilder.Bridge), default)).ShouldBeNull();
        (await Should.ThrowAsync<RiskRefusedException>(() => Control.ExecuteAsync(open, default))).Error.ShouldBe("Vetoed");
    }

    [Fact]
    public async Task ActAsync_EverythingThatLoosens_IsCarriedOut()
    {
        var asset = await bridge.AddWrappedAsync("loosened", 1_000, 1_000, 1);
        var newcomer = Address("newcomer");
        await LoosenAsync(nonce => new SetLimits { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Asset = IdOf(asset), Limits = new(5_000, 9_000, 7, 4_000) });
        await LoosenAsync(nonce => new OpenLane { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), OtherChain = ChainId.From(78), Family = 2 });
        await LoosenAsync(nonce => new GrantRole { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Account = newcomer, Role = RiskRole.Sentinel });
        (await Reader.ReadRoleAsync(newcomer, default)).ShouldBe(RiskRole.Sentinel);
        await LoosenAsync(nonce => new RevokeRole { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Account = newcomer, Role = RiskRole.Sentinel });
        (await Reader.ReadRoleAsync(newcomer, default)).ShouldBe(RiskRole.None);
        var mint = await bridge.AddMintAsync();
        await LoosenAsync(nonce => new ListAsset
        {
            Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Token = mint.ToParty(), Mode = AssetMode.Mint, CanonicalDecimals = 6,
            HomeChain = TransferBuilder.Evm, HomeToken = TransferBuilder.EvmAccount("listed"),
        });
        await ActAsync(
            new LowerLimits { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Asset = IdOf(asset), Limits = new(4_000, 9_000, 7, 4_000) }, "sentinel");

        var limits = await bridge.Family.AccountReader(bridge.Node.RpcUrl).ReadLimitsAsync(asset, default);
        (limits.MaxRelease, limits.Capacity, limits.RefillPerSecond).ShouldBe((4_000UL, 9_000UL, 7UL));
    }

    [Fact]
    public async Task ReleaseAsync_AtTheHoldThreshold_HeldThenApprovedByTwoThenPaid()
    {
        var asset = await bridge.AddWrappedAsync("held", 1_000, 1_000, 1, holdThreshold: 500);
        (await DeliverAsync(asset, 500)).ShouldBeOfType<ReleaseOutcome.Held>();
        var transfer = _last!;

        (await StateAsync(transfer)).ShouldBe(DestinationState.Held);
        var held = (await Reader.ReadHoldsAsync(default)).Single(hold => hold.Id == transfer.Id);
        (held.Leaf, held.Asset, held.Amount, held.Approvals).ShouldBe((transfer.Leaf(), transfer.Asset, 500UL, 0));
        (await Should.ThrowAsync<RiskRefusedException>(() => Control.ExecuteHoldAsync(transfer, default))).Error.ShouldBe("HoldNotApproved");
        await ActAsync(Approve(transfer, await NonceAsync()), "officer 1");
        (await Should.ThrowAsync<RiskRefusedException>(async () => await ActAsync(Approve(transfer, await NonceAsync()), "officer 1"))).Error.ShouldBe("SameOfficer");
        await ActAsync(Approve(transfer, await NonceAsync("officer 2")), "officer 2");
        var paid = await EventuallyAsync(() => Control.ExecuteHoldAsync(transfer, default), "HoldTooYoung");

        (await StateAsync(transfer)).ShouldBe(DestinationState.Released);
        (await Reader.ReadHoldsAsync(default)).ShouldNotContain(hold => hold.Id == transfer.Id);
        (await Releases.FindReleaseAsync(transfer.Id, default)).ShouldBe(new ReleaseRecord(paid, IsClaimable: false));
        (await bridge.Family.AccountReader(bridge.Node.RpcUrl).ReadBalanceAsync(transfer.Recipient, asset, default)).Wallet.ShouldBe(500);
    }

    [Fact]
    public async Task ActAsync_HoldRejected_IsVoidAndReadAsOne()
    {
        var asset = await bridge.AddWrappedAsync("rejected", 1_000, 1_000, 1, holdThreshold: 1);
        (await DeliverAsync(asset, 10)).ShouldBeOfType<ReleaseOutcome.Held>();
        var transfer = _last!;
        await ActAsync(
            new RejectHold { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), Source = TransferBuilder.Evm, Sequence = transfer.Id.Sequence, Leaf = transfer.Leaf() },
            "officer 1");

        (await StateAsync(transfer)).ShouldBe(DestinationState.Voided);
        var fact = await FactAsync(fact => fact.Id == transfer.Id);
        (fact.Step, fact.Leaf).ShouldBe((RefundStep.Voided, transfer.Leaf()));
        (await DeliverAsync(asset, 10, transfer)).ShouldBeOfType<ReleaseOutcome.AlreadyConsumed>();
    }

    [Fact]
    public async Task VoidAsync_BeforeTheRelease_ReleaseIsTooLate()
    {
        var asset = await bridge.AddWrappedAsync("voided", 1_000, 1_000, 1);
        var transfer = await NextAsync(asset, 10);
        var epoch = GuardianEpoch.From(1);
        var forged = new SingleGuardian("others").Sign(SignedMessage.Void(TransferBuilder.Bridge, epoch, transfer.Id, transfer.Leaf()));
        (await Refunder.VoidAsync(transfer, epoch, forged, default)).ShouldBe(new RefundOutcome.Rejected("InvalidSignature"));
        var signature = SolanaBridge.Guardians.Sign(SignedMessage.Void(TransferBuilder.Bridge, epoch, transfer.Id, transfer.Leaf()));

        (await Refunder.VoidAsync(transfer, epoch, signature, default)).ShouldBeOfType<RefundOutcome.Included>();

        (await Refunder.VoidAsync(transfer, epoch, signature, default)).ShouldBeOfType<RefundOutcome.AlreadyDone>();
        (await DeliverAsync(asset, 10, transfer)).ShouldBeOfType<ReleaseOutcome.AlreadyConsumed>();
        (await StateAsync(transfer)).ShouldBe(DestinationState.Voided);
    }

    [Fact]
    public async Task RefundAsync_OfARequestedLock_PaysTheSenderOnce()
    {
        var wallet = await bridge.AddUserAsync("refunded", 1_000_000);
        var receipt = await wallet.LockAsync(new(bridge.Custody, TransferBuilder.Evm, TransferKind.Wallet, 1_000, TransferBuilder.EvmAccount("trader")), default);
        var transfer = TransferBuilder.Transfer(receipt.Id.Sequence, TransferBuilder.SolanaToEvm, 1_000) with
        {
            Asset = IdOf(bridge.Custody), Sender = wallet.Address, Recipient = TransferBuilder.EvmAccount("trader"),
        };
        (await Should.ThrowAsync<WalletException>(() => bridge.UserWallet().RequestRefundAsync(transfer, default))).Message.ShouldContain("NotSender");
        await EventuallyAsync(() => wallet.RequestRefundAsync(transfer, default), "RefundTooEarly");
        (await FactAsync(fact => fact.Id == transfer.Id)).Step.ShouldBe(RefundStep.Requested);
        var epoch = GuardianEpoch.From(1);
        var signature = SolanaBridge.Guardians.Sign(SignedMessage.Refund(TransferBuilder.Bridge, epoch, transfer.Id, transfer.Leaf()));

        (await Refunder.RefundAsync(transfer, epoch, signature, default)).ShouldBeOfType<RefundOutcome.Included>();

        (await Refunder.RefundAsync(transfer, epoch, signature, default)).ShouldBeOfType<RefundOutcome.AlreadyDone>();
        (await bridge.Family.AccountReader(bridge.Node.RpcUrl).ReadBalanceAsync(wallet.Address, bridge.Custody, default)).Wallet.ShouldBe(1_000_000);
        (await FactAsync(fact => fact.Id == transfer.Id && fact.Step == RefundStep.Refunded)).Leaf.ShouldBe(transfer.Leaf());
    }

    [Fact]
    public async Task ReleaseAsync_RecipientsAccountGivenAway_CreditedAsAClaim()
    {
        var asset = await bridge.AddWrappedAsync("credited", 1_000, 1_000, 1);
        using var recipient = new Ed25519Key(Keccak256.Hash("gives away").ToArray());
        _ = await bridge.AddUserAsync("gives away", 0);
        var first = await NextAsync(asset, 10) with { Recipient = recipient.Address.ToParty() };
        (await DeliverAsync(asset, 10, first)).ShouldBeOfType<ReleaseOutcome.Included>();
        await GiveAwayAsync(recipient, asset);
        var second = await NextAsync(asset, 20) with { Recipient = recipient.Address.ToParty() };

        var credited = (await DeliverAsync(asset, 20, second)).ShouldBeOfType<ReleaseOutcome.Included>();

        (await StateAsync(second)).ShouldBe(DestinationState.Released);
        (await Releases.FindReleaseAsync(second.Id, default)).ShouldBe(new ReleaseRecord(credited.Transaction, IsClaimable: true));
        using var script = new SocketsHttpHandler();
        var (_, claim) = await bridge.Through(script).GetAccountAsync(bridge.Addresses.Claim(second.Asset, second.Recipient), Commitment.Processed, default);
        BinaryPrimitives.ReadUInt64BigEndian(claim!.Data.AsSpan(72)).ShouldBe(20UL);
        (await DeliverAsync(asset, 30)).ShouldBeOfType<ReleaseOutcome.Included>("nobody behind waits");

        // The owner takes it, to an account of somebody they trust.
        var accounts = bridge.Family.AccountReader(bridge.Node.RpcUrl);
        (await accounts.ReadBalanceAsync(second.Recipient, asset, default)).Claimable.ShouldBe(20);
        using var friend = new Ed25519Key(Keccak256.Hash("a friend").ToArray());
        var owner = bridge.Family.Wallet(bridge.Node.RpcUrl, Keccak256.Hash("gives away").ToArray());
        await owner.ClaimAsync(asset, friend.Address.ToParty(), default);
        (await accounts.ReadBalanceAsync(second.Recipient, asset, default)).Claimable.ShouldBe(0);
        (await accounts.ReadBalanceAsync(friend.Address.ToParty(), asset, default)).Wallet.ShouldBe(20);
        (await Should.ThrowAsync<WalletException>(() => owner.ClaimAsync(asset, friend.Address.ToParty(), default))).Failure.ShouldBe(WalletFailure.Rejected);
    }

    // The history of an account follows its state.
    private Task ChangedAsync(RiskScope scope, LevelChangeRecord record) =>
        Eventually.TrueAsync($"{record} is on record", TimeSpan.FromMinutes(1), async () => await Changes.FindLastAsync(scope, default) == record);

    private static AssetId IdOf(AssetDeployment asset) => AssetId.From(Bytes32.Parse(asset.Id));

    private static ulong Soon() => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 86_400;

    private static ApproveHold Approve(Transfer transfer, ulong nonce) =>
        new() { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Source = TransferBuilder.Evm, Sequence = transfer.Id.Sequence, Leaf = transfer.Leaf() };

    private static EcdsaKey Key(string name) => EcdsaKey.From(Keccak256.Hash(name).ToArray());

    private static SignerAddress Address(string name)
    {
        using var key = Key(name);
        return SignerAddress.From(key.EvmAddress());
    }

    private async Task<ulong> NonceAsync(string name = "officer 1") =>
        Math.Max(await Reader.ReadLastNonceAsync(Address(name), default), await Reader.ReadLastNonceAsync(Address("officer 2"), default)) + 1;

    private Task<string> ActAsync(RiskAction action, params string[] signers)
    {
        var paper = new RiskPaper(TransferBuilder.Bridge, action);
        foreach (var name in signers)
        {
            using var key = Key(name);
            paper.Add(RiskSignature.Make(action, TransferBuilder.Bridge, key));
        }

        return Control.ActAsync(paper, default);
    }

    private async Task LoosenAsync(Func<ulong, RiskAction> make)
    {
        var action = make(await NonceAsync());
        await ActAsync(action, "officer 1", "officer 2");
        await EventuallyAsync(() => Control.ExecuteAsync(action, default), "NotReady");
    }

    private async Task<Transfer> NextAsync(AssetDeployment asset, ulong amount) => TransferBuilder.Transfer(await bridge.NextReleaseAsync(), amount: amount) with
    {
        Asset = IdOf(asset), Recipient = TransferBuilder.SolanaAccount($"controlled {asset.Symbol}"),
    };

    private async Task<ReleaseOutcome> DeliverAsync(AssetDeployment asset, ulong amount, Transfer? transfer = null)
    {
        _last = transfer ?? await NextAsync(asset, amount);
        return (await bridge.Releaser().ReleaseAsync(SolanaBridge.Guardians.Attest(new([_last])), (_, _) => { }, default))[0];
    }

    private async Task<DestinationState> StateAsync(Transfer transfer) =>
        (await Releases.ReadStatesAsync(transfer.Id.Lane, transfer.Id.Sequence, 1, ReadAt.Latest, default))[0];

    private async Task<RefundFact> FactAsync(Func<RefundFact, bool> isIt)
    {
        var reader = bridge.Family.RefundReader(bridge.Node.RpcUrl);
        while (true)
        {
            if ((await reader.ReadFinalizedAsync(0, default)).Facts.FirstOrDefault(isIt) is { } fact) return fact;
            await Task.Delay(200);
        }
    }

    /// <summary>Does it as soon as the chain stops answering that it is too early.</summary>
    private static async Task<string> EventuallyAsync(Func<Task<string>> act, string tooEarly)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (Exception e) when ((e is RiskRefusedException refused && refused.Error == tooEarly) || (e is WalletException && e.Message.Contains(tooEarly, StringComparison.Ordinal)))
            {
                await Task.Delay(200);
            }
        }
    }

    private async Task GiveAwayAsync(Ed25519Key owner, AssetDeployment asset)
    {
        // SetAuthority of the account's owner, to a stranger.
        var give = new Instruction(
            TokenProgram.Id,
            [AccountMeta.Writable(TokenProgram.AssociatedAccount(owner.Address, SolanaAddress.Parse(asset.SolanaMint))), AccountMeta.Signer(owner.Address)],
            [6, 2, 1, .. SolanaAddress.From(TransferBuilder.SolanaAccount("stranger")).ToArray()]);
        using var handler = new SocketsHttpHandler();
        var sender = new TransactionSender(bridge.Through(handler), TimeProvider.System);
        (await sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, [give], owner)], (_, _) => { }, default))[0].ShouldBeOfType<Delivery.Landed>();
    }
}
