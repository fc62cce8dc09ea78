using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Dashboard.Readings;

/// <summary>An enum by its name in camel case.</summary>
internal sealed class LowerCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>A number of canonical units as decimal text: 64 bits do not fit a JavaScript number.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct Amount(Int128 Units)
{
    /// <summary>An amount as the chains have it.</summary>
    public static Amount Of(ulong units) => new(units);

    public override string ToString() => Units.ToString();

    private sealed class Converter : JsonConverter<Amount>
    {
        public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var units)
                ? new(units)
                : throw new JsonException("an amount should be decimal digits of at most 64 bits");

        public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
