using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Locks;

/// <summary>One lock by its id, from a node that lies about one thing at a time.</summary>
public sealed class SolanaLockSearchTests : IDisposable
{
    private readonly FakeOutbox _node = new();

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData(3UL)]
    [InlineData(33UL)]
    [InlineData(ulong.MaxValue)]
    public async Task FindAsync_BeyondTheCounter_IsNone(ulong sequence)
    {
        (await FindAsync(sequence)).ShouldBeOfType<LockSearch.None>();
        _node.Lock(500);
        _node.Lock(500);
        (await FindAsync(sequence)).ShouldBeOfType<LockSearch.None>();
        (await _node.Reader.FindAsync(TransferId.From(Lane.From(TransferBuilder.Solana, ChainId.From(9)), 1), default)).ShouldBeOfType<LockSearch.None>();
    }

    [Fact]
    public Task FindAsync_LaneOfAnotherChain_Throws() => Should.ThrowAsync<ArgumentException>(() => _node.Reader.FindAsync(TransferBuilder.Transfer(1).Id, default));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FindAsync_AboveTheFinalizedSlot_IsNotGivenAsFinal(bool onlyConfirmed)
    {
        _node.HidesFromFinalized = onlyConfirmed;
        var (transfer, _) = _node.Lock(1_001);
        (await FindAsync(1)).ShouldBe(new LockSearch.NotFinal(transfer, 1_001, new(1_000, FakeOutbox.HashOf(1_000))));
    }

    [Fact]
    public async Task FindAsync_FinalizedStateHidesIt_IsInvalidNotNone()
    {
        _node.Lock(500);
        _node.HidesFromFinalized = true;
        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task Museum_M74_NodeLags_IsNotNone()
    {
        _node.ContextSlot = 999;
        await RefusesAsync(ChainReadFailure.Unavailable);
        _node.ContextSlot = 1_000;
        (await FindAsync(1)).ShouldBeOfType<LockSearch.None>();
    }

    [Fact]
    public async Task FindAsync_EachOfHundreds_IsTheOneThatTheWalkReads()
    {
        // Slots of 40 locks begin and end within pages of 32; one of 100 fills some; one transaction writes to two.
        for (var i = 0; i < 240; i++) _node.Lock(500 + ((ulong)i / 40));
        for (var i = 0; i < 100; i++) _node.Lock(600);
        var shared = _node.Add(new FakeTransaction(700, "shared"));
        for (var i = 0; i < 20; i++) _node.Lock(700, 10 + (ulong)i, shared);
        _node.Lock(1_001);
        var walked = new List<FinalizedLock>();
        var cursor = LockCursor.Start;
        for (var caughtUp = false; !caughtUp;)
        {
            var read = await _node.Reader.ReadFinalizedAsync(cursor, default);
            walked.AddRange(read.Locks);
            (cursor, caughtUp) = (read.Next, read.CaughtUp);
        }

        walked.Count.ShouldBe(360);
        foreach (var sequence in (ulong[])[1, 31, 32, 33, 40, 41, 64, 65, 96, 97, 200, 240, 241, 256, 257, 300, 340, 341, 352, 353, 360])
            (await FindAsync(sequence)).ShouldBeOfType<LockSearch.Final>().Lock.ShouldBe(walked[(int)sequence - 1]);
    }

    [Fact]
    public async Task FindAsync_OldLock_IsReadWithoutTheOnesBefore()
    {
        for (var i = 0; i < 320; i++) _node.Lock(500 + (ulong)i);
        _node.PageData(0).AsSpan(24).Clear();
        (await FindAsync(300)).ShouldBeOfType<LockSearch.Final>().Lock.Transfer.Id.Sequence.ShouldBe(300UL);
        _node.Asked("getMultipleAccounts").ShouldBeLessThan(5);
    }

    [Theory]
    [InlineData(1)] // bridge id
    [InlineData(34)] // source chain
    [InlineData(36)] // destination chain
    [InlineData(44)] // sequence
    [InlineData(0)] // version
    public async Task FindAsync_RecordOfAnotherBridgeLaneOrPlace_IsInvalid(int offset)
    {
        _node.Lock(500);
        FakeOutbox.Record(_node.PageData(), 0)[offset] ^= 0x40;
        await RefusesAsync(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task Museum_M02_ForeignProgramOwnsIdenticalBytes_IsInvalid()
    {
        _node.Lock(500);
        foreach (var account in (SolanaAddress[])[FakeOutbox.Page(0), FakeOutbox.Addresses.Lane(TransferBuilder.Evm), FakeOutbox.Addresses.Asset(TransferBuilder.Asset)])
        {
            var honest = _node.Accounts[account];
            _node.Accounts[account] = (SolanaAddress.From(Keccak256.Hash("foreign program").ToArray()), honest.Data);
            await RefusesAsync(ChainReadFailure.Invalid);
            _node.Accounts[account] = honest;
        }
    }

    [Fact]
    public async Task Museum_M03_CustodyGainedLess_IsBalanceMismatch()
    {
        var (_, transaction) = _node.Lock(500);
        transaction.Move(FakeOutbox.Addresses.Custody(FakeOutbox.Mint), FakeOutbox.Mint, -1);
        await RefusesAsync(ChainReadFailure.BalanceMismatch);
    }

    [Fact]
    public async Task FindAsync_CountedAndNotShown_IsInvalidNotNone()
    {
        _node.Lock(500);
        FakeOutbox.Record(_node.PageData(), 0).Clear();
        await RefusesAsync(ChainReadFailure.Invalid);
        BinaryPrimitives.WriteUInt64BigEndian(_node.LaneData.AsSpan(16), 0);
        (await FindAsync(1)).ShouldBeOfType<LockSearch.None>();
    }

    [Fact]
    public async Task FindAsync_TransactionNotShown_IsUnavailableNotNone()
    {
        var (_, transaction) = _node.Lock(500);
        _node.Remove(transaction);
        await RefusesAsync(ChainReadFailure.Unavailable);
    }

    private Task<LockSearch> FindAsync(ulong sequence) => _node.Reader.FindAsync(TransferId.From(TransferBuilder.SolanaToEvm, sequence), default);

    private async Task RefusesAsync(ChainReadFailure failure) => (await Should.ThrowAsync<ChainReadException>(() => FindAsync(1))).Failure.ShouldBe(failure);
}
