using System.Text.Json;

namespace Bridge.Localnet.State;

/// <summary>Reads and writes the small JSON files that pass between the launcher and the programs it runs.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="LocalnetException">Missing or of another form; the message names the file.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Options) ?? throw new LocalnetException($"{path} is empty");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new LocalnetException($"cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write<T>(string path, T value)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(value, Options) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
