using Bridge.Dashboard.Audit;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Readings;

/// <summary>
/// Asks a chain who changed a level or limits that were not changed through this server, and why: a guardian's sentinel, the witness, officers with the command line. What they
/// did goes into the audit log as seen on the chain, beside what was done here.
/// </summary>
internal sealed class ChangeAuthorReader(ChainBoard board, ChainReader reader, LevelHistory levels, LimitHistory limits, Network network, SignerNames names, AuditLog audit)
{
    /// <summary>Of a change that the chain has no paper of, as far back as it is read.</summary>
    public const string NotKnown = "not known";

    private readonly Looks<(bool IsLevel, long Number)> _looks = new();

    /// <summary>Looks once for each change that is not explained.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var change in levels.Unexplained(board.Chain))
        {
            // SECURITY: only a record of exactly this level explains it: a name is never put to what somebody else did.
            if (await reader.FindLevelChangeAsync(change.Scope, cancellationToken) is { } record && record.Level == change.To) Explain(change, record.Reason.ToString(), names.Of(record.By), record.Transaction);
            else if (_looks.IsLast((true, change.Number))) Explain(change, null, NotKnown, null);
        }

        foreach (var change in limits.Unexplained(board.Chain))
        {
            // SECURITY: likewise; and what no paper did has no author.
            if (await reader.FindLimitChangeAsync(change.Asset, cancellationToken) is { By.Count: > 0 } record && record.Limits == change.To) Explain(change, names.Of(record.By), record.Transaction);
            else if (_looks.IsLast((false, change.Number))) Explain(change, NotKnown, null);
        }
    }

    // The log first: what is explained is not looked at again.
    private void Explain(LevelChange change, string? reason, string by, string? transaction)
    {
        audit.Add(
            null, null, "levelSeen", ("chain", board.Name), ("scope", network.Deployment.NameOf(change.Scope)), ("level", $"{(byte)change.To}"), ("reason", reason ?? ""), ("by", by), ("transaction", transaction ?? ""));
        levels.Explain(change, reason, by, transaction);
    }

    private void Explain(LimitChange change, string by, string? transaction)
    {
        audit.Add(
            null, null, "limitsSeen", ("chain", board.Name), ("asset", network.SymbolOf(change.Asset)), ("maxRelease", $"{change.To.MaxRelease}"), ("capacity", $"{change.To.Capacity}"),
            ("refillPerSecond", $"{change.To.RefillPerSecond}"), ("holdThreshold", $"{change.To.HoldThreshold}"), ("by", by), ("transaction", transaction ?? ""));
        limits.Explain(change, by, transaction);
    }
}
