using System.Collections.Concurrent;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Programs;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana;

/// <summary>Locks and releases through every client on the real node and program.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaRoundTripTests(SolanaBridge bridge)
{
    private ILockReader Locks => bridge.Family.LockReader(bridge.Node.RpcUrl);

    private IAccountReader Accounts => bridge.Family.AccountReader(bridge.Node.RpcUrl);

    private IReleaseReader Releases => bridge.Family.ReleaseReader(bridge.Node.RpcUrl);

    [Fact]
    public async Task LockAsync_Custody_IsObservedThenFinalWithItsTransaction()
    {
        var before = await CatchUpAsync(LockCursor.Start);
        var backing = await Accounts.ReadBackingAsync(bridge.Custody, default);

        var receipt = await bridge.UserWallet().LockAsync(
            new(bridge.Custody, TransferBuilder.Evm, TransferKind.MarginAccount, 5_000_000, TransferBuilder.EvmAccount("trader")), default);

        var locks = Locks;
        var observed = (await PollAsync(async () => (await locks.ReadObservedAsync(before, default)).SingleOrDefault()))!;
        observed.Transfer.Id.ShouldBe(receipt.Id);
        observed.Location.Transaction.ShouldBe(receipt.Transaction);
        (await locks.ReadFinalizedAsync(before, default)).Locks.ShouldBeEmpty("31 slots have not passed");
        (await locks.FindAsync(receipt.Id, default)).ShouldBeOfType<LockSearch.NotFinal>().Transfer.ShouldBe(observed.Transfer);
        (await locks.FindAsync(TransferId.From(receipt.Id.Lane, receipt.Id.Sequence + 1_000), default)).ShouldBeOfType<LockSearch.None>();
        var final = await PollAsync(async () => (await locks.ReadFinalizedAsync(before, default)) is { Locks.Count: > 0 } read ? read : null);
        var found = final!.Locks.ShouldHaveSingleItem();
        found.Location.ShouldBe(observed.Location);
        (await locks.FindAsync(receipt.Id, default)).ShouldBeOfType<LockSearch.Final>().Lock.ShouldBe(found);
        found.Transfer.Amount.ShouldBe(5_000_000UL);
        found.Transfer.Sender.ShouldBe(bridge.User);
        found.Transfer.Kind.ShouldBe(TransferKind.MarginAccount);
        (await locks.ReadFinalizedAsync(final.Next, default)).Locks.ShouldBeEmpty();
        (await Accounts.ReadBackingAsync(bridge.Custody, default) - backing).ShouldBe(5_000_000_000);
    }

    [Theory]
    [InlineData("user", null)]
    [InlineData("nobody yet", null)]
    [InlineData("token account", "a token account of ")]
    [InlineData("mint", "a mint")]
    [InlineData("So11111111111111111111111111111111111111112", "a mint")]
    [InlineData("SysvarC1ock11111111111111111111111111111111", "a program or a part of the chain")]
    [InlineData("program", "a program or a part of the chain")]
    public async Task FindNoWallet_OfWhatNobodyHasTheKeyOf_SaysWhatItIs(string which, string? what)
    {
        var mint = SolanaAddress.Parse(bridge.Custody.SolanaMint);
        var account = which switch
        {
            "user" => bridge.User,
            "nobody yet" => TransferBuilder.SolanaAccount("nobody yet"),
            "token account" => TokenProgram.AssociatedAccount(SolanaAddress.From(bridge.User), mint).ToParty(),
            "mint" => mint.ToParty(),
            "program" => TokenProgram.Id.ToParty(),
            _ => SolanaAddress.Parse(which).ToParty(),
        };
        var found = await Accounts.FindNoWalletAsync(account, default);
        if (what is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldStartWith(what);
        if (which == "token account") found.ShouldNotBeNull().ShouldContain(SolanaAddress.From(bridge.User).ToString());
    }

    [Fact]
    public async Task ReleaseAsync_BatchOfMintsThenLockedBack_EndsFinalAndBurnt()
    {
        var first = await bridge.NextReleaseAsync();
        var transfers = Enumerable.Range(0, 5).Select(i => TransferBuilder.Transfer(first + (ulong)i) with
        {
            Asset = AssetId.From(Bytes32.Parse(bridge.Wrapped.Id)),
            Recipient = i == 0 ? bridge.User : TransferBuilder.SolanaAccount($"recipient {i}"),
        }).ToList();
        var batch = new TransferBatch(transfers);
        var submitted = new ConcurrentDictionary<TransferId, string>();

        var outcomes = await bridge.Releaser().ReleaseAsync(SolanaBridge.Guardians.Attest(batch), (id, transaction) => submitted[id] = transaction, default);

        outcomes.ShouldAllBe(outcome => outcome is ReleaseOutcome.Included);
        submitted.Count.ShouldBe(5);
        (await Releases.ReadConsumedAsync(batch.Id.Lane, first, 6, ReadAt.Latest, default)).ShouldBe([true, true, true, true, true, false]);
        var releases = Releases;
        (await releases.FindReleaseAsync(transfers[3].Id, default))!.Payment.ShouldBe(submitted[transfers[3].Id]);
        (await releases.ReadConsumedAsync(batch.Id.Lane, first, 1, ReadAt.Finalized, default)).ShouldBe([false]);
        await PollAsync(async () => (await releases.ReadConsumedAsync(batch.Id.Lane, first, 5, ReadAt.Finalized, default)).All(flag => flag) ? "final" : null);
        (await Accounts.ReadBalanceAsync(transfers[4].Recipient, bridge.Wrapped, default)).Wallet.ShouldBe(1_000_000);

        var again = await bridge.Releaser().ReleaseAsync(SolanaBridge.Guardians.Attest(batch), (_, _) => { }, default);
        again.ShouldAllBe(outcome => outcome is ReleaseOutcome.AlreadyConsumed);

        var supply = await Accounts.ReadBackingAsync(bridge.Wrapped, default);
        var cursor = await CatchUpAsync(LockCursor.Start);
        var receipt = await bridge.UserWallet().LockAsync(new(bridge.Wrapped, TransferBuilder.Evm, TransferKind.Wallet, 400_000, TransferBuilder.EvmAccount("home")), default);
        (await Accounts.ReadBackingAsync(bridge.Wrapped, default)).ShouldBe(supply - 400_000);
        var final = await PollAsync(async () => (await Locks.ReadFinalizedAsync(cursor, default)).Locks.SingleOrDefault(found => found.Transfer.Id == receipt.Id));
        final!.Location.Transaction.ShouldBe(receipt.Transaction);
    }

    private async Task<LockCursor> CatchUpAsync(LockCursor cursor)
    {
        // Everything locked so far by other tests of this node is final and read.
        var last = (await Locks.ReadObservedAsync(cursor, default)) is [.., var newest] ? newest : null;
        while (true)
        {
            var read = await Locks.ReadFinalizedAsync(cursor, default);
            cursor = read.Next;
            if (read.CaughtUp && (last is null || read.FinalizedHead.Height >= last.Location.Block.Height)) return cursor;
            await Task.Delay(50);
        }
    }

    private static async Task<T?> PollAsync<T>(Func<Task<T?>> read) where T : class
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await read() is { } found) return found;
            await Task.Delay(50, limit.Token);
        }
    }
}
