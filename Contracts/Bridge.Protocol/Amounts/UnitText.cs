using System.Globalization;
using System.Numerics;

namespace Bridge.Protocol;

/// <summary>Units of a token as people read them.</summary>
public static class UnitText
{
    /// <summary>Units with <paramref name="decimals"/>: exact, a point where one is needed, no trailing zeros.</summary>
    public static string Format(BigInteger units, int decimals)
    {
        var digits = BigInteger.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var whole = digits[..^decimals];
        var fraction = digits[^decimals..].TrimEnd('0');
        return (units.Sign < 0 ? "-" : "") + (fraction.Length == 0 ? whole : $"{whole}.{fraction}");
    }
}
