using System.Globalization;
using System.Numerics;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Cli;

/// <summary>Amounts as people write them: <c>12.5</c>, with a point and no other mark.</summary>
internal static class AmountText
{
    /// <summary>Reads a positive amount of a token with <paramref name="decimals"/> into canonical units.</summary>
    public static ulong ToCanonical(string text, string symbol, int decimals, int canonicalDecimals)
    {
        var parts = text.Split('.');
        if (parts.Length > 2 || parts[0].Length == 0 || parts.Any(part => part.Length > 60 || part.Any(character => !char.IsAsciiDigit(character))) || (parts.Length == 2 && parts[1].Length == 0))
            throw new UsageException($"\"{text}\" is not an amount", "write digits with at most one point, as 12.5");
        var fraction = (parts.Length == 2 ? parts[1] : "").TrimEnd('0');
        if (fraction.Length > canonicalDecimals)
        {
            var cut = $"{parts[0]}.{fraction[..canonicalDecimals]}".TrimEnd('.');
            var smallest = Format(BigInteger.One, canonicalDecimals);
            throw new UsageException($"{text} {symbol} has {fraction.Length} decimals: the smallest amount that can cross is {smallest} {symbol}, and what is below it is dust",
                $"use at most {canonicalDecimals} decimals, as {(cut.Any(digit => digit is >= '1' and <= '9') ? cut : smallest)}");
        }

        var local = BigInteger.Parse(parts[0] + fraction.PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        if (local.IsZero) throw new UsageException("the amount is zero", "name an amount above zero");
        try
        {
            return AmountScale.From(decimals, canonicalDecimals).ToCanonical(local);
        }
        catch (ProtocolException e)
        {
            throw new UsageException($"{text} {symbol} is too much for one transfer: {e.Message}", "split it", e);
        }
    }

    /// <summary>Canonical units of an asset, with its symbol: <c>12.5 USDC</c>.</summary>
    public static string Of(ulong units, AssetDeployment asset) => $"{Format(units, asset.CanonicalDecimals)} {asset.Symbol}";

    /// <summary>Writes units with their decimals, without trailing zeros.</summary>
    public static string Format(BigInteger units, int decimals) => UnitText.Format(units, decimals);
}
