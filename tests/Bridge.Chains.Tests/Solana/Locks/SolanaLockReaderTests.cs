using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Program;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Locks;

/// <summary>The reader against a node that lies about one thing at a time: nothing is attested, and the failure has the right name.</summary>
public sealed class SolanaLockReaderTests : IDisposable
{
    private static readonly SolanaAddress Foreign = SolanaAddress.From(Keccak256.Hash("foreign program").ToArray());

    private readonly FakeOutbox _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Museum_M02_ForeignProgramOwnsIdenticalBytes_Refused()
    {
        _node.Lock(500);
        foreach (var page in (SolanaAddress[])[FakeOutbox.Page(0), FakeOutbox.Addresses.Lane(TransferBuilder.Evm), FakeOutbox.Addresses.Asset(TransferBuilder.Asset)])
        {
            var honest = _node.Accounts[page];
            _node.Accounts[page] = (Foreign, honest.Data);
            await RefusesAsync(ChainReadFailure.Invalid);
            _node.Accounts[page] = honest;
        }

        (await ReadAsync()).Locks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Museum_M02_ForeignProgramRunsIdenticalInstruction_NotTaken()
    {
        var (transfer, honest) = _node.Lock(500);
        _node.Remove(honest);
        var accounts = FakeOutbox.LockAccounts(transfer, 0);
        var forged = _node.Add(new FakeTransaction(500, "forged")).Run(Foreign, accounts, FakeOutbox.LockData(transfer));
        forged.Call(Foreign, accounts, FakeOutbox.LockData(transfer));
        forged.Move(FakeOutbox.Addresses.Custody(FakeOutbox.Mint), FakeOutbox.Mint, (long)(transfer.Amount * FakeOutbox.Scale));

        await RefusesAsync(ChainReadFailure.Unavailable);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-1_000_000_000)]
    public async Task Museum_M03_CustodyGainedLess_BalanceMismatch(long missing)
    {
        var (_, transaction) = _node.Lock(500);
        transaction.Move(FakeOutbox.Addresses.Custody(FakeOutbox.Mint), FakeOutbox.Mint, missing);

        await RefusesAsync(ChainReadFailure.BalanceMismatch);
    }

    [Fact]
    public async Task Museum_M03_OtherMintOrAccountGained_BalanceMismatch()
    {
        var (transfer, transaction) = _node.Lock(500);
        var amount = (long)(transfer.Amount * FakeOutbox.Scale);
        transaction.Move(FakeOutbox.Addresses.Custody(FakeOutbox.Mint), FakeOutbox.Mint, -amount);
        transaction.Move(Foreign, FakeOutbox.Mint, amount);
        transaction.Move(FakeOutbox.Addresses.Custody(Foreign), Foreign, amount);

        await RefusesAsync(ChainReadFailure.BalanceMismatch);
    }

    [Fact]
    public async Task Museum_M05_WrapperKeepsTheMoney_BalanceMismatch()
    {
        var (transfer, honest) = _node.Lock(500);
        _node.Remove(honest);
        _node.Add(new FakeTransaction(500, "wrapped")).Run(Foreign, [Foreign], [1]).Call(FakeOutbox.Program, FakeOutbox.LockAccounts(transfer, 0), FakeOutbox.LockData(transfer))
            .Move(Foreign, FakeOutbox.Mint, (long)(transfer.Amount * FakeOutbox.Scale));

        await RefusesAsync(ChainReadFailure.BalanceMismatch);
    }

    [Theory]
    [InlineData(1_000_000L, false)] // tokens did not burn
    [InlineData(-1_000_000_000L, true)]
    [InlineData(-999_999_999L, false)]
    public async Task ReadFinalized_MintMode_TakesOnlyWhatWasBurnt(long supplyChange, bool taken)
    {
        _node.AssetData[104] = (byte)AssetMode.Mint;
        var (transfer, honest) = _node.Lock(500);
        _node.Remove(honest);
        _node.Add(new FakeTransaction(500, "burn")).Run(FakeOutbox.Program, FakeOutbox.LockAccounts(transfer, 0), FakeOutbox.LockData(transfer))
            .Move(SolanaAddress.From(transfer.Sender), FakeOutbox.Mint, supplyChange - 7).Move(Foreign, FakeOutbox.Mint, 7);

        if (taken) (await ReadAsync()).Locks.Count.ShouldBe(1);
        else await RefusesAsync(ChainReadFailure.BalanceMismatch);
    }

