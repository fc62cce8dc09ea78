namespace Bridge.Localnet.Processes;

/// <summary>Makes specs for this repository's own programs.</summary>
internal static class DotnetProgram
{
    public static ProcessSpec Spec(string name, string dll, string directory, string log, params IEnumerable<string> arguments) =>
        new(name, "dotnet", [dll, .. arguments]) { WorkingDirectory = directory, LogPath = log };
}
