using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Releases;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Outflows;

/// <summary>Reads what the bridge program released, voided and refunded, confirmed or final.</summary>
/// <remarks>
/// The state is the truth and transactions explain it: a bit that appeared in a consumed page is looked up in the page's history, and a bit that no release, hold or void
/// explains fails the read, which is tried again. Every consumed page is found by the program's own accounts, so a made-up sequence far away is seen too. What was read is
/// remembered, so one reader serves one caller at a time; a new one begins at the height it is asked for.
/// </remarks>
internal sealed class SolanaOutflowReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain) : IOutflowReader
{
    private const int PageSize = 1_048;
    private const int Step = 100;
    private const ulong MostRemembered = 20_000;

    private readonly BridgeState _state = new(addresses);
    private readonly RecordState _records = new(addresses);
    private readonly Dictionary<SolanaAddress, byte[]> _pages = [];
    private readonly HashSet<string> _signatures = new(StringComparer.Ordinal);
    private readonly List<OutflowFact> _facts = [];
    private readonly HashSet<TransferId> _explained = [];
    private readonly HashSet<(OutflowKind, TransferId)> _noted = [];
    private ulong? _begun;
    private bool _hasRead;

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<OutflowFacts> ReadAsync(ulong fromHeight, CancellationToken cancellationToken)
    {
        var isFirst = !_hasRead;
        var begun = _begun ??= fromHeight;
        // Before everything else: what is read after it shows at least this slot.
        var slot = await rpc.GetSlotAsync(Commitment.Confirmed, cancellationToken);
        var pages = await rpc.GetProgramAccountsAsync(addresses.Program, PageSize, [.. "consumed"u8], Commitment.Confirmed, cancellationToken);
        // After the pages: a bit that a hold explains has its record by then.
        await ReadHoldsAsync(slot, cancellationToken);
        // Later a void shows as a bit that appeared; those from before this reader are read once.
        if (isFirst) await ReadVoidsAsync(slot, cancellationToken);
        foreach (var (address, account) in pages.Accounts) await ReadPageAsync(address, account, isFirst, begun, slot, cancellationToken);
        await ReadRefundsAsync(slot, cancellationToken);
        _hasRead = true;
        if ((ulong)_signatures.Count > MostRemembered) _signatures.Clear();
        _facts.RemoveAll(fact => fact.Height < fromHeight);
        return new([.. _facts.OrderBy(fact => fact.Height)], slot);
    }

