namespace Bridge.Cli;

/// <summary>An expected failure: what is wrong, and what the user can do about it.</summary>
internal class CliException(string problem, string remedy, Exception? innerException = null) : Exception(problem, innerException)
{
    /// <summary>What to do next.</summary>
    public string Remedy { get; } = remedy;
}
