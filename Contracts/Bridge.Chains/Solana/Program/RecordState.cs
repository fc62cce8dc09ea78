using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Program;

/// <summary>How a hold stands. On chain: never renumber.</summary>
internal enum HoldStanding : byte
{
    Held = 1,
    Paid = 2,
    Voided = 3,
}

/// <summary>A held transfer, and who has approved it, whether or not they are officers still.</summary>
internal sealed record HoldRecord(Transfer Transfer, Bytes32 Leaf, HoldStanding Standing, ulong HeldAt, IReadOnlyList<SignerAddress> Approvers);

/// <summary>A void or refund record: of which other chain's transfer, since which slot, and whether a refund was paid.</summary>
internal sealed record WayBackRecord(ChainId Other, ulong Sequence, Bytes32 Leaf, ulong Slot, bool IsPaid);

/// <summary>
/// Reads hold, void and refund records (<c>Contracts/solana/README.md</c>, Account layouts). All begin with
/// <c>kind 8 ‖ leaf 32 ‖ other chain 2 ‖ state 1 ‖ bump 1 ‖ zero 4 ‖ sequence 8</c>; a hold goes on with
/// <c>held at 8 ‖ approvers 2 × 20 ‖ transfer 150 ‖ zero 2</c>, the others with <c>slot 8</c>.
/// </summary>
internal sealed class RecordState(BridgeAddresses addresses)
{
    /// <summary>Bytes of a hold.</summary>
    public const int HoldSize = 256;

    /// <summary>Bytes of a void or refund record.</summary>
    public const int RecordSize = 64;

    private const int ApproversOffset = 64;
    private const int TransferOffset = 104;
    private const byte Paid = 2;

    /// <summary>Whether an account begins as records of this kind do: with its name, padded with zeros.</summary>
    public static bool IsKind(SolanaAccount account, string kind)
    {
        Span<byte> name = stackalloc byte[8];
        name.Clear();
        ProgramAddress.Text(kind).CopyTo(name);
        return account.Data.AsSpan().StartsWith(name);
    }

    /// <summary>Reads a hold.</summary>
    /// <exception cref="ChainReadException">Not the bridge's.</exception>
    public HoldRecord Hold(SolanaAccount account)
    {
        var data = Checked(account, "hold", HoldSize);
        try
        {
            var transfer = Transfer.Decode(data.Slice(TransferOffset, Transfer.Size));
            var leaf = Bytes32.From(data[8..40]);
            var standing = (HoldStanding)data[42];
            Require(Enum.IsDefined(standing), $"the hold of {transfer.Id} has state {data[42]}");
            Require(transfer.Leaf() == leaf, $"the hold of {transfer.Id} has another leaf than its transfer");
            var approvers = new List<SignerAddress>();
            for (var i = 0; i < 2; i++)
            {
                var approver = data.Slice(ApproversOffset + (20 * i), 20);
                if (approver.ContainsAnyExcept((byte)0)) approvers.Add(SignerAddress.From(approver));
            }

            return new(transfer, leaf, standing, BinaryPrimitives.ReadUInt64BigEndian(data[56..]), approvers);
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a hold cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Reads a void or refund record.</summary>
    /// <exception cref="ChainReadException">Not the bridge's.</exception>
    public WayBackRecord WayBack(SolanaAccount account, string kind)
    {
        var data = Checked(account, kind, RecordSize);
        try
        {
            return new(
                ChainId.From(BinaryPrimitives.ReadUInt16BigEndian(data[40..])), BinaryPrimitives.ReadUInt64BigEndian(data[48..]),
                Bytes32.From(data[8..40]), BinaryPrimitives.ReadUInt64BigEndian(data[56..]), data[42] == Paid);
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a {kind} record cannot be used: {e.Message}", e);
        }
    }

    private ReadOnlySpan<byte> Checked(SolanaAccount account, string kind, int size)
    {
        // SECURITY: only the bridge program can have written an account that it owns: identical bytes of a foreign program are refused (M02).
        Require(account.Owner == addresses.Program, $"the {kind} record should belong to {addresses.Program} and belongs to {account.Owner}");
        Require(account.Data.Length == size, $"a {kind} record should be {size} bytes and is {account.Data.Length}");
        // SECURITY: a record of another kind at this address is not read as this one.
        Require(IsKind(account, kind), $"the {kind} record is of another kind");
        return account.Data;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new ChainReadException(ChainReadFailure.Invalid, message);
    }
}
