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
}
