namespace Bridge.Frost.Signer.KeyFiles;

/// <summary>Why a key file cannot be used.</summary>
public enum KeyFileError
{
    /// <summary>There is no file, or it cannot be read or written.</summary>
    NotAccessible = 1,

    /// <summary>Others than the owner may read or write it.</summary>
    OpenToOthers = 2,

    /// <summary>It is no key file of a known version, or its cost parameters are out of bounds.</summary>
    NotAKeyFile = 3,

    /// <summary>The passphrase is wrong or the file was changed: nobody can tell which.</summary>
    WrongPassphraseOrChanged = 4,

    /// <summary>The memory that the file's key derivation needs was not to be had.</summary>
    OutOfMemory = 5,
}

/// <summary>A key file cannot be used. Neither message nor cause carry anything of its content or of the passphrase.</summary>
public sealed class KeyFileException : Exception
{
    internal KeyFileException(KeyFileError error, string message, Exception? cause = null) : base(message, cause) => Error = error;

    /// <summary>Why.</summary>
    public KeyFileError Error { get; }
}
