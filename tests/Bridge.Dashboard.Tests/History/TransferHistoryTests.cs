using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Storage;
using Bridge.Dashboard.Tests.Harness;

namespace Bridge.Dashboard.Tests.History;

public sealed class TransferHistoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-history-");
    private readonly ShiftedTime _time = new();
    private readonly SqliteStore _store;
    private readonly TransferHistory _history;
    private readonly TransferQueries _queries;
    private readonly FlowHistory _flows;

    public TransferHistoryTests()
    {
        _store = SqliteStore.Open(Path.Combine(_folder.FullName, "history.db"), Layouts.History, durable: false);
        (_history, _queries, _flows) = (new(_store, _time), new(_store), new(_store, _time));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    // What was read of the chains, in every order that two chains can be read in → the state that is shown.
    [Theory]
    [InlineData("", TransferState.Finalized)]
    [InlineData("R", TransferState.Released)]
    [InlineData("H", TransferState.Held)]
    [InlineData("HR", TransferState.Released)]
    [InlineData("Q", TransferState.VoidRequested)]
    [InlineData("QH", TransferState.VoidRequested)]
    [InlineData("HQ", TransferState.VoidRequested)]
    [InlineData("QR", TransferState.Released)]
    [InlineData("QV", TransferState.Voided)]
    [InlineData("VQ", TransferState.Voided)]
    [InlineData("HV", TransferState.Voided)]
    [InlineData("QVF", TransferState.Refunded)]
    [InlineData("FVQ", TransferState.Refunded)]
    [InlineData("VF", TransferState.Refunded)]
    [InlineData("RQ", TransferState.Released)]
    [InlineData("RF", TransferState.Released)]
    [InlineData("FR", TransferState.Refunded)]
    public void State_IsTheFurthestFact(string facts, TransferState state)
    {
        var id = Final(1).Id;
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case 'R': _history.RecordDestination([(id, DestinationState.Released)]); break;
                case 'H': _history.RecordDestination([(id, DestinationState.Held)]); break;
                case 'V': _history.RecordDestination([(id, DestinationState.Voided)]); break;
                case 'Q': Refund(id, RefundStep.Requested); break;
                default: Refund(id, RefundStep.Refunded); break;
            }
        }

        var entry = _queries.Find(id)!;
        entry.State.ShouldBe(state);
        (entry.EndedAt is not null).ShouldBe(state is TransferState.Released or TransferState.Refunded);
        _queries.BothEnds().Count.ShouldBe(facts is "RF" or "FR" ? 1 : 0);
    }

    [Theory]
    [InlineData(TransferState.Signed, TransferState.Signed)]
    [InlineData(TransferState.Submitted, TransferState.Submitted)]
    [InlineData(TransferState.Limited, TransferState.Limited)]
    public void Relayer_IsBelievedBetweenFinalAndEnd(TransferState word, TransferState state)
    {
        var id = Final(1).Id;
        _history.RecordRelayer([new(id, word, "because", null, "tx")]);
        (_queries.Find(id)!.State, _queries.Find(id)!.Waiting).ShouldBe((state, "because"));
    }

    [Fact]
    public void Relayer_NeitherEndsNorReopensATransfer()
    {
        var ended = Final(1).Id;
        _history.RecordDestination([(ended, DestinationState.Released)]);
        var held = Final(2).Id;
        _history.RecordDestination([(held, DestinationState.Held)]);
        _history.RecordRelayer([new(ended, TransferState.Signed, "lie", null, null), new(held, TransferState.Submitted, "lie", null, null)]);
        _queries.Find(ended)!.State.ShouldBe(TransferState.Released);
        _queries.Find(held)!.State.ShouldBe(TransferState.Held);
    }

    // A relayer says what it sent; the chain shows a hold, and later the payment, at once or after some looks.
    [Fact]
    public void HeldAndPaid_EachHasItsOwnTransaction()
    {
        var id = Final(1).Id;
        _history.RecordRelayer([new(id, TransferState.Submitted, "finality", null, "hold")]);
        _queries.Find(id)!.DestinationTransaction.ShouldBe("hold");
        _history.Unnamed(id.Lane.Destination, 9).ShouldBeEmpty();
        _history.RecordDestination([(id, DestinationState.Held)]);
        _history.Unnamed(id.Lane.Destination, 9).ShouldBe([id]);
        Named(id, null).ShouldBe((null, null), "what was sent is not taken for a payment");
        Named(id, new(null, "hold", IsClaimable: false)).ShouldBe(("hold", null));
        _history.Unnamed(id.Lane.Destination, 9).ShouldBeEmpty();

        _history.RecordDestination([(id, DestinationState.Released)]);
        Named(id, new(null, "hold", IsClaimable: false)).ShouldBe(("hold", null));
        Named(id, null).ShouldBe(("hold", null));
        _history.Unnamed(id.Lane.Destination, 9).ShouldBe([id], "a node whose index is behind is asked again");
        Named(id, new("payment", "hold", IsClaimable: false)).ShouldBe(("hold", "payment"));
        _history.Unnamed(id.Lane.Destination, 9).ShouldBeEmpty();
    }

    [Fact]
    public void Unnamed_ChainNeverShowsATransaction_IsNotAskedForEver()
    {
        var id = Final(1).Id;
        _history.RecordDestination([(id, DestinationState.Released)]);
        var looks = 0;
        for (; _history.Unnamed(id.Lane.Destination, 9).Count > 0; looks++) _history.RecordTransactions(id, null);
        looks.ShouldBe(20);
    }

    [Fact]
    public void Approvals_EachIsSeenOnce_AndOneThatWasTakenBackIsNone()
    {
        var transfer = Final(1);
        _history.RecordDestination([(transfer.Id, DestinationState.Held)]);
        void Approved(int count) => _history.RecordApprovals([new(transfer.Id, transfer.Leaf(), transfer.Asset, transfer.Amount, _time.GetUtcNow(), count)]);
        Approved(1);
        var first = _queries.Find(transfer.Id)!.ApprovedAt.ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(1));
        Approved(2);
        var entry = _queries.Find(transfer.Id)!;
        (entry.ApprovedAt, entry.ApprovedTwiceAt > first).ShouldBe((first, true));
        Approved(1);
        (_queries.Find(transfer.Id)!.ApprovedAt, _queries.Find(transfer.Id)!.ApprovedTwiceAt).ShouldBe((first, null));
    }

    [Fact]
    public void MerelyObserved_VanishesWithItsBlock()
    {
        var transfer = TransferBuilder.Transfer(1);
        _history.RecordObserved(TransferBuilder.Evm, [Observed(transfer)]);
        _queries.Find(transfer.Id)!.State.ShouldBe(TransferState.Observed);
        _history.RecordObserved(TransferBuilder.Evm, []);
        _queries.Find(transfer.Id).ShouldBeNull();
        _history.Count.ShouldBe(0);
    }

    [Fact]
    public void Museum_M70_FinalBytesReplaceObservedOnes_AndAreNeverReplaced()
    {
        var first = TransferBuilder.Transfer(1, amount: 5);
        var second = TransferBuilder.Transfer(1, amount: 7);
        _history.RecordObserved(TransferBuilder.Evm, [Observed(first)]);
        _history.RecordFinal([Observed(second)], "c", "1").ShouldBeEmpty();
        _queries.Find(first.Id)!.Transfer.ShouldBe(second);
        _history.RecordFinal([Observed(first)], "c", "1").ShouldBe([first.Id]);
        _queries.Find(first.Id)!.Transfer.ShouldBe(second);
    }

    [Fact]
    public void SameLockTwice_FlowsOnce()
    {
        var transfer = TransferBuilder.Transfer(1, amount: ulong.MaxValue);
        _history.RecordFinal([Observed(transfer)], "c", "1");
        _history.RecordFinal([Observed(transfer), Observed(TransferBuilder.Transfer(2, amount: ulong.MaxValue))], "c", "2");
        _history.RecordDestination([(transfer.Id, DestinationState.Released)]);
        _history.RecordDestination([(transfer.Id, DestinationState.Released)]);
        // Sums of 64-bit amounts do not overflow.
        _flows.Since(TransferBuilder.EvmToSolana, TransferBuilder.Asset, _time.GetUtcNow().AddHours(-1)).ShouldBe(new Flow((Int128)ulong.MaxValue * 2, ulong.MaxValue));
        _flows.Waiting(TransferBuilder.EvmToSolana, TransferBuilder.Asset).ShouldBe((ulong.MaxValue, 1));
        _flows.Releases(TransferBuilder.Solana, TransferBuilder.Asset, default, 10).Single().Amount.ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public void Pages_CoverEverythingOnce_NewestFirst()
    {
        for (ulong i = 1; i <= 25; i++) Final(i);
        var seen = new List<ulong>();
        for (long? next = long.MaxValue; next is { } before;)
        {
            var page = _queries.Page(new(), before, 10);
            seen.AddRange(page.Items.Select(entry => entry.Id.Sequence));
            next = page.Next;
        }

        seen.ShouldBe(Enumerable.Range(1, 25).Reverse().Select(i => (ulong)i));
    }

    [Fact]
    public void Search_FindsByTransactionSenderAndRecipient()
    {
        var transfer = Final(1);
        Final(2, "somebody else");
        _history.RecordDestination([(transfer.Id, DestinationState.Released)]);
        _history.RecordTransactions(transfer.Id, new("release", "hold", IsClaimable: false));
        Found(_queries.Search("transaction of 1", [], new(), long.MaxValue, 10)).ShouldBe([1ul]);
        Found(_queries.Search("release", [], new(), long.MaxValue, 10)).ShouldBe([1ul]);
        Found(_queries.Search("hold", [], new(), long.MaxValue, 10)).ShouldBe([1ul]);
        _queries.FindByTransaction("hold")!.Id.ShouldBe(transfer.Id);
        Found(_queries.Search(null, [TransferBuilder.SolanaAccount("somebody else")], new(), long.MaxValue, 10)).ShouldBe([2ul]);
        Found(_queries.Search(null, [transfer.Sender], new() { Waiting = true }, long.MaxValue, 10)).ShouldBe([2ul]);
        Found(_queries.Search("' OR 1=1 --", [], new(), long.MaxValue, 10)).ShouldBeEmpty();
        Found(_queries.Search(null, [], new(), long.MaxValue, 10)).ShouldBeEmpty();
    }

    [Fact]
    public void WithAHundredThousandTransfers_EveryQuestionIsAnsweredFromAnIndex()
    {
        var locks = Enumerable.Range(1, 100_000).Select(i => Observed(TransferBuilder.Transfer((ulong)i))).ToList();
        foreach (var chunk in locks.Chunk(10_000)) _history.RecordFinal(chunk, "c", "1");
        _history.RecordDestination([.. locks.SkipLast(3).Select(found => (found.Transfer.Id, DestinationState.Released))]);
        _history.Count.ShouldBe(100_000);
        _queries.WaitingCount().ShouldBe(3);
        _queries.OldestWaiting()!.Id.Sequence.ShouldBe(99_998ul);
        _history.OpenSequences(TransferBuilder.EvmToSolana).ShouldBe([99_998ul, 99_999ul, 100_000ul]);
        Found(_queries.Search(null, [locks[0].Transfer.Sender], new(), 50_000, 5)).ShouldBe([49_999ul, 49_998ul, 49_997ul, 49_996ul, 49_995ul]);
        _queries.Page(new() { State = TransferState.Finalized }, long.MaxValue, 10).Items.Count.ShouldBe(3);
        Found(_queries.Page(new() { Waiting = true }, long.MaxValue, 10)).ShouldBe([100_000ul, 99_999ul, 99_998ul]);
        foreach (var question in new[]
        {
            "SELECT n FROM transfers WHERE source=1 AND destination=2 AND sequence=5", "SELECT n FROM transfers WHERE source_transaction='x'", "SELECT n FROM transfers WHERE destination_transaction='x'",
            "SELECT n FROM transfers WHERE sender=x'00' AND n<5 ORDER BY n DESC LIMIT 5", "SELECT n FROM transfers WHERE recipient=x'00' AND n<5 ORDER BY n DESC LIMIT 5",
            "SELECT sequence FROM transfers INDEXED BY transfers_open WHERE source=1 AND destination=2 AND ended_at IS NULL ORDER BY sequence",
            "SELECT n FROM transfers INDEXED BY transfers_waiting WHERE ended_at IS NULL ORDER BY n LIMIT 1", "SELECT n FROM transfers INDEXED BY transfers_waiting WHERE n<9 AND ended_at IS NULL ORDER BY n DESC LIMIT 5",
            $"SELECT n FROM transfers INDEXED BY transfers_unnamed WHERE {Layouts.Unnamed} AND destination=2 ORDER BY n DESC LIMIT 20", "SELECT n FROM transfers WHERE hold_transaction='x'", "SELECT n FROM transfers WHERE refund_transaction='x'", "SELECT n FROM transfers WHERE released_at IS NOT NULL AND refunded_at IS NOT NULL ORDER BY n DESC LIMIT 20",
            "SELECT released_at FROM transfers WHERE destination=2 AND asset=x'00' AND released_at>=0 ORDER BY released_at DESC LIMIT 5",
        })
        {
            var plan = string.Join("; ", _store.Read(sql => sql.Rows("EXPLAIN QUERY PLAN " + question, row => row.GetString(3))));
            plan.ShouldNotContain("SCAN transfers;");
            plan.ShouldMatch("USING (COVERING )?INDEX|USING INTEGER PRIMARY KEY", question);
            plan.ShouldNotContain("TEMP B-TREE", Case.Sensitive, question);
        }
    }

    [Fact]
    public void File_OfANewerProgram_IsRefused()
    {
        _store.Write(sql => sql.Execute("PRAGMA user_version=99"));
        Should.Throw<StoreException>(() => SqliteStore.Open(Path.Combine(_folder.FullName, "history.db"), Layouts.History, durable: false)).Message.ShouldContain("99");
    }

    private Transfer Final(ulong sequence, string recipient = "recipient")
    {
        var transfer = TransferBuilder.Transfer(sequence) with { Recipient = TransferBuilder.SolanaAccount(recipient) };
        _history.RecordFinal([Observed(transfer)], "c", $"{sequence}");
        return transfer;
    }

    private (string? Hold, string? Payment) Named(TransferId id, ReleaseRecord? found)
    {
        _history.RecordTransactions(id, found);
        var entry = _queries.Find(id)!;
        return (entry.HoldTransaction, entry.DestinationTransaction);
    }

    [Fact]
    public void WayBack_HasItsTransactions_AlsoWhereTheStepWasSeenBeforeItsRecord()
    {
        var transfer = Final(1);
        _history.RecordDestination([(transfer.Id, DestinationState.Voided)]);
        Refund(transfer.Id, RefundStep.Voided, "void");
        Refund(transfer.Id, RefundStep.Requested, "request");
        Refund(transfer.Id, RefundStep.Refunded, "refund");
        // The first that a chain named stays.
        Refund(transfer.Id, RefundStep.Refunded, "another");
        var entry = _queries.FindByTransaction("refund")!;
        (entry.Id, entry.RequestTransaction, entry.VoidTransaction, entry.RefundTransaction).ShouldBe((transfer.Id, "request", "void", "refund"));
    }

    private void Refund(TransferId id, RefundStep step, string? transaction = null) => _history.RecordRefunds([new(step, id, Keccak256.Hash("leaf"), 1, transaction)], "r", "2");

    private static IEnumerable<ulong> Found((IReadOnlyList<TransferEntry> Items, long? Next) page) => page.Items.Select(entry => entry.Id.Sequence);

    private static ObservedLock Observed(Transfer transfer) => new(transfer, new(new(transfer.Id.Sequence, Keccak256.Hash($"block {transfer.Id.Sequence}")), $"transaction of {transfer.Id.Sequence}"));
}
