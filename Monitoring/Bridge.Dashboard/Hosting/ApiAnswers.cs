using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dashboard.Hosting;

/// <summary>JSON of the API: every member of a request has to be there, unknown ones and numbers as text are refused.</summary>
internal static class ApiJson
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new TimeConverter() },
    };

    /// <summary>The body as a message; null when it is none.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context) where T : class
    {
        if (!context.Request.HasJsonContentType()) return null;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Options, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>Body of every answer that is not good. Programs decide by <paramref name="Error"/>, people read <paramref name="Message"/>.</summary>
internal sealed record ApiError(string Error, string Message)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ChainError { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>The answers.</summary>
internal static class ApiAnswer
{
    public static IResult Ok<T>(T value) => Results.Json(value, ApiJson.Options);

    public static IResult Created<T>(T value) => Results.Json(value, ApiJson.Options, statusCode: StatusCodes.Status201Created);

    public static IResult Bad(string message) => Refuse(StatusCodes.Status400BadRequest, new("badRequest", message));

    public static IResult NotFound(string message) => Refuse(StatusCodes.Status404NotFound, new("notFound", message));

    public static IResult Refuse(int status, ApiError error) => Results.Json(error, ApiJson.Options, statusCode: status);
}

/// <summary>What was asked for is refused: ends a request with its error. For what is expected; bugs are other exceptions.</summary>
internal sealed class ApiRefusedException(int status, ApiError error) : Exception(error.Message)
{
    public int Status { get; } = status;

    public ApiError Error { get; } = error;

    public static ApiRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, new("badRequest", message));

    public static ApiRefusedException NotFound(string message) => new(StatusCodes.Status404NotFound, new("notFound", message));

    public static ApiRefusedException Conflict(string error, string message) => new(StatusCodes.Status409Conflict, new(error, message));

    public static ApiRefusedException Phone() =>
        new(StatusCodes.Status403Forbidden, new("phone", "a phone may tighten and never loosen: use a desk for this"));

    public static ApiRefusedException Unavailable(string message) => new(StatusCodes.Status503ServiceUnavailable, new("unavailable", message));
}