    private async Task ReadPageAsync(SolanaAddress address, SolanaAccount account, bool isFirst, ulong begun, ulong slot, CancellationToken cancellationToken)
    {
        var data = account.Data;
        var (source, page) = (ChainId.From(BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(8))), BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(16)));
        // SECURITY: a page counts only at the address that is derived for it (M02).
        if (address != addresses.ConsumedPage(source, page)) throw new ChainReadException(ChainReadFailure.Invalid, $"a consumed page stands at {address}, which is not its place");
        var bits = _state.Consumed(account, source, page);
        // A page that was made after the first read began empty.
        var before = _pages.TryGetValue(address, out var known) ? known : isFirst ? null : new byte[bits.Length];
        if (before is not null && bits.AsSpan().SequenceEqual(before)) return;
        var found = await ReleasesAsync(address, begun, cancellationToken);
        var lane = Lane.From(source, chain);
        // The history may be newer than the page: it explains bits that come with the next read.
        _explained.UnionWith(found.Select(fact => fact.Id));
        // Of the first read only the history since the beginning is asked for: older bits were explained before.
        var missing = before is null ? [] : NewBits(bits, before, page).Select(sequence => TransferId.From(lane, sequence)).Where(id => !_explained.Contains(id)).ToList();
        var voided = await VoidsAsync(missing, cancellationToken);
        // SECURITY: a consumed sequence that nothing explains is not "nothing happened": the read fails until the node shows why (M74).
        if (missing.FirstOrDefault(id => !voided.Contains(id)) is { Sequence: > 0 } unexplained)
            throw new ChainReadException(ChainReadFailure.Unavailable, $"{unexplained} is consumed on chain {chain} and the node does not show by what yet");
        _facts.AddRange(found);
        foreach (var id in voided) Note(new(OutflowKind.Voided, id, null, 0, null, null, slot));
        foreach (var fact in found) _signatures.Add(fact.Transaction!);
        _pages[address] = bits;
        _explained.RemoveWhere(id => id.Lane == lane && BridgeAddresses.ConsumedPageOf(id.Sequence) == page && BridgeState.IsSet(bits, id.Sequence));
    }

    private async Task<List<OutflowFact>> ReleasesAsync(SolanaAddress page, ulong begun, CancellationToken cancellationToken)
    {
        var facts = new List<OutflowFact>();
        string? before = null;
        while (true)
        {
            var entries = await rpc.GetSignaturesForAddressAsync(page, before, Step, Commitment.Confirmed, cancellationToken);
            foreach (var entry in entries)
            {
                if (entry.Slot < begun || _signatures.Contains(entry.Signature)) return facts;
                if (!entry.Failed) facts.AddRange(await ReleasesAsync(entry, cancellationToken));
            }

            if (entries.Count < Step) return facts;
            before = entries[^1].Signature;
        }
    }

    private async Task<IEnumerable<OutflowFact>> ReleasesAsync(SignatureEntry entry, CancellationToken cancellationToken)
    {
        var transaction = await rpc.GetTransactionAsync(entry.Signature, Commitment.Confirmed, cancellationToken)
            ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"the node lists transaction {entry.Signature} and does not show it");
        if (transaction.Failed) return [];
        return Enumerable.Range(0, transaction.Instructions.Count).Select(Delivery).OfType<(Transfer Transfer, ReleaseStep Step)>()
            // Holds are read from their records.
            .Where(delivery => delivery.Step != ReleaseStep.Held && delivery.Transfer.Id.Lane.Destination == chain)
            .Select(delivery => new OutflowFact(
                delivery.Step == ReleaseStep.Credited ? OutflowKind.Claimable : OutflowKind.Paid, delivery.Transfer.Id, delivery.Transfer.Asset, delivery.Transfer.Amount, delivery.Transfer.Recipient,
                entry.Signature, entry.Slot));

        (Transfer Transfer, ReleaseStep Step)? Delivery(int index)
        {
            try
            {
                return ReleaseInstruction.Read(transaction.Instructions, index, addresses);
            }
            catch (ProtocolException e)
            {
                throw new ChainReadException(ChainReadFailure.Invalid, $"a release in {entry.Signature} cannot be used: {e.Message}", e);
            }
        }
    }

    // A hold is a record of its own, made by an instruction of its own; later it says how it ended. As many records as holds, so all are read.
    private async Task ReadHoldsAsync(ulong slot, CancellationToken cancellationToken)
    {
        var read = await rpc.GetProgramAccountsAsync(addresses.Program, RecordState.HoldSize, [.. "hold"u8, 0, 0, 0, 0], Commitment.Confirmed, cancellationToken);
        foreach (var (address, account) in read.Accounts)
        {
            var hold = _records.Hold(account);
            var transfer = hold.Transfer;
            // SECURITY: a record counts only at the address that is derived for its transfer (M02).
            if (address != addresses.Hold(transfer.Id)) throw new ChainReadException(ChainReadFailure.Invalid, $"the hold of {transfer.Id} stands at {address}, which is not its place");
            _explained.Add(transfer.Id);
            Note(new(OutflowKind.Held, transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, null, slot));
            if (hold.Standing == HoldStanding.Paid) Note(new(OutflowKind.Paid, transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, null, slot));
            if (hold.Standing == HoldStanding.Voided) Note(new(OutflowKind.Voided, transfer.Id, null, 0, null, null, slot));
        }
    }

    private void Note(OutflowFact fact)
    {
        if (_noted.Add((fact.Kind, fact.Id))) _facts.Add(fact);
    }

    private async Task ReadVoidsAsync(ulong slot, CancellationToken cancellationToken)
    {
        var read = await rpc.GetProgramAccountsAsync(addresses.Program, RecordState.RecordSize, [.. "void"u8, 0, 0, 0, 0], Commitment.Confirmed, cancellationToken);
        foreach (var (address, account) in read.Accounts)
        {
            var record = _records.WayBack(account, "void");
            var id = TransferId.From(Lane.From(record.Other, chain), record.Sequence);
            // SECURITY: a record counts only at the address that is derived for its transfer (M02).
            if (address != addresses.Void(id)) throw new ChainReadException(ChainReadFailure.Invalid, $"the void record of {id} stands at {address}, which is not its place");
            Note(new(OutflowKind.Voided, id, null, 0, null, null, slot));
        }
    }

    private async Task<HashSet<TransferId>> VoidsAsync(IReadOnlyList<TransferId> ids, CancellationToken cancellationToken)
    {
        var voided = new HashSet<TransferId>();
        foreach (var part in ids.Chunk(SolanaRpc.MaxAddresses))
        {
            var read = await rpc.GetAccountsAsync([.. part.Select(addresses.Void)], Commitment.Confirmed, cancellationToken);
            foreach (var (id, account) in part.Zip(read.Accounts))
            {
                if (account is null) continue;
                _records.WayBack(account, "void");
                voided.Add(id);
            }
        }

        return voided;
    }

    // As many records as refunds, so all are read.
    private async Task ReadRefundsAsync(ulong slot, CancellationToken cancellationToken)
    {
        var read = await rpc.GetProgramAccountsAsync(addresses.Program, RecordState.RecordSize, [.. "refund"u8, 0, 0], Commitment.Confirmed, cancellationToken);
        foreach (var (address, account) in read.Accounts)
        {
            var record = _records.WayBack(account, "refund");
            var id = TransferId.From(Lane.From(chain, record.Other), record.Sequence);
            // SECURITY: a record counts only at the address that is derived for its transfer (M02).
            if (address != addresses.Refund(id)) throw new ChainReadException(ChainReadFailure.Invalid, $"the refund record of {id} stands at {address}, which is not its place");
            if (record.IsPaid) Note(new(OutflowKind.Refunded, id, null, 0, null, null, slot));
        }
    }

    private static List<ulong> NewBits(ReadOnlySpan<byte> bits, ReadOnlySpan<byte> before, ulong page)
    {
        var found = new List<ulong>();
        for (var i = 0; i < bits.Length; i++)
        {
            for (int fresh = bits[i] & ~before[i], bit = 0; fresh != 0 && bit < 8; bit++)
            {
                if ((fresh & (0x80 >> bit)) != 0) found.Add((BridgeAddresses.BitsPerPage * page) + (ulong)((8 * i) + bit));
            }
        }

        return found;
    }
}
