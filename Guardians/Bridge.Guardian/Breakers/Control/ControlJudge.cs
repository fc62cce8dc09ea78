using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Breakers.Control;

/// <summary>Compares two states of a chain's control plane and asks of each difference what stands behind it.</summary>
/// <remarks>
/// <para>What loosens (roles, higher limits, lower levels) was scheduled for the chain's delay. So when the read before is younger than half of that delay, whatever was executed since stood
/// scheduled then, was ready, and is not scheduled now. After a longer pause the chain may have scheduled and executed unseen: then two officers have used a nonce since, or it is a fact.</para>
/// <para>What tightens (levels up, limits down) is one paper: somebody's nonce moved. Delays never change. A key was pending before it came into force.</para>
/// <para>A state is put together of several answers, schedule and nonces last: a change may show one read after what stands behind it, so that is kept for one more read. One proposal explains one
/// change.</para>
/// <para>Limits are compared as they were set, on both chains: a level that divides them changes none of them.</para>
/// <para>Not seen: another change of the same kind in the place of one that was vetoed after it was ready; a key rotation that began and ended in a pause longer than its delay, which counts as
/// an admin action and not as a fact.</para>
/// </remarks>
internal sealed class ControlJudge
{
    // A chain's clock and this one: a proposal that is executed in its first second may not look ready here.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly ControlState _before, _now;
    private readonly TimeSpan _pause;
    private readonly List<RiskActionKind> _departed, _left;
    private readonly int _signed, _signedNow;
    private readonly bool _hasPaper, _hasPaperNow;
    private readonly ControlMemory _memory;
    private readonly List<ControlChange> _changes = [];

    private ControlJudge(ControlMemory memory, ControlState now, DateTimeOffset endedAt)
    {
        (_memory, _before, _now) = (memory, memory.State, now);
        _pause = endedAt - memory.BegunAt;
        // SECURITY: a proposal that left before it was ready, or after its time, was vetoed or has expired: it stands behind nothing (W8, M38).
        _left = [.. _before.Scheduled.Where(pair => !_now.Scheduled.ContainsKey(pair.Key)).Select(pair => pair.Value)
            .Where(proposal => proposal.ReadyAt <= endedAt + Skew && memory.BegunAt - Skew <= proposal.Until).Select(proposal => proposal.Action)];
        _departed = [.. memory.Departed, .. _left];
        var moved = _now.Nonces.Where(pair => pair.Value > _before.Nonces.GetValueOrDefault(pair.Key)).Select(pair => pair.Key).ToList();
        _hasPaperNow = moved.Count > 0;
        _signedNow = moved.Count(IsOfficer);
        (_hasPaper, _signed) = (memory.HasPaper || _hasPaperNow, memory.Signed + _signedNow);
    }

    /// <summary>The differences, and what is remembered from now on.</summary>
    public static (IReadOnlyList<ControlChange> Changes, ControlMemory Memory) Compare(ControlMemory before, ControlState now, DateTimeOffset begunAt, DateTimeOffset endedAt)
    {
        var judge = new ControlJudge(before, now, endedAt);
        judge.Schedule();
        judge.Roles();
        judge.Levels();
        judge.Limits();
        judge.Delays();
        judge.Key();
        // What was used is spent; the rest explains what the next read shows.
        var left = judge._left.Where(judge._departed.Remove).ToList();
        return (judge._changes, new(begunAt, now, left, judge._signedNow, judge._hasPaperNow, before.State.PendingKey));
    }

    private void Schedule()
    {
        foreach (var (digest, proposal) in _now.Scheduled.Where(pair => !_before.Scheduled.ContainsKey(pair.Key)))
            Note("scheduled", true, $"{proposal.Action} {digest} can be executed from {proposal.ReadyAt:u} on");
        if (_now.PendingKey is { } key && key != _before.PendingKey) Note("scheduled", true, $"key {key} waits for its activation");
    }

    private void Roles()
    {
        foreach (var account in _before.Roles.Keys.Union(_now.Roles.Keys))
        {
            var (from, to) = (_before.Roles.GetValueOrDefault(account), _now.Roles.GetValueOrDefault(account));
            if (from == to) continue;
            var revoked = from == RiskRole.None || IsLoosened(RiskActionKind.RevokeRole);
            Note("role", revoked && (to == RiskRole.None || IsLoosened(RiskActionKind.GrantRole)), $"{account} was {from} and is {to}");
        }
    }

    private void Levels()
    {
        foreach (var (scope, to) in _now.Levels)
        {
            var from = _before.Levels.GetValueOrDefault(scope);
            // SECURITY: who raises signs a paper, who lowers has waited (W8).
            if (from != to) Note("level", to > from ? _hasPaper : IsLoosened(RiskActionKind.LowerLevel), $"{scope} was at level {(byte)from} and is at {(byte)to}");
        }
    }

    private void Limits()
    {
        // Of an asset that was not watched before there is nothing to compare.
        foreach (var (asset, to) in _now.Limits.Where(pair => _before.Limits.ContainsKey(pair.Key)))
        {
            var from = _before.Limits[asset];
            if (from.SequenceEqual(to)) continue;
            var isLower = from.Zip(to).All(pair => pair.Second <= pair.First);
            // SECURITY: who lowers signs a paper, who raises has waited, whatever happens to a level meanwhile (W8).
            var authorised = (isLower && _hasPaper) || IsLoosened(RiskActionKind.SetLimits, RiskActionKind.ListAsset);
            Note(isLower ? "lower limits" : "limits", authorised, $"{asset} was at {string.Join('/', from)} and is at {string.Join('/', to)}");
        }
    }

    // SECURITY: there is no paper that changes a delay: it is the time in which somebody can say no (W8).
    private void Delays()
    {
        if (_before.Delays != _now.Delays) Note("delays", false, $"were {_before.Delays} and are {_now.Delays}");
    }

    private void Key()
    {
        if (_before.Key == _now.Key) return;
        // SECURITY: a key comes into force after it was signed by the one before and has waited (W8).
        var waited = _now.Key == _before.PendingKey || _now.Key == _memory.KeyBefore;
        var unseen = !waited && _pause >= _before.Delays.Rotation / 2;
        Note("key", waited || unseen, $"was {_before.Key} and is {_now.Key}{(unseen ? $"; nobody looked here since {_memory.BegunAt:u}" : "")}");
    }

    private bool IsLoosened(params ReadOnlySpan<RiskActionKind> kinds)
    {
        foreach (var kind in kinds)
        {
            if (_departed.Remove(kind)) return true;
        }

        // SECURITY: after a pause in which a delay could pass unseen, two officers have signed at least, or nobody has agreed to it (W8).
        return _pause >= _before.Delays.Loosen / 2 && _signed >= 2;
    }

    private bool IsOfficer(string account) => _before.Roles.GetValueOrDefault(account) == RiskRole.Officer || _now.Roles.GetValueOrDefault(account) == RiskRole.Officer;

    private void Note(string what, bool authorised, string detail) => _changes.Add(new(what, authorised, detail));
}
