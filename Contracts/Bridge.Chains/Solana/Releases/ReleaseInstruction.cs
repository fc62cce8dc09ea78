using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>An instruction of the bridge program that pays or credits a transfer, as it ran.</summary>
internal static class ReleaseInstruction
{
    /// <summary>The transfer it paid or credited, and whether it was credited; null when it is no such instruction of this bridge program.</summary>
    public static (Transfer Transfer, bool IsCredited)? Read(ExecutedInstruction instruction, SolanaAddress program)
    {
        if (instruction.Program != program) return null;
        if (!Base58.TryDecode(instruction.Data, DeliveryInstructions.MaxSize, out var data) || data.Length == 0) return null;
        int? offset = data[0] switch
        {
            DeliveryInstructions.ReleaseTag or DeliveryInstructions.CreditTag => DeliveryInstructions.TransferOffset,
            DeliveryInstructions.ExecuteHoldTag => 1,
            _ => null,
        };
        return offset is { } at && data.Length >= at + Transfer.Size ? (Transfer.Decode(data.AsSpan(at, Transfer.Size)), data[0] == DeliveryInstructions.CreditTag) : null;
    }
}
