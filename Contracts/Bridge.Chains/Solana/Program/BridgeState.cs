using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Program;

/// <summary>The bridge's identity on chain.</summary>
internal sealed record ConfigState(BridgeId Bridge, ChainId Chain, GuardianEpoch Epoch, GroupKey Key, SolanaAddress Governor);

/// <summary>A slot of an outbox page that holds a lock: the transfer and the slot in which it was locked.</summary>
internal sealed record OutboxRecord(Transfer Transfer, ulong Slot);

/// <summary>
/// Reads the bridge program's accounts (<c>Contracts/solana/README.md</c>, Account layouts). Each is read from its derived address only; what is
/// checked here is that the bridge program wrote it and that it is the account it should be.
/// </summary>
internal sealed class BridgeState(BridgeAddresses addresses)
{
    private const int OutboxHeader = 24;
    private const int RecordSize = Transfer.Size + 16;
    private const int ConsumedHeader = 24;

    /// <summary>Reads config.</summary>
    /// <exception cref="ChainReadException">Not the bridge's.</exception>
    public ConfigState Config(SolanaAccount account)
    {
        var data = Checked(account, "config", 1376);
        return new(
            BridgeId.From(Bytes32.From(data[8..40])),
            ChainId.From(BinaryPrimitives.ReadUInt16BigEndian(data[112..])),
            GuardianEpoch.From(BinaryPrimitives.ReadUInt32BigEndian(data[108..])),
            GroupKey.From(data[72..105]),
            SolanaAddress.From(data[40..72]));
    }

    /// <summary>Reads an asset.</summary>
    /// <exception cref="ChainReadException">Not the bridge's, or another asset's.</exception>
    public AssetState Asset(SolanaAccount account, AssetId expected)
    {
        var data = Checked(account, "asset", 232);
        var state = new AssetState
        {
            Id = AssetId.From(Bytes32.From(data[8..40])),
            Mint = SolanaAddress.From(data[40..72]),
            Custody = SolanaAddress.From(data[72..104]),
            Mode = (AssetMode)data[104],
            MaxRelease = BinaryPrimitives.ReadUInt64BigEndian(data[144..]),
            Capacity = BinaryPrimitives.ReadUInt64BigEndian(data[152..]),
            RefillPerSecond = BinaryPrimitives.ReadUInt64BigEndian(data[160..]),
            Level = BinaryPrimitives.ReadUInt64BigEndian(data[168..]),
            ChangedAt = BinaryPrimitives.ReadUInt64BigEndian(data[176..]),
            UnitScale = BinaryPrimitives.ReadUInt64BigEndian(data[184..]),
            HoldThreshold = BinaryPrimitives.ReadUInt64BigEndian(data[208..]),
            Breaker = ConfigRisk.Level(data[224]),
        };
        // SECURITY: the balance proof measures the token account and scale named here; they must be this asset's and this program's.
        Require(state.Id == expected, $"the account of asset {expected} holds asset {state.Id}");
        Require(state.Mode is AssetMode.Custody or AssetMode.Mint, $"asset {expected} has mode {(byte)state.Mode}");
        Require(state.Mode == AssetMode.Mint || state.Custody == addresses.Custody(state.Mint), $"asset {expected} names a foreign custody account");
        Require(state.UnitScale > 0, $"asset {expected} has no unit scale");
        return state;
    }

    /// <summary>Reads a lane's last sequence.</summary>
    /// <exception cref="ChainReadException">Not the bridge's, or another lane's.</exception>
    public ulong LastSequence(SolanaAccount account, ChainId other)
    {
        var data = Checked(account, "lane", 24);
        Require(BinaryPrimitives.ReadUInt16BigEndian(data[8..]) == other.Value, $"the lane account of chain {other} is of another chain");
        return BinaryPrimitives.ReadUInt64BigEndian(data[16..]);
    }

