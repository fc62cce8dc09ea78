namespace Bridge.Localnet.Processes;

/// <summary>One program to run. Secrets travel as file paths, never as arguments.</summary>
/// <param name="Name">Unique in the local network; also the name of its log.</param>
/// <param name="FileName">Program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ProcessSpec(string Name, string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The directory it runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Where standard output and error go, appended.</summary>
    public required string LogPath { get; init; }

    /// <summary>What its environment has besides this process's. Never a secret.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
