using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Risk.Replay;

/// <summary>Recorded events: one JSON object a line, the kind in <c>event</c>, ids and bytes as their usual text, transfers as their 150 bytes. Oldest first.</summary>
public static class RiskHistory
{
    /// <summary>How events are written. Readers refuse members they do not know.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        Converters =
        {
            new TextConverter<TransferId>(TransferId.Parse),
            new TextConverter<Lane>(Lane.Parse),
            new TextConverter<ChainId>(text => ChainId.From(ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))),
            new TextConverter<AssetId>(text => AssetId.From(Bytes32.Parse(text))),
            new TextConverter<PartyAddress>(text => PartyAddress.From(Bytes32.Parse(text))),
            new TextConverter<Bytes32>(Bytes32.Parse),
            new TextConverter<UInt128>(text => UInt128.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
            new TextConverter<Transfer>(text => Transfer.Decode(Hex.Decode(text)), transfer => Hex.Encode(transfer.Encode())),
            new TextConverter<RiskPlace>(RiskPlace.Parse),
            new JsonStringEnumConverter<AssetMode>(),
            new JsonStringEnumConverter<BreakerLevel>(),
        },
    };

    /// <summary>One event as one line, without its end.</summary>
    public static string Write(RiskEvent @event) => JsonSerializer.Serialize(@event, Json);

    /// <summary>Writes events, one a line.</summary>
    public static void Write(TextWriter writer, IEnumerable<RiskEvent> events)
    {
        foreach (var @event in events) writer.WriteLine(Write(@event));
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="ProtocolException">Not an event.</exception>
    public static RiskEvent Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RiskEvent>(line, Json) ?? throw new ProtocolException("a line of the history is null");
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or NotSupportedException)
        {
            throw new ProtocolException($"a line of the history is no event: {e.Message}", e);
        }
    }

    /// <summary>Reads events as they are asked for; an error names its line.</summary>
    /// <exception cref="ProtocolException">A line is no event.</exception>
    public static IEnumerable<RiskEvent> Read(TextReader reader)
    {
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0) continue;
            RiskEvent read;
            try
            {
                read = Read(line);
            }
            catch (ProtocolException e)
            {
                throw new ProtocolException($"line {number}: {e.Message}", e);
            }

            yield return read;
        }
    }

    private sealed class TextConverter<T>(Func<string, T> parse, Func<T, string>? format = null) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.GetString() ?? throw new JsonException($"a {typeof(T).Name} is null"));
            }
            catch (Exception e) when (e is ProtocolException or FormatException or OverflowException or InvalidOperationException)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(format is null ? string.Create(CultureInfo.InvariantCulture, $"{value}") : format(value));
    }
}
