namespace Bridge.Observability;

/// <summary>Names of meters and instruments, so that dashboards and daemons cannot disagree on them (System.Diagnostics.Metrics).</summary>
public static class BridgeMeters
{
    /// <summary>The guardian daemon's meter.</summary>
    public const string Guardian = "Bridge.Guardian";

    /// <summary>The relayer daemon's meter.</summary>
    public const string Relayer = "Bridge.Relayer";

    /// <summary>Counter: locks seen final, by source and destination.</summary>
    public const string LocksFinal = "bridge.locks.final";

    /// <summary>Counter: transfers released, by source and destination.</summary>
    public const string TransfersReleased = "bridge.transfers.released";

    /// <summary>Counter: signing sessions that ended, by outcome.</summary>
    public const string SigningSessions = "bridge.signing.sessions";

    /// <summary>Counter: faults proved against a guardian, by guardian and fault.</summary>
    public const string GuardianFaults = "bridge.guardians.faults";

    /// <summary>Counter: refusals to sign, by reason.</summary>
    public const string Refusals = "bridge.signing.refusals";

    /// <summary>Counter: events from another contract that look like a lock (M02), by chain.</summary>
    public const string ForeignEmitter = "bridge.locks.foreign_emitter";

    /// <summary>Histogram in milliseconds: from a lock seen final to its release sent.</summary>
    public const string FinalToSubmitted = "bridge.transfers.final_to_submitted";
}
