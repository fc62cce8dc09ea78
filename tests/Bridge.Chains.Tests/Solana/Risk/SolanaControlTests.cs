using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Risk;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Risk;

/// <summary>Papers, voids and refunds through the clients, on the real node and program.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaControlTests(SolanaBridge bridge) : SolanaStaff(bridge)
{
    [Fact]
    public async Task ActAsync_LevelOfAnAsset_RaisedByOneLoweredByTwoAfterTheDelay()
    {
        var asset = await Deployed.AddWrappedAsync("levelled", 1_000, 1_000, 1);
        var scope = RiskScope.Asset(IdOf(asset));
        var raise = new RaiseLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Stop, Reason = RiskReason.From("test") };

        (await Changes.FindLevelAsync(scope, default)).ShouldBeNull();
        (await Should.ThrowAsync<RiskRefusedException>(() => ActAsync(raise, "stranger"))).Error.ShouldBe("NotSentinel");
        var raised = await ActAsync(raise, "officer 1");
        (await Should.ThrowAsync<RiskRefusedException>(() => ActAsync(raise, "officer 1"))).Error.ShouldBe("NonceUsed");

        (await Reader.ReadLevelAsync(scope, default)).ShouldBe(BreakerLevel.Stop);
        await ChangedAsync(scope, new(BreakerLevel.Stop, raise.Reason, [Address("officer 1")], raised));
        // The node of the tests says no time.
        using var clock = new ScriptedRpcHandler(new SocketsHttpHandler()) { Rewrite = (method, _, result) => { if (method == "getTransaction" && result is not null) result["blockTime"] = 1_900_000_000; return result; } };
        (await new SolanaControlChangeReader(Deployed.Through(clock), Deployed.Addresses, TransferBuilder.Solana, TransferBuilder.Bridge).FindLevelAsync(scope, default))!.At.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_900_000_000));
        (await Reader.ReadLevelAsync(RiskScope.Everything, default)).ShouldBe(BreakerLevel.Normal);
        (await Reader.ReadLevelAsync(RiskScope.Lane(TransferBuilder.Evm), default)).ShouldBe(BreakerLevel.Normal);
        var lower = new LowerLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Normal, Reason = RiskReason.From("over") };
        (await Reader.ReadScheduledAsync(lower.Digest(TransferBuilder.Bridge), default)).ShouldBeNull();
        await ActAsync(lower, "officer 2", "officer 1");
        (await Reader.ReadScheduledAsync(lower.Digest(TransferBuilder.Bridge), default)).ShouldNotBeNull();
        var lowered = await EventuallyAsync(() => Control.ExecuteAsync(lower, default), "NotReady");
        (await Reader.ReadLevelAsync(scope, default)).ShouldBe(BreakerLevel.Normal);
        SignerAddress[] both = [.. new[] { Address("officer 1"), Address("officer 2") }.OrderBy(officer => officer.Padded)];
        await ChangedAsync(scope, new(BreakerLevel.Normal, lower.Reason, both, lowered));
        (await Reader.ReadScheduledAsync(lower.Digest(TransferBuilder.Bridge), default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("the program of the instruction is another")]
    [InlineData("the transaction failed")]
    public async Task FindLevelAsync_WhatTheProgramDidNotDo_IsNoRecord(string lie)
    {
        var asset = await Deployed.AddWrappedAsync(lie, 1_000, 1_000, 1);
        var scope = RiskScope.Asset(IdOf(asset));
        var raise = new RaiseLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Watch, Reason = RiskReason.From("test") };
        await ChangedAsync(scope, new(BreakerLevel.Watch, raise.Reason, [Address("sentinel")], await ActAsync(raise, "sentinel")));

        using var script = new ScriptedRpcHandler(new SocketsHttpHandler())
        {
            Rewrite = (method, _, result) =>
            {
                if (method != "getTransaction" || result is null) return result;
                if (lie == "the transaction failed") result["meta"]!["err"] = "AccountInUse";
                else result = System.Text.Json.Nodes.JsonNode.Parse(result.ToJsonString().Replace(Deployed.Deployment.Solana.Program, SystemProgram.Id.ToString(), StringComparison.Ordinal));
                return result;
            },
        };
        (await new SolanaControlChangeReader(Deployed.Through(script), Deployed.Addresses, TransferBuilder.Solana, TransferBuilder.Bridge).FindLevelAsync(scope, default)).ShouldBeNull();
    }

    [Fact]
    public async Task ReadLimitsAsync_AtASlowedLevel_ReadsTheLimitsAsSetAndTheHeadroomInForce()
    {
        var asset = await Deployed.AddWrappedAsync("slowed", 1_000, 4_000, 1, holdThreshold: 800);
        await ActAsync(
            new RaiseLevel { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Scope = RiskScope.Asset(IdOf(asset)), Level = BreakerLevel.Slow, Reason = RiskReason.From("slow") },
            "sentinel");

        var limits = await Deployed.Family.AccountReader(Deployed.Node.RpcUrl).ReadLimitsAsync(asset, default);

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
        var asset = await Deployed.AddWrappedAsync("loosened", 1_000, 1_000, 1);
        var newcomer = Address("newcomer");
        (await Changes.FindLimitsAsync(IdOf(asset), default)).ShouldBeNull();
        await LoosenAsync(nonce => new SetLimits { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Asset = IdOf(asset), Limits = new(5_000, 9_000, 7, 4_000) });
        await LimitedAsync(IdOf(asset), new(5_000, 9_000, 7, 4_000), "officer 1", "officer 2");
        await LoosenAsync(nonce => new OpenLane { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), OtherChain = ChainId.From(78), Family = 2 });
        await LoosenAsync(nonce => new GrantRole { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Account = newcomer, Role = RiskRole.Sentinel });
        (await Reader.ReadRoleAsync(newcomer, default)).ShouldBe(RiskRole.Sentinel);
        await LoosenAsync(nonce => new RevokeRole { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Account = newcomer, Role = RiskRole.Sentinel });
        (await Reader.ReadRoleAsync(newcomer, default)).ShouldBe(RiskRole.None);
        var mint = await Deployed.AddMintAsync();
        await LoosenAsync(nonce => new ListAsset
        {
            Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Token = mint.ToParty(), Mode = AssetMode.Mint, CanonicalDecimals = 6,
            HomeChain = TransferBuilder.Evm, HomeToken = TransferBuilder.EvmAccount("listed"),
        });
        await ActAsync(
            new LowerLimits { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Asset = IdOf(asset), Limits = new(4_000, 9_000, 7, 4_000) }, "sentinel");

        var limits = await Deployed.Family.AccountReader(Deployed.Node.RpcUrl).ReadLimitsAsync(asset, default);
        (limits.MaxRelease, limits.Capacity, limits.RefillPerSecond).ShouldBe((4_000UL, 9_000UL, 7UL));
        await LimitedAsync(IdOf(asset), new(4_000, 9_000, 7, 4_000), "sentinel");
    }

    [Fact]
    public async Task VoidAsync_BeforeTheRelease_ReleaseIsTooLate()
    {
        var asset = await Deployed.AddWrappedAsync("voided", 1_000, 1_000, 1);
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
        var wallet = await Deployed.AddUserAsync("refunded", 1_000_000);
        var receipt = await wallet.LockAsync(new(Deployed.Custody, TransferBuilder.Evm, TransferKind.Wallet, 1_000, TransferBuilder.EvmAccount("trader")), default);
        var transfer = TransferBuilder.Transfer(receipt.Id.Sequence, TransferBuilder.SolanaToEvm, 1_000) with
        {
            Asset = IdOf(Deployed.Custody), Sender = wallet.Address, Recipient = TransferBuilder.EvmAccount("trader"),
        };
        (await Should.ThrowAsync<WalletException>(() => Deployed.UserWallet().RequestRefundAsync(transfer, default))).Message.ShouldContain("NotSender");
        await EventuallyAsync(() => wallet.RequestRefundAsync(transfer, default), "RefundTooEarly");
        (await FactAsync(fact => fact.Id == transfer.Id)).Step.ShouldBe(RefundStep.Requested);
        (await Deployed.Family.RefundReader(Deployed.Node.RpcUrl).FindRefundAsync(transfer.Id, default)).ShouldBeNull();
        var epoch = GuardianEpoch.From(1);
        var signature = SolanaBridge.Guardians.Sign(SignedMessage.Refund(TransferBuilder.Bridge, epoch, transfer.Id, transfer.Leaf()));

        (await Refunder.RefundAsync(transfer, epoch, signature, default)).ShouldBeOfType<RefundOutcome.Included>();

        (await Refunder.RefundAsync(transfer, epoch, signature, default)).ShouldBeOfType<RefundOutcome.AlreadyDone>();
        (await Deployed.Family.AccountReader(Deployed.Node.RpcUrl).ReadBalanceAsync(wallet.Address, Deployed.Custody, default)).Wallet.ShouldBe(1_000_000);
        (await FactAsync(fact => fact.Id == transfer.Id && fact.Step == RefundStep.Refunded)).Leaf.ShouldBe(transfer.Leaf());
        var refunded = await RefundedAsync(transfer.Id);
        (refunded.Step, refunded.Id, refunded.Leaf).ShouldBe((RefundStep.Refunded, transfer.Id, transfer.Leaf()));
    }

    // The history of an account follows its state.
    private Task ChangedAsync(RiskScope scope, LevelChangeRecord record) => Eventually.TrueAsync(
        $"{record} is on record", TimeSpan.FromMinutes(1),
        async () => await Changes.FindLevelAsync(scope, default) is { } found && found with { By = record.By, At = null } == record && found.By.SequenceEqual(record.By));

    private Task LimitedAsync(AssetId asset, RiskLimits limits, params string[] signers) => Eventually.TrueAsync(
        $"{limits} by {string.Join(" and ", signers)} are on record", TimeSpan.FromMinutes(1),
        async () => await Changes.FindLimitsAsync(asset, default) is { } found && found.Limits == limits && found.By.ToHashSet().SetEquals(signers.Select(Address)));
}
