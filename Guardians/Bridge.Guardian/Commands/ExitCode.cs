namespace Bridge.Guardian.Commands;

/// <summary>Exit codes of the command line. Scripts depend on them: never renumber.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Wrong arguments, options or files; nothing was changed.</summary>
    public const int Usage = 1;

    /// <summary>Another process works in the data directory.</summary>
    public const int InUse = 2;

    /// <summary>The ceremony was aborted and nothing was changed; nobody is proved to have cheated.</summary>
    public const int CeremonyAborted = 3;

    /// <summary>The passphrase does not open the key file.</summary>
    public const int WrongPassphrase = 4;

    /// <summary>A key file, backup or certificate is another guardian's, another group's, stale, or still needed; nothing was changed.</summary>
    public const int KeyRefused = 5;

    /// <summary><c>doctor</c> found a problem.</summary>
    public const int Unwell = 6;

    /// <summary>The ceremony was aborted, and signed packages prove to anybody who cheated.</summary>
    public const int Cheated = 7;

    /// <summary>The new share is stored and certified by all, but its trial did not end well: the key is not to be used yet.</summary>
    public const int Untried = 8;
}
