using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>A release instruction of the bridge program as it ran.</summary>
internal static class ReleaseInstruction
{
    /// <summary>The transfer it paid; null when it is no release of this bridge program.</summary>
    public static Transfer? TransferOf(ExecutedInstruction instruction, SolanaAddress program)
    {
        if (instruction.Program != program) return null;
        if (!Base58.TryDecode(instruction.Data, BridgeInstructions.MaxReleaseSize, out var data)) return null;
        const int end = BridgeInstructions.ReleaseTransferOffset + Transfer.Size;
        return data.Length < end || data[0] != BridgeInstructions.ReleaseTag ? null : Transfer.Decode(data.AsSpan(BridgeInstructions.ReleaseTransferOffset, Transfer.Size));
    }
}
