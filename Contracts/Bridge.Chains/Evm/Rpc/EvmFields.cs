using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Rpc;

/// <summary>Reads the two forms of values in Ethereum's JSON-RPC: quantities (0x, no leading zeros) and data (0x, two digits a byte).</summary>
internal static class EvmFields
{
    internal static string Quantity(BigInteger value)
    {
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return "0x" + (digits.Length == 0 ? "0" : digits);
    }

    internal static BigInteger AsQuantity(this JsonElement value)
    {
        var text = value.AsText();
        return text.Length is > 2 and <= 66 && text.StartsWith("0x", StringComparison.Ordinal)
            && BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid($"a number should be 0x and digits and is \"{Shorten(text)}\"");
    }

    internal static ulong AsUInt64(this JsonElement value)
    {
        var number = value.AsQuantity();
        return number <= ulong.MaxValue ? (ulong)number : throw Invalid($"a number should be below 2^64 and is {number}");
    }

    internal static byte[] AsData(this JsonElement value)
    {
        try
        {
            return Hex.Decode(value.AsText());
        }
        catch (ProtocolException e)
        {
            throw Invalid(e.Message, e);
        }
    }

    internal static Bytes32 AsHash(this JsonElement value)
    {
        var bytes = value.AsData();
        return bytes.Length == Bytes32.Size ? Bytes32.From(bytes) : throw Invalid($"a hash should be 32 bytes and is {bytes.Length}");
    }

    internal static EvmAddress AsAddress(this JsonElement value)
    {
        var bytes = value.AsData();
        return bytes.Length == EvmAddress.Size && bytes.AsSpan().ContainsAnyExcept((byte)0) ? EvmAddress.From(bytes) : throw Invalid("an address should be 20 bytes and not zero");
    }

    internal static JsonElement Field(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) ? field : throw Invalid($"the field {name} is missing");

    internal static IEnumerable<JsonElement> Items(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Invalid($"a list was expected and it is {value.ValueKind}");

    private static string AsText(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid($"a value should be text and is {value.ValueKind}");

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";

    private static ChainReadException Invalid(string why, Exception? inner = null) => new(ChainReadFailure.Invalid, $"the node's answer cannot be used: {why}", inner);
}
