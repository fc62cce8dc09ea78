using System.Text.Json.Serialization;

namespace Bridge.Risk.Events;

/// <summary>
/// One thing that somebody saw happen. The engine knows nothing else: no clock, no chain, no disk. So what was decided can be decided again from a recorded history.
/// </summary>
/// <param name="At">When it was seen, which never goes back within one stream. The engine's only clock.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(TimePassed), "time")]
[JsonDerivedType(typeof(LockFinal), "lock-final")]
[JsonDerivedType(typeof(LockSeen), "lock-seen")]
[JsonDerivedType(typeof(LocksRead), "locks-read")]
[JsonDerivedType(typeof(LockMissing), "lock-missing")]
[JsonDerivedType(typeof(ReleaseSeen), "release")]
[JsonDerivedType(typeof(ReleaseVanished), "release-vanished")]
[JsonDerivedType(typeof(HoldEnded), "hold-ended")]
[JsonDerivedType(typeof(TransferVoided), "void")]
[JsonDerivedType(typeof(TransferRefunded), "refund")]
[JsonDerivedType(typeof(OutflowRead), "outflow-read")]
[JsonDerivedType(typeof(AttestationSigned), "signed")]
[JsonDerivedType(typeof(TranscriptsCounted), "transcripts")]
[JsonDerivedType(typeof(ReuseSeen), "reuse")]
[JsonDerivedType(typeof(BackingRead), "backing")]
[JsonDerivedType(typeof(ConsumedCounted), "consumed")]
[JsonDerivedType(typeof(LimitsRead), "limits")]
[JsonDerivedType(typeof(AdminSeen), "admin")]
[JsonDerivedType(typeof(FinalityBroken), "finality-broken")]
[JsonDerivedType(typeof(FinalityRead), "finality")]
[JsonDerivedType(typeof(SourcesCompared), "sources")]
[JsonDerivedType(typeof(GuardiansCounted), "guardians")]
[JsonDerivedType(typeof(PriceRead), "price")]
public abstract record RiskEvent(DateTimeOffset At);

/// <summary>Nothing happened, and it is later: what waits for time to pass is looked at.</summary>
public sealed record TimePassed(DateTimeOffset At) : RiskEvent(At);
