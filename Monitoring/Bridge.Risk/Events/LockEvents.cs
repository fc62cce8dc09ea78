using Bridge.Protocol;

namespace Bridge.Risk.Events;

/// <summary>A lock is final on its source, proved as for signing.</summary>
public sealed record LockFinal(DateTimeOffset At, Transfer Transfer, ulong Height) : RiskEvent(At);

/// <summary>A lock stands in a block that is not final yet: it may vanish, so it counts for nothing but patience.</summary>
public sealed record LockSeen(DateTimeOffset At, Transfer Transfer, ulong Height) : RiskEvent(At);

/// <summary>
/// A source chain was read whole: every final lock up to <paramref name="Final"/> and every other one up to <paramref name="Newest"/> came before this event.
/// </summary>
/// <param name="At">When the read ended.</param>
/// <param name="Chain">Which chain.</param>
/// <param name="BegunAt">When the read began: it shows whatever had happened by then.</param>
/// <param name="Final">Finalised height.</param>
/// <param name="Newest">Newest height.</param>
public sealed record LocksRead(DateTimeOffset At, ChainId Chain, DateTimeOffset BegunAt, ulong Final, ulong Newest) : RiskEvent(At);

/// <summary>Others saw this lock final and this reader did not, or a lane's sequences have a hole before it: a message was withheld (M74).</summary>
/// <param name="At">When.</param>
/// <param name="Id">The missing lock, or the first after the hole.</param>
/// <param name="Others">How many others attest it.</param>
public sealed record LockMissing(DateTimeOffset At, TransferId Id, int Others) : RiskEvent(At);
