namespace Bridge.Guardian.Keys;

/// <summary>Why a key file, backup or certificate is not taken.</summary>
public enum KeyRefusal
{
    /// <summary>It belongs to another guardian.</summary>
    OtherGuardian = 1,

    /// <summary>It belongs to another group key.</summary>
    OtherGroup = 2,

    /// <summary>It is older than what is or was here: an earlier epoch, an earlier generation, or a share that was retired.</summary>
    Stale = 3,

    /// <summary>What is here is the same or newer.</summary>
    NothingToDo = 4,

    /// <summary>It is still needed.</summary>
    StillNeeded = 5,
}

/// <summary>A change of keys that was refused; nothing was changed.</summary>
public sealed class KeyRefusedException(KeyRefusal refusal, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public KeyRefusal Refusal { get; } = refusal;
}
