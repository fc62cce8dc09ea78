using Bridge.Frost;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Relayer.Signing;

/// <summary>A guardian's place in a signing round: what the round knows of it beyond what the coordinator's state machine does.</summary>
internal sealed class GuardianSeat(IGuardianClient guardian)
{
    private static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(1);

    private TimeSpan _retry;

    public IGuardianClient Guardian => guardian;

    public ushort Index => guardian.Index;

    public ParticipantId Id { get; } = ParticipantId.From(guardian.Index);

    /// <summary>Under which the guardian keeps the nonces of its last commitments.</summary>
    public string Session { get; private set; } = "";

    /// <summary>It has committed to our digest and not failed since.</summary>
    public bool IsWilling { get; private set; }

    /// <summary>It takes no further part in this round.</summary>
    public bool IsOut { get; private set; }

    public bool IsSilent { get; private set; }

    public RefusalReason? Refusal { get; private set; }

    public GuardianFault? Fault { get; private set; }

    public void Committed(string session) => (Session, IsWilling, IsSilent, Refusal, _retry) = (session, true, false, null, TimeSpan.Zero);

    public void Silent() => (IsWilling, IsSilent) = (false, true);

    public void Refused(RefusalReason reason) => (IsWilling, IsSilent, Refusal, IsOut) = (false, false, reason, !reason.IsTransient());

    public void Caught(GuardianFault fault) => (IsWilling, IsOut, Fault) = (false, true, fault);

    /// <summary>How long to wait before it is asked again: longer each time, until it commits.</summary>
    public TimeSpan NextPause()
    {
        _retry = _retry == TimeSpan.Zero ? MinRetry : _retry * 2 < MaxRetry ? _retry * 2 : MaxRetry;
        return _retry;
    }
}
