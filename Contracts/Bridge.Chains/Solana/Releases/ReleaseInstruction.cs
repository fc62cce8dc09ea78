using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>What an instruction did with a transfer.</summary>
internal enum ReleaseStep
{
    /// <summary>Wrote it down for two officers.</summary>
    Held = 1,

    /// <summary>Paid it.</summary>
    Paid = 2,

    /// <summary>Credited a claimable balance.</summary>
    Credited = 3,
}

/// <summary>An instruction of the bridge program that holds, pays or credits a transfer, as it ran.</summary>
internal static class ReleaseInstruction
{
    /// <summary>The transfer that instruction <paramref name="index"/> held, paid or credited; null when it is no such instruction of this bridge program.</summary>
    public static (Transfer Transfer, ReleaseStep Step)? Read(IReadOnlyList<ExecutedInstruction> instructions, int index, BridgeAddresses addresses)
    {
        var instruction = instructions[index];
        if (instruction.Program != addresses.Program) return null;
        if (!Base58.TryDecode(instruction.Data, DeliveryInstructions.MaxSize, out var data) || data.Length == 0) return null;
        // One instruction pays a hold or credits it: it is paid when the first that it called is the payment.
        (int Offset, ReleaseStep Step)? read = data[0] switch
        {
            DeliveryInstructions.HoldTag => (DeliveryInstructions.TransferOffset, ReleaseStep.Held),
            DeliveryInstructions.ReleaseTag => (DeliveryInstructions.TransferOffset, ReleaseStep.Paid),
            DeliveryInstructions.CreditTag => (DeliveryInstructions.TransferOffset, ReleaseStep.Credited),
            DeliveryInstructions.ExecuteHoldTag => (1, index + 1 == instructions.Count || TokenPayment.By(addresses.Authority, instructions[index + 1]) is null ? ReleaseStep.Credited : ReleaseStep.Paid),
            _ => null,
        };
        return read is { } found && data.Length >= found.Offset + Transfer.Size ? (Transfer.Decode(data.AsSpan(found.Offset, Transfer.Size)), found.Step) : null;
    }
}
