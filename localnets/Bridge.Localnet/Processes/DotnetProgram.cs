namespace Bridge.Localnet.Processes;

/// <summary>Makes specs for this repository's own programs.</summary>
internal static class DotnetProgram
{
    // The runtime takes its allocation budget from the processor's cache: on a large one a daemon of 10 MB grows to 100 MB before anything is collected.
    private static readonly Dictionary<string, string> SmallHeap = new() { ["DOTNET_GCgen0size"] = "0x1000000" };

    public static ProcessSpec Spec(string name, string dll, string directory, string log, params IEnumerable<string> arguments) =>
        new(name, "dotnet", [dll, .. arguments]) { WorkingDirectory = directory, LogPath = log, Environment = SmallHeap };
}
