using Bridge.Protocol;

namespace Bridge.Risk.Events;

/// <summary>A signature share for the release of this transfer left: until the destination consumed it, it is pending.</summary>
public sealed record AttestationSigned(DateTimeOffset At, TransferId Id) : RiskEvent(At);

/// <summary>The guardians were asked about a transfer that a destination consumed.</summary>
/// <param name="At">When.</param>
/// <param name="Id">The transfer.</param>
/// <param name="Signed">How many say, over their pinned connections, that they signed it.</param>
/// <param name="Witnessed">How many say that its lock is in their journal.</param>
/// <param name="Silent">How many gave no answer: they may have done either.</param>
/// <param name="Threshold">How many it takes to sign.</param>
public sealed record TranscriptsCounted(DateTimeOffset At, TransferId Id, int Signed, int Witnessed, int Silent, int Threshold) : RiskEvent(At);

/// <summary>A nonce or a key share was used twice, or in two places.</summary>
/// <param name="At">When.</param>
/// <param name="What">For people: which, and where. No secret.</param>
public sealed record ReuseSeen(DateTimeOffset At, string What) : RiskEvent(At);

/// <summary>Guardians answered, or did not.</summary>
/// <param name="At">When.</param>
/// <param name="Live">Alive, this one included.</param>
/// <param name="Threshold">Needed to sign.</param>
/// <param name="Total">All of them.</param>
public sealed record GuardiansCounted(DateTimeOffset At, int Live, int Threshold, int Total) : RiskEvent(At);
