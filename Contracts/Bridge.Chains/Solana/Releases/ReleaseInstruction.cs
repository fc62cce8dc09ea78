using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>An instruction of the bridge program that pays or credits a transfer, as it ran.</summary>
internal static class ReleaseInstruction
{
    /// <summary>The transfer that instruction <paramref name="index"/> paid or credited, and whether it was credited; null when it is no such instruction of this bridge program.</summary>
    public static (Transfer Transfer, bool IsCredited)? Read(IReadOnlyList<ExecutedInstruction> instructions, int index, BridgeAddresses addresses)
    {
        var instruction = instructions[index];
        if (instruction.Program != addresses.Program) return null;
        if (!Base58.TryDecode(instruction.Data, DeliveryInstructions.MaxSize, out var data) || data.Length == 0) return null;
        int? offset = data[0] switch
        {
            DeliveryInstructions.ReleaseTag or DeliveryInstructions.CreditTag => DeliveryInstructions.TransferOffset,
            DeliveryInstructions.ExecuteHoldTag => 1,
            _ => null,
        };
        if (offset is not { } at || data.Length < at + Transfer.Size) return null;
        // One instruction pays a hold or credits it: it is paid when the first that it called is the payment.
        var isCredited = data[0] == DeliveryInstructions.CreditTag
            || (data[0] == DeliveryInstructions.ExecuteHoldTag && (index + 1 == instructions.Count || TokenPayment.By(addresses.Authority, instructions[index + 1]) is null));
        return (Transfer.Decode(data.AsSpan(at, Transfer.Size)), isCredited);
    }
}
