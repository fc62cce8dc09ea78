using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Locks;

/// <summary>A lock instruction of the bridge program as it ran, outer or called by another program.</summary>
/// <param name="Sender">Account 0.</param>
/// <param name="Asset">Account 2: the asset's account.</param>
/// <param name="Lane">Account 3: the lane's account.</param>
/// <param name="Kind">Wallet or margin account.</param>
/// <param name="LocalAmount">In the token's own units.</param>
/// <param name="Recipient">On the destination.</param>
internal sealed record LockInstruction(SolanaAddress Sender, SolanaAddress Asset, SolanaAddress Lane, byte Kind, ulong LocalAmount, Bytes32 Recipient)
{
    private const int FewestAccounts = 9;

    /// <summary>Reads an instruction; null when it is no lock of this bridge program.</summary>
    public static LockInstruction? From(ExecutedInstruction instruction, SolanaAddress program)
    {
        // SECURITY: only instructions that the bridge program itself ran count, whatever bytes another program was called with (M02).
        if (instruction.Program != program || instruction.Accounts.Count < FewestAccounts) return null;
        if (!Base58.TryDecode(instruction.Data, BridgeInstructions.LockSize, out var data) || data.Length != BridgeInstructions.LockSize) return null;
        return data[0] != BridgeInstructions.LockTag ? null : new(
            instruction.Accounts[0],
            instruction.Accounts[2],
            instruction.Accounts[3],
            data[3],
            BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(4)),
            Bytes32.From(data.AsSpan(12)));
    }

    /// <summary>True when this instruction could have written <paramref name="transfer"/>.</summary>
    public bool Wrote(Transfer transfer, ulong localAmount, BridgeAddresses addresses) =>
        Sender.Value == transfer.Sender.Value
        && Asset == addresses.Asset(transfer.Asset)
        && Lane == addresses.Lane(transfer.Id.Lane.Destination)
        && Kind == (byte)transfer.Kind
        && LocalAmount == localAmount
        && Recipient == transfer.Recipient.Value;
}