    [Theory]
    [InlineData(8)] // release
    [InlineData(15)] // execute_hold
    [InlineData(18)] // refund
    [InlineData(20)] // claim
    public async Task ReadFinalized_PaidOutInTheSameTransaction_DoesNotHideTheLock(byte tag)
    {
        var (_, transaction) = _node.Lock(500);
        Pay(transaction, 300, tag);

        (await ReadAsync()).Locks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReadFinalized_MintedInTheSameTransaction_DoesNotHideTheLock()
    {
        _node.AssetData[104] = (byte)AssetMode.Mint;
        var (transfer, honest) = _node.Lock(500);
        _node.Remove(honest);
        _node.Add(new FakeTransaction(500, "burn")).Run(FakeOutbox.Program, FakeOutbox.LockAccounts(transfer, 0), FakeOutbox.LockData(transfer))
            .Move(SolanaAddress.From(transfer.Sender), FakeOutbox.Mint, -1_000_000_000)
            .Run(FakeOutbox.Program, [], [20]).Call(TokenProgram.Id, [FakeOutbox.Mint, Foreign, FakeOutbox.Addresses.Authority], TokenData(14, 300_000))
            .Move(Foreign, FakeOutbox.Mint, 300_000);

        (await ReadAsync()).Locks.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("nothing")] // a credit
    [InlineData("program")]
    [InlineData("authority")]
    [InlineData("mint")]
    [InlineData("tag")]
    [InlineData("size")]
    [InlineData("custody to custody")]
    public async Task Museum_M03_WhatIsNoPaymentOfTheBridge_IsNotAddedBack(string change)
    {
        var (_, transaction) = _node.Lock(500);
        Pay(transaction, 300, 8, change);

        await RefusesAsync(ChainReadFailure.BalanceMismatch);
    }

    [Fact]
    public async Task ReadFinalized_RecordAboveTheFinalizedSlot_IsNotReturned()
    {
        _node.Lock(999);
        _node.Lock(1_000);
        _node.Lock(1_001);

        var read = await ReadAsync();

        read.Locks.Select(found => found.Transfer.Id.Sequence).ShouldBe([1UL, 2UL]);
        read.Next.Text.ShouldBe("1:3");
        (await _node.Reader.ReadObservedAsync(read.Next, default)).ShouldBeEmpty("this node's confirmed slot is 1,000 as well");
    }

    [Fact]
    public async Task ReadFinalized_FailedTransaction_ProvesNothing()
    {
        var (_, transaction) = _node.Lock(500);
        transaction.Error = "{\"InstructionError\":[0,{\"Custom\":1}]}";

        await RefusesAsync(ChainReadFailure.Unavailable);
    }

    [Theory]
    [InlineData(1)] // bridge id
    [InlineData(34)] // source chain
    [InlineData(36)] // destination chain
    [InlineData(44)] // sequence
    [InlineData(0)] // version
    [InlineData(45)] // kind
    public async Task ReadFinalized_RecordOfAnotherBridgeLaneOrPlace_Refused(int offset)
    {
        _node.Lock(500);
        FakeOutbox.Record(_node.PageData(), 0)[offset] ^= 0x40;

        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Theory]
    [InlineData(53)] // amount: the instruction says another
    [InlineData(120)] // recipient
    [InlineData(90)] // sender
    public async Task ReadFinalized_RecordOtherThanItsInstruction_Refused(int offset)
    {
        _node.Lock(500);
        FakeOutbox.Record(_node.PageData(), 0)[offset == 53 ? 85 : offset] ^= 1;

        await RefusesAsync(ChainReadFailure.Unavailable);
    }

    [Fact]
    public async Task ReadFinalized_GapOrMissingOrSurplusRecord_Refused()
    {
        for (var i = 0; i < 3; i++) _node.Lock(500);
        var page = _node.PageData().ToArray();
        FakeOutbox.Record(_node.PageData(), 1).Clear();
        await RefusesAsync(ChainReadFailure.Invalid); // a gap
        FakeOutbox.Record(_node.PageData(), 2).Clear();
        await RefusesAsync(ChainReadFailure.Invalid); // fewer than the lane counts
        page.CopyTo(_node.PageData(), 0);
        BinaryPrimitives.WriteUInt64BigEndian(_node.LaneData.AsSpan(16), 2);
        await RefusesAsync(ChainReadFailure.Invalid); // more than the lane counts
        BinaryPrimitives.WriteUInt64BigEndian(_node.LaneData.AsSpan(16), 33);
        await RefusesAsync(ChainReadFailure.Invalid); // a page is missing
    }

    [Theory]
    [InlineData(9)] // destination
    [InlineData(23)] // page number
    [InlineData(0)] // kind of account
    public async Task ReadFinalized_PageOfAnotherLaneNumberOrKind_Refused(int offset)
    {
        _node.Lock(500);
        _node.PageData()[offset] ^= 1;

        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Theory]
    [InlineData(8)] // asset id
    [InlineData(72)] // custody account
    [InlineData(104)] // mode
    public async Task ReadFinalized_AssetAccountOfAnotherAssetOrCustody_Refused(int offset)
    {
        _node.Lock(500);
        _node.AssetData[offset] ^= 0x10;

        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task ReadFinalized_SlotsGoBackwardsOrHaveNoBlock_Refused()
    {
        _node.Lock(500);
        _node.Lock(499);
        await RefusesAsync(ChainReadFailure.Invalid);
        BinaryPrimitives.WriteUInt64BigEndian(FakeOutbox.Record(_node.PageData(), 1)[150..], 500);
        _node.SkippedSlots.Add(500);
        await Should.ThrowAsync<ChainReadException>(ReadAsync);
    }

    [Fact]
    public async Task ReadFinalized_LockInASlotWithoutABlock_Refused()
    {
        _node.Lock(500);
        _node.SkippedSlots.Add(500);

        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task ReadFinalized_LockThatLeftNoRecord_Refused()
    {
        var (transfer, _) = _node.Lock(500);
        _node.Add(new FakeTransaction(500, "second")).Run(FakeOutbox.Program, FakeOutbox.LockAccounts(transfer, 0), FakeOutbox.LockData(transfer));

        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task ReadFinalized_ManyLocksInOneTransactionAndSlot_EachHasItsTransaction()
    {
        var shared = _node.Add(new FakeTransaction(500, "shared"));
        _node.Lock(500, 10, shared);
        _node.Lock(500, 20, shared);
        _node.Lock(500, 10);
        _node.Lock(501, 10);

        var read = await ReadAsync();

        read.Locks.Select(found => found.Location.Transaction).ShouldBe(["shared", "shared", "lock 3", "lock 4"]);
        read.Locks[0].Location.Block.ShouldBe(new BlockReference(500, FakeOutbox.HashOf(500)));
        read.Locks[3].Location.Block.ShouldBe(new BlockReference(501, FakeOutbox.HashOf(501)));
    }

    [Fact]
    public async Task ReadFinalized_HundredsOfLocks_AreReadInStepsOfWholeSlotsWithoutGap()
    {
        for (var i = 0; i < 300; i++) _node.Lock(500 + ((ulong)i / 40));
        var (cursor, found, steps) = (LockCursor.Start, new List<FinalizedLock>(), 0);
        FinalizedLocks read;
        do
        {
            read = await _node.Reader.ReadFinalizedAsync(cursor, default);
            found.AddRange(read.Locks);
            cursor = read.Next;
            steps++;
        }
        while (!read.CaughtUp);

        found.Select(entry => entry.Transfer.Id.Sequence).ShouldBe(Enumerable.Range(1, 300).Select(i => (ulong)i));
        found.Select(entry => entry.Location.Transaction).ShouldBe(Enumerable.Range(1, 300).Select(i => $"lock {i}"));
        steps.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task ReadFinalizedHead_SkippedSlots_GoesDownToABlock()
    {
        _node.SkippedSlots.UnionWith([1_000, 999]);

        (await _node.Reader.ReadFinalizedHeadAsync(default)).ShouldBe(new BlockReference(998, FakeOutbox.HashOf(998)));
        (await _node.Reader.ReadBlockAsync(999, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1:0")]
    [InlineData("0:1")]
    [InlineData("1:1,1:2")]
    [InlineData("1:-1")]
    [InlineData("x:y")]
    public async Task ReadFinalized_MalformedCursor_Refused(string text) =>
        await Should.ThrowAsync<ProtocolException>(() => _node.Reader.ReadFinalizedAsync(new LockCursor(text), default));

    private static byte[] TokenData(byte tag, ulong amount) => [tag, .. BitConverter.GetBytes(amount), 6];

    /// <summary>Custody shrinks, by an instruction of the bridge that has the token program pay, but for what <paramref name="change"/> says.</summary>
    private static void Pay(FakeTransaction transaction, ulong amount, byte tag, string change = "")
    {
        var (custody, local) = (FakeOutbox.Addresses.Custody(FakeOutbox.Mint), amount * FakeOutbox.Scale);
        transaction.Run(FakeOutbox.Program, [FakeOutbox.Addresses.Config], [tag]).Move(custody, FakeOutbox.Mint, -(long)local);
        if (change == "nothing") return;
        var data = TokenData(change == "tag" ? (byte)3 : (byte)12, local);
        transaction.Call(
            change == "program" ? Foreign : TokenProgram.Id,
            [custody, change == "mint" ? Foreign : FakeOutbox.Mint, change == "custody to custody" ? custody : Foreign, change == "authority" ? Foreign : FakeOutbox.Addresses.Authority],
            change == "size" ? data[..9] : data);
    }

    private Task<FinalizedLocks> ReadAsync() => _node.Reader.ReadFinalizedAsync(LockCursor.Start, default);

    private async Task RefusesAsync(ChainReadFailure failure) =>
        (await Should.ThrowAsync<ChainReadException>(ReadAsync)).Failure.ShouldBe(failure);
}
