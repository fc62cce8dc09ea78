using System.Text.Json;
using Bridge.Protocol;

namespace Bridge.Guardian.Keys;

/// <summary>Public files that are read while they are written: whole or not at all.</summary>
internal static class WholeFile
{
    public static void Write(string path, string text)
    {
        var temporary = $"{path}.new";
        File.WriteAllText(temporary, text + "\n");
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>What a file holds; <paramref name="what"/> names it in the error.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static T Read<T>(string path, string what, JsonSerializerOptions json) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), json) ?? throw new ProtocolException($"{path} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read {what} from {path}: {e.Message}", e);
        }
    }
}
