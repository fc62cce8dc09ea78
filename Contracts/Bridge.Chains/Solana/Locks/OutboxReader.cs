using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Locks;

/// <summary>The records of a lane that one read gave.</summary>
/// <param name="Records">From the first sequence asked for, without a gap, in groups of whole slots.</param>
/// <param name="CaughtUp">False when more records of old enough slots follow.</param>
internal sealed record OutboxRead(IReadOnlyList<OutboxRecord> Records, bool CaughtUp);

/// <summary>
/// Reads a lane's locks from account data. Only whole slots are given out, so that the transactions of a slot can be matched with all of its records.
/// </summary>
internal sealed class OutboxReader(SolanaRpc rpc, BridgeAddresses addresses, BridgeState state, BridgeId bridge)
{
    private const int PagesPerStep = 3;

    /// <summary>The locks of <paramref name="lane"/> from sequence <paramref name="first"/> in slots up to <paramref name="upTo"/>.</summary>
    /// <exception cref="ChainReadException">The node gave no answer, or one that contradicts the layout or itself.</exception>
    public async Task<OutboxRead> ReadAsync(Lane lane, ulong first, ulong upTo, Commitment commitment, CancellationToken cancellationToken)
    {
        var records = new List<OutboxRecord>();
        var page = BridgeAddresses.OutboxPageOf(first);
        while (true)
        {
            var (last, found) = await ReadPagesAsync(lane, page, commitment, cancellationToken);
            records.AddRange(found.Where(record => record.Transfer.Id.Sequence >= first));
            page += PagesPerStep;
            RequireSlotsInOrder(records, lane);
            var young = records.FindIndex(record => record.Slot > upTo);
            if (young >= 0) return new(records[..young], CaughtUp: true);
            if (page > BridgeAddresses.OutboxPageOf(Math.Max(last, 1))) return new(records, CaughtUp: true);
            // The slot of the last record may go on in the next page: keep it back. If it is all there is, read on.
            var whole = records.Count == 0 ? 0 : records.FindIndex(record => record.Slot == records[^1].Slot);
            if (whole > 0) return new(records[..whole], CaughtUp: false);
        }
    }

    /// <summary>
    /// All locks of the lane in the slot of lock <paramref name="id"/>, that one among them; none when the lane has not counted so far in a state at or above slot <paramref name="notBefore"/>.
    /// </summary>
    /// <exception cref="ChainReadException">As above, or the state is older.</exception>
    public async Task<IReadOnlyList<OutboxRecord>> ReadSlotOfAsync(TransferId id, ulong notBefore, Commitment commitment, CancellationToken cancellationToken)
    {
        var lane = id.Lane;
        var counter = await rpc.GetAccountsAsync([addresses.Lane(lane.Destination)], commitment, cancellationToken);
        // SECURITY: a node that lags says nothing about what is not there (M74).
        if (counter.ContextSlot < notBefore) throw new ChainReadException(ChainReadFailure.Unavailable, $"the node shows lane {lane} as of slot {counter.ContextSlot} and has finalised {notBefore}");
        var last = counter.Accounts[0] is { } account ? state.LastSequence(account, lane.Destination) : 0;
        if (last < id.Sequence) return [];
        var first = BridgeAddresses.OutboxPageOf(id.Sequence);
        var (_, records) = await ReadPagesAsync(lane, first, commitment, cancellationToken);
        var slot = records.Find(record => record.Transfer.Id == id)?.Slot ?? throw Gone(lane, last, id.Sequence);
        while (first > 0 && records[0].Slot == slot)
        {
            var (begin, known) = (first - Math.Min(first, PagesPerStep), records[0].Transfer.Id.Sequence);
            var (_, before) = await ReadPagesAsync(lane, begin, commitment, cancellationToken);
            records.InsertRange(0, before.Where(record => record.Transfer.Id.Sequence < known));
            first = begin;
        }

        while (records[^1].Slot == slot && records[^1].Transfer.Id.Sequence is var end && end < last)
        {
            var (_, after) = await ReadPagesAsync(lane, BridgeAddresses.OutboxPageOf(end + 1), commitment, cancellationToken);
            after.RemoveAll(record => record.Transfer.Id.Sequence <= end);
            if (after.Count == 0) throw Gone(lane, last, end + 1);
            records.AddRange(after);
        }

        // The pages may have come from several states, one of which may have had fewer.
        if ((ulong)records.Count != records[^1].Transfer.Id.Sequence - records[0].Transfer.Id.Sequence + 1) throw Gone(lane, last, records[0].Transfer.Id.Sequence);
        RequireSlotsInOrder(records, lane);
        return records.FindAll(record => record.Slot == slot);
    }

    private async Task<(ulong Last, List<OutboxRecord> Records)> ReadPagesAsync(Lane lane, ulong page, Commitment commitment, CancellationToken cancellationToken)
    {
        // The lane and its pages are asked for in one question, so that they are of one state and can be compared.
        var pages = Enumerable.Range(0, PagesPerStep).Select(i => page + (ulong)i).ToArray();
        var read = await rpc.GetAccountsAsync(
            [addresses.Lane(lane.Destination), .. pages.Select(number => addresses.OutboxPage(lane.Destination, number))], commitment, cancellationToken);
        var last = read.Accounts[0] is { } laneAccount ? state.LastSequence(laneAccount, lane.Destination) : 0;
        var records = new List<OutboxRecord>();
        for (var i = 0; i < pages.Length; i++)
        {
            var account = read.Accounts[i + 1];
            var found = account is null ? [] : state.Outbox(account, bridge, lane, pages[i]);
            var before = pages[i] * BridgeAddresses.LocksPerPage;
            var expected = last <= before ? 0 : Math.Min(last - before, BridgeAddresses.LocksPerPage);
            // SECURITY: the page holds exactly the locks that the lane has counted: none missing, none from the future.
            if ((ulong)found.Count != expected)
                throw new ChainReadException(ChainReadFailure.Invalid, $"outbox page {pages[i]} of lane {lane} holds {found.Count} locks and should hold {expected}");
            records.AddRange(found);
        }

        return (last, records);
    }

    private static ChainReadException Gone(Lane lane, ulong last, ulong sequence) =>
        new(ChainReadFailure.Unavailable, $"the node showed lane {lane} with {last} locks, and then without lock {TransferId.From(lane, sequence)}");

    private static void RequireSlotsInOrder(List<OutboxRecord> records, Lane lane)
    {
        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Slot < records[i - 1].Slot)
                throw new ChainReadException(ChainReadFailure.Invalid, $"lock {records[i].Transfer.Id} of lane {lane} is in an earlier slot than the one before it");
        }
    }
}
