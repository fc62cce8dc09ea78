using Bridge.Chains;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;
using Bridge.Dashboard.Views;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Acting;

/// <summary>Keeps what was scheduled on a chain without this server: that it was there, and who ended it. Both stand in the audit log as seen on the chain.</summary>
internal sealed class ForeignTracker(ChainBoard board, ChainReader reader, ForeignBook foreign, ForeignHistory history, SignerNames names, AuditLog audit, TimeProvider time)
{
    private readonly Looks<Bytes32> _looks = new();

    /// <summary>Looks once at what waits, and for the end of what waits no more.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        // What was read last waits until the chain's own record says otherwise: could-not-read is no end (M75).
        if (!board.Proposals.TryGet(out var proposals)) return;
        var waiting = foreign.On(board).ToList();
        foreach (var proposal in waiting)
        {
            _looks.Forget(proposal.Digest);
            if (history.See(board.Chain, proposal)) Audit("proposalSeen", proposal, ("by", names.Of(proposal.Signers)));
        }

        var now = time.GetUtcNow();
        foreach (var entry in history.Waiting(board.Chain))
        {
            if (proposals.Any(proposal => proposal.Digest == entry.Proposal.Digest && !(proposal.Until < now))) continue;
            var record = await reader.FindProposalAsync(entry.Proposal.Digest, cancellationToken);
            var isLast = _looks.IsLast(entry.Proposal.Digest);
            if (record is { Standing: not ProposalStanding.Scheduled } && (isLast || IsExplained(record))) End(entry, (ForeignStanding)record.Standing, record);
            else if (record is null && isLast) End(entry, ForeignStanding.NotKnown, null);
        }
    }

    /// <summary>Whether the chain's record says who ended it and where, as far as that kind of end has either.</summary>
    public static bool IsExplained(ProposalRecord record) => record.Standing == ProposalStanding.Expired || (record.Transaction is not null && (record.Standing != ProposalStanding.Vetoed || record.By is not null));

    // The log first: what has ended is not looked at again.
    private void End(ForeignEntry entry, ForeignStanding standing, ProposalRecord? record)
    {
        Audit("proposalEnded", entry.Proposal, ("standing", standing.ToString()), ("endedBy", record?.By is { } by ? names.Of(by) : ""), ("transaction", record?.Transaction ?? ""));
        history.End(entry, standing, record);
        _looks.Forget(entry.Proposal.Digest);
    }

    private void Audit(string @event, ProposalRecord proposal, params (string Name, string Value)[] detail) => audit.Add(
        null, null, @event,
        [
            ("chain", board.Name), ("action", proposal.Kind == RiskActionKind.None ? "RotateKey" : proposal.Kind.ToString()),
            ("fields", proposal.Action is { } action ? string.Join(", ", RiskFields.Of(action).Select(field => $"{field.Key} {field.Value}")) : ""), ("proposal", proposal.Digest.ToString()), .. detail,
        ]);
}