    /// <summary>Reads the locks of an outbox page from its first to the last that is filled.</summary>
    /// <exception cref="ChainReadException">Not the bridge's, another page's, or a record that is not the lock which belongs in its place.</exception>
    public IReadOnlyList<OutboxRecord> Outbox(SolanaAccount account, BridgeId bridge, Lane lane, ulong page)
    {
        var data = Checked(account, "outbox", OutboxHeader + (BridgeAddresses.LocksPerPage * RecordSize));
        Require(BinaryPrimitives.ReadUInt16BigEndian(data[8..]) == lane.Destination.Value, $"outbox page {page} of lane {lane} is of another lane");
        Require(BinaryPrimitives.ReadUInt64BigEndian(data[16..]) == page, $"outbox page {page} of lane {lane} is another page");
        var records = new List<OutboxRecord>(BridgeAddresses.LocksPerPage);
        for (var i = 0; i < BridgeAddresses.LocksPerPage; i++)
        {
            var record = data.Slice(OutboxHeader + (i * RecordSize), RecordSize);
            if (!record.ContainsAnyExcept((byte)0)) break;
            var expected = TransferId.From(lane, (page * BridgeAddresses.LocksPerPage) + (ulong)i + 1);
            records.Add(Record(record, bridge, expected));
        }

        // SECURITY: a gap would let a record be read as another sequence's, or a later one hide (W1).
        var rest = data[(OutboxHeader + (records.Count * RecordSize))..];
        Require(!rest.ContainsAnyExcept((byte)0), $"outbox page {page} of lane {lane} has a gap after {records.Count} locks");
        return records;
    }

    /// <summary>Reads the bits of a consumed page; null means that the page does not exist, and nothing in it is consumed.</summary>
    /// <exception cref="ChainReadException">Not the bridge's, or another page's.</exception>
    public byte[] Consumed(SolanaAccount? account, ChainId source, ulong page)
    {
        if (account is null) return new byte[BridgeAddresses.BitsPerPage / 8];
        var data = Checked(account, "consumed", ConsumedHeader + (BridgeAddresses.BitsPerPage / 8));
        Require(BinaryPrimitives.ReadUInt16BigEndian(data[8..]) == source.Value, $"consumed page {page} of chain {source} is of another chain");
        Require(BinaryPrimitives.ReadUInt64BigEndian(data[16..]) == page, $"consumed page {page} of chain {source} is another page");
        return data[ConsumedHeader..].ToArray();
    }

    /// <summary>The bit of <paramref name="sequence"/> in its page; bit 0 is the most significant of the first byte.</summary>
    public static bool IsSet(ReadOnlySpan<byte> bits, ulong sequence)
    {
        var bit = (int)(sequence % BridgeAddresses.BitsPerPage);
        return (bits[bit / 8] & (0x80 >> (bit % 8))) != 0;
    }

    private static OutboxRecord Record(ReadOnlySpan<byte> record, BridgeId bridge, TransferId expected)
    {
        Transfer transfer;
        try
        {
            transfer = Transfer.Decode(record[..Transfer.Size]);
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the record of {expected} is no transfer: {e.Message}", e);
        }

        // SECURITY: this deployment, this lane, the sequence that belongs in this place (W1): a record copied from elsewhere is refused.
        Require(transfer.Bridge == bridge, $"the record of {expected} is of bridge {transfer.Bridge}");
        Require(transfer.Id == expected, $"the record of {expected} names {transfer.Id}");
        var slot = BinaryPrimitives.ReadUInt64BigEndian(record[Transfer.Size..]); // after it, the time of the lock
        Require(slot > 0, $"the record of {expected} has no slot");
        return new(transfer, slot);
    }

    private ReadOnlySpan<byte> Checked(SolanaAccount account, string kind, int size)
    {
        // SECURITY: only the bridge program can have written an account that it owns: identical bytes of a foreign program are refused (M02).
        Require(account.Owner == addresses.Program, $"the {kind} account should belong to {addresses.Program} and belongs to {account.Owner}");
        Require(account.Data.Length == size, $"a {kind} account should be {size} bytes and is {account.Data.Length}");
        // SECURITY: an account of another kind at this address is not read as this one.
        Span<byte> expected = stackalloc byte[8];
        expected.Clear();
        ProgramAddress.Text(kind).CopyTo(expected);
        Require(account.Data.AsSpan(0, 8).SequenceEqual(expected), $"the {kind} account is of another kind");
        return account.Data;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new ChainReadException(ChainReadFailure.Invalid, message);
    }
}
