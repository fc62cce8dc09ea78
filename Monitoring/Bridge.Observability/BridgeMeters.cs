namespace Bridge.Observability;

/// <summary>Names of meters and instruments, so that dashboards and daemons cannot disagree on them (System.Diagnostics.Metrics).</summary>
/// <remarks>
/// Prometheus sees them with underscores, a counter with <c>_total</c>, seconds with <c>_seconds</c>. Labels are numbers of chains, guardians and
/// sources, lanes, and names of enums: bounded, no addresses, no transfers.
/// </remarks>
public static class BridgeMeters
{
    /// <summary>The guardian daemon's meter.</summary>
    public const string Guardian = "Bridge.Guardian";

    /// <summary>The relayer daemon's meter.</summary>
    public const string Relayer = "Bridge.Relayer";

    /// <summary>The dashboard's meter.</summary>
    public const string Dashboard = "Bridge.Dashboard";

    /// <summary>Counter: transfers released, by lane.</summary>
    public const string TransfersReleased = "bridge.transfers.released";

    /// <summary>Gauge: transfers that are final and not released, by lane and state.</summary>
    public const string TransfersOpen = "bridge.transfers.open";

    /// <summary>Gauge, seconds: how long the oldest of them waits, by lane.</summary>
    public const string OldestWaiting = "bridge.transfers.oldest_waiting";

    /// <summary>Histogram, seconds: from a lock seen final to its release sent.</summary>
    public const string FinalToSubmitted = "bridge.transfers.final_to_submitted";

    /// <summary>Counter: deliveries, by chain and outcome.</summary>
    public const string Deliveries = "bridge.deliveries";

    /// <summary>Gauge: batches in work.</summary>
    public const string BatchesInWork = "bridge.batches.in_work";

    /// <summary>Counter: signing sessions that ended, by outcome.</summary>
    public const string SigningSessions = "bridge.signing.sessions";

    /// <summary>Counter: refusals to sign, by reason.</summary>
    public const string Refusals = "bridge.signing.refusals";

    /// <summary>Gauge: signing sessions that are open.</summary>
    public const string OpenSessions = "bridge.signing.open_sessions";

    /// <summary>Counter: faults proved against a guardian, by guardian and fault.</summary>
    public const string GuardianFaults = "bridge.guardians.faults";

    /// <summary>Gauge: guardians that answer.</summary>
    public const string GuardiansLive = "bridge.guardians.live";

    /// <summary>Gauge: guardians that have to sign.</summary>
    public const string GuardiansThreshold = "bridge.guardians.threshold";

    /// <summary>Gauge: 1 while a daemon says that it is well.</summary>
    public const string Healthy = "bridge.healthy";

    /// <summary>Gauge: problems that stand.</summary>
    public const string Problems = "bridge.problems";

    /// <summary>Gauge: finalised height, by chain.</summary>
    public const string FinalizedHeight = "bridge.chains.finalized_height";

    /// <summary>Gauge, seconds: since the last good read, by chain.</summary>
    public const string ReadLag = "bridge.chains.read_lag";

    /// <summary>Gauge: 1 while a chain is halted until a person clears it, by chain.</summary>
    public const string Halted = "bridge.chains.halted";

    /// <summary>Gauge: 1 once history is read, by chain.</summary>
    public const string CaughtUp = "bridge.chains.caught_up";

    /// <summary>Gauge: locks in the journal.</summary>
    public const string JournalLocks = "bridge.journal.locks";

    /// <summary>Gauge, seconds: how old the oldest value is that the dashboard shows of a kind, by chain and reading; since the start for what was never read.</summary>
    public const string DashboardReadAge = "bridge.dashboard.read_age";

    /// <summary>Gauge: pages that listen to the dashboard's events.</summary>
    public const string DashboardListeners = "bridge.dashboard.listeners";

    /// <summary>Counter: sign-ins that the dashboard refused, by reason: credentials, locked.</summary>
    public const string DashboardSignInsRefused = "bridge.dashboard.sign_ins_refused";

    /// <summary>Counter: answers of the dashboard's API, by class of their status, as 2xx.</summary>
    public const string DashboardAnswers = "bridge.dashboard.answers";
}
