using System.Text.Json;

namespace Bridge.Chains.Solana.Rpc;

/// <summary>Why a transaction failed, from a node's <c>err</c> field.</summary>
/// <param name="Text">The node's JSON, for people.</param>
/// <param name="Instruction">Index of the failed instruction, if one failed.</param>
/// <param name="Custom">The program's own error number, if it gave one.</param>
internal sealed record TransactionError(string Text, int? Instruction, uint? Custom)
{
    // TransactionError::AlreadyProcessed: it ran. BlockhashNotFound: this node is a moment behind the one that gave the blockhash.
    private static readonly string[] NoVerdict = ["\"AlreadyProcessed\"", "\"BlockhashNotFound\""];

    /// <summary>True when this is no verdict on the transaction: its status will tell.</summary>
    public bool IsOnItsWay => NoVerdict.Contains(Text, StringComparer.Ordinal);

    /// <summary>Reads <c>err</c>; null when the transaction succeeded.</summary>
    public static TransactionError? From(JsonElement err)
    {
        if (err.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var text = err.GetRawText();
        if (err.ValueKind != JsonValueKind.Object || !err.TryGetProperty("InstructionError", out var detail)
            || detail.ValueKind != JsonValueKind.Array || detail.GetArrayLength() != 2 || !detail[0].TryGetInt32(out var index))
        {
            return new(text, null, null);
        }

        uint? custom = detail[1].ValueKind == JsonValueKind.Object && detail[1].TryGetProperty(nameof(Custom), out var number)
            && number.TryGetUInt32(out var value) ? value : null;
        return new(text, index, custom);
    }
}

/// <summary>How far a transaction has come.</summary>
/// <param name="Slot">Where it ran.</param>
/// <param name="Confirmed">A supermajority voted for that slot, so that it will not vanish in a fork.</param>
/// <param name="Error">Why it failed; null when it succeeded.</param>
internal sealed record SignatureStatus(ulong Slot, bool Confirmed, TransactionError? Error);

/// <summary>One line of an address's history, newest first.</summary>
internal sealed record SignatureEntry(string Signature, ulong Slot, bool Failed);
