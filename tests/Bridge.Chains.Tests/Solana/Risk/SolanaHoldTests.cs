using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Risk;

/// <summary>Holds, and payments that turn into claims, through the clients, on the real node and program.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaHoldTests(SolanaBridge bridge) : SolanaStaff(bridge)
{
    [Fact]
    public async Task ReleaseAsync_AtTheHoldThreshold_HeldThenApprovedByTwoThenPaid()
    {
        var asset = await Deployed.AddWrappedAsync("held", 1_000, 1_000, 1, holdThreshold: 500);
        var holding = (await DeliverAsync(asset, 500)).ShouldBeOfType<ReleaseOutcome.Held>().Transaction;
        var transfer = Last!;
        (await Releases.FindReleaseAsync(transfer.Id, default)).ShouldBe(new ReleaseRecord(null, holding, IsClaimable: false));

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
        (await Releases.FindReleaseAsync(transfer.Id, default)).ShouldBe(new ReleaseRecord(paid, holding, IsClaimable: false));
        (await Deployed.Family.AccountReader(Deployed.Node.RpcUrl).ReadBalanceAsync(transfer.Recipient, asset, default)).Wallet.ShouldBe(500);
    }

    [Fact]
    public async Task ActAsync_HoldRejected_IsVoidAndReadAsOne()
    {
        var asset = await Deployed.AddWrappedAsync("rejected", 1_000, 1_000, 1, holdThreshold: 1);
        (await DeliverAsync(asset, 10)).ShouldBeOfType<ReleaseOutcome.Held>();
        var transfer = Last!;
        await ActAsync(
            new RejectHold { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), Source = TransferBuilder.Evm, Sequence = transfer.Id.Sequence, Leaf = transfer.Leaf() },
            "officer 1");

        (await StateAsync(transfer)).ShouldBe(DestinationState.Voided);
        var fact = await FactAsync(fact => fact.Id == transfer.Id);
        (fact.Step, fact.Leaf).ShouldBe((RefundStep.Voided, transfer.Leaf()));
        (await DeliverAsync(asset, 10, transfer)).ShouldBeOfType<ReleaseOutcome.AlreadyConsumed>();
    }

    [Fact]
    public async Task ReleaseAsync_RecipientsAccountGivenAway_CreditedAsAClaim()
    {
        var asset = await Deployed.AddWrappedAsync("credited", 1_000, 1_000, 1);
        using var recipient = new Ed25519Key(Keccak256.Hash("gives away").ToArray());
        _ = await Deployed.AddUserAsync("gives away", 0);
        var first = await NextAsync(asset, 10) with { Recipient = recipient.Address.ToParty() };
        (await DeliverAsync(asset, 10, first)).ShouldBeOfType<ReleaseOutcome.Included>();
        await Deployed.GiveAwayAsync(recipient, asset);
        var second = await NextAsync(asset, 20) with { Recipient = recipient.Address.ToParty() };

        var credited = (await DeliverAsync(asset, 20, second)).ShouldBeOfType<ReleaseOutcome.Included>();

        (await StateAsync(second)).ShouldBe(DestinationState.Released);
        (await Releases.FindReleaseAsync(second.Id, default)).ShouldBe(new ReleaseRecord(credited.Transaction, null, IsClaimable: true));
        (await ClaimAsync(second.Asset, second.Recipient)).ShouldBe(20UL);
        (await DeliverAsync(asset, 30)).ShouldBeOfType<ReleaseOutcome.Included>("nobody behind waits");

        // The owner takes it, to an account of somebody they trust.
        var accounts = Deployed.Family.AccountReader(Deployed.Node.RpcUrl);
        (await accounts.ReadBalanceAsync(second.Recipient, asset, default)).Claimable.ShouldBe(20);
        using var friend = new Ed25519Key(Keccak256.Hash("a friend").ToArray());
        var owner = Deployed.Family.Wallet(Deployed.Node.RpcUrl, Keccak256.Hash("gives away").ToArray());
        await owner.ClaimAsync(asset, friend.Address.ToParty(), default);
        (await accounts.ReadBalanceAsync(second.Recipient, asset, default)).Claimable.ShouldBe(0);
        (await accounts.ReadBalanceAsync(friend.Address.ToParty(), asset, default)).Wallet.ShouldBe(20);
        (await Should.ThrowAsync<WalletException>(() => owner.ClaimAsync(asset, friend.Address.ToParty(), default))).Failure.ShouldBe(WalletFailure.Rejected);
    }

    [Fact]
    public async Task ReadHoldsAsync_AnApproverIsNoOfficerAnyMore_CountsNoMoreAndAnotherTakesThePlace()
    {
        var asset = await Deployed.AddWrappedAsync("left", 1_000, 1_000, 1, holdThreshold: 500);
        (await DeliverAsync(asset, 500)).ShouldBeOfType<ReleaseOutcome.Held>();
        var transfer = Last!;
        foreach (var officer in new[] { "officer 3", "officer 1" }) await ActAsync(Approve(transfer, await NonceAsync(officer)), officer);
        (await ApprovalsAsync(transfer)).ShouldBe(2);

        await LoosenAsync(nonce => new RevokeRole { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Account = Address("officer 3"), Role = RiskRole.Officer });

        (await ApprovalsAsync(transfer)).ShouldBe(1);
        (await Should.ThrowAsync<RiskRefusedException>(() => Control.ExecuteHoldAsync(transfer, default))).Error.ShouldBe("NotOfficer");
        await ActAsync(Approve(transfer, await NonceAsync("officer 2")), "officer 2");
        (await ApprovalsAsync(transfer)).ShouldBe(2);
        await EventuallyAsync(() => Control.ExecuteHoldAsync(transfer, default), "HoldTooYoung");
        (await StateAsync(transfer)).ShouldBe(DestinationState.Released);
    }

    [Fact]
    public async Task ExecuteHoldAsync_RecipientsAccountGivenAway_CreditedAsAClaim()
    {
        var asset = await Deployed.AddWrappedAsync("held and credited", 1_000, 1_000, 1, holdThreshold: 500);
        using var recipient = new Ed25519Key(Keccak256.Hash("gives away what is held").ToArray());
        _ = await Deployed.AddUserAsync("gives away what is held", 0);
        (await DeliverAsync(asset, 10, await NextAsync(asset, 10) with { Recipient = recipient.Address.ToParty() })).ShouldBeOfType<ReleaseOutcome.Included>();
        await Deployed.GiveAwayAsync(recipient, asset);
        var holding = (await DeliverAsync(asset, 500, await NextAsync(asset, 500) with { Recipient = recipient.Address.ToParty() })).ShouldBeOfType<ReleaseOutcome.Held>().Transaction;
        var transfer = Last!;
        foreach (var officer in new[] { "officer 1", "officer 2" }) await ActAsync(Approve(transfer, await NonceAsync(officer)), officer);

        var paid = await EventuallyAsync(() => Control.ExecuteHoldAsync(transfer, default), "HoldTooYoung");

        (await Releases.FindReleaseAsync(transfer.Id, default)).ShouldBe(new ReleaseRecord(paid, holding, IsClaimable: true));
        (await ClaimAsync(transfer.Asset, transfer.Recipient)).ShouldBe(500UL);
    }

    [Fact]
    public async Task RefundAsync_SendersAccountGivenAway_CreditedAsAClaim()
    {
        var (sender, transfer, refund) = await LockedAsync("gives away what was locked");
        using (sender) await Deployed.GiveAwayAsync(sender, Deployed.Custody);

        (await Refunder.RefundAsync(transfer, GuardianEpoch.From(1), refund, default)).ShouldBeOfType<RefundOutcome.Included>();

        (await ClaimAsync(transfer.Asset, transfer.Sender)).ShouldBe(1_000UL);
    }

    [Fact]
    public async Task RefundAsync_SendersAccountClosed_IsMadeAndPaid()
    {
        var (sender, transfer, refund) = await LockedAsync("closes the account");
        using (sender) await Deployed.CloseAsync(sender, Deployed.Custody);

        (await Refunder.RefundAsync(transfer, GuardianEpoch.From(1), refund, default)).ShouldBeOfType<RefundOutcome.Included>();

        (await Deployed.Family.AccountReader(Deployed.Node.RpcUrl).ReadBalanceAsync(transfer.Sender, Deployed.Custody, default)).Wallet.ShouldBe(1_000_000);
    }

    /// <summary>All that a new user has, locked toward the EVM chain, and the guardians' word that it is to go back.</summary>
    private async Task<(Ed25519Key Sender, Transfer Transfer, GroupSignature Refund)> LockedAsync(string name)
    {
        var wallet = await Deployed.AddUserAsync(name, 1_000_000);
        var receipt = await wallet.LockAsync(new(Deployed.Custody, TransferBuilder.Evm, TransferKind.Wallet, 1_000, TransferBuilder.EvmAccount("trader")), default);
        var transfer = TransferBuilder.Transfer(receipt.Id.Sequence, TransferBuilder.SolanaToEvm, 1_000) with
        {
            Asset = IdOf(Deployed.Custody), Sender = wallet.Address, Recipient = TransferBuilder.EvmAccount("trader"),
        };
        return (new(Keccak256.Hash(name).ToArray()), transfer, SolanaBridge.Guardians.Sign(SignedMessage.Refund(TransferBuilder.Bridge, GuardianEpoch.From(1), transfer.Id, transfer.Leaf())));
    }

    private async Task<int> ApprovalsAsync(Transfer transfer) => (await Reader.ReadHoldsAsync(default)).Single(hold => hold.Id == transfer.Id).Approvals;

    private async Task<ulong> ClaimAsync(AssetId asset, PartyAddress owner)
    {
        using var handler = new SocketsHttpHandler();
        var (_, claim) = await Deployed.Through(handler).GetAccountAsync(Deployed.Addresses.Claim(asset, owner), Commitment.Processed, default);
        return BinaryPrimitives.ReadUInt64BigEndian(claim!.Data.AsSpan(72));
    }
}
