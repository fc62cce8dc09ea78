using Bridge.Chains;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Acting;

/// <summary>Follows open papers on their chains: submitted by whomever, counting down, ready, executed, vetoed, expired.</summary>
internal sealed class PaperTracker(Network network, PaperStore papers, IReadOnlyDictionary<ChainId, ChainReader> readers, SignerNames names, TimeProvider time)
{
    private readonly Looks<(Bytes32 Veto, ChainId Chain)> _looks = new();

    /// <summary>Looks at every open paper once.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var stored in papers.Open())
        {
            if (stored.Paper.Action.Kind.Loosens()) await Task.WhenAll(stored.Chains.Where(on => on.State != PaperChainState.Done).Select(on => FollowAsync(stored, on, cancellationToken)));
            else foreach (var on in stored.Chains.Where(on => on.State == PaperChainState.NotSubmitted))
            {
                if (IsDead(stored.Paper.Action)) papers.Record(stored.Paper.Digest, on with { State = PaperChainState.Expired });
                else if (stored.Paper.Action is Veto veto) await FollowVetoAsync(stored.Paper, veto, on, cancellationToken);
            }

            if (papers.Find(stored.Paper.Digest) is { Closed: false } now && now.Chains.All(on => on.State is PaperChainState.Done or PaperChainState.Vetoed or PaperChainState.Expired or PaperChainState.Overtaken)) papers.Close(stored.Paper.Digest);
        }
    }

    private async Task FollowAsync(StoredPaper stored, PaperOnChain on, CancellationToken cancellationToken)
    {
        if (network.Find(on.Chain) is not { } board) return;
        DateTimeOffset? ready;
        try
        {
            ready = await readers[on.Chain].ReadScheduledAsync(stored.Paper.Digest, cancellationToken);
        }
        catch (ChainReadException)
        {
            // Nothing is known now; what was known stays.
            return;
        }

        var now = time.GetUtcNow();
        var next = (ready, on.State) switch
        {
            ({ } at, _) => Scheduled(on, board, at, now),
            (null, PaperChainState.Scheduled or PaperChainState.Ready) => on with { State = Ended(on, board, stored.Paper.Action, now) },
            (null, PaperChainState.NotSubmitted) when IsDead(stored.Paper.Action) => on with { State = PaperChainState.Expired },
            _ => on,
        };
        if (next != on) papers.Record(stored.Paper.Digest, next);
    }

    // What a veto would end may end without it: then nobody is asked to sign it any more.
    private async Task FollowVetoAsync(RiskPaper paper, Veto veto, PaperOnChain on, CancellationToken cancellationToken)
    {
        var key = (paper.Digest, on.Chain);
        if (network.Find(on.Chain) is not { } board || !board.Proposals.TryGet(out var waiting)) return;
        if (waiting.Any(proposal => proposal.Digest == veto.Proposal))
        {
            _looks.Forget(key);
            return;
        }

        if (_looks.IsOver(key)) return;
        var isLast = _looks.IsLast(key);
        ProposalRecord? record;
        try
        {
            record = await readers[on.Chain].FindProposalAsync(veto.Proposal, cancellationToken);
        }
        catch (ChainReadException)
        {
            // Nothing is known now; it is asked for again.
            return;
        }

        if (record is null or { Standing: ProposalStanding.Scheduled } || !(ForeignTracker.IsExplained(record) || isLast)) return;
        var isOwn = record is { Standing: ProposalStanding.Vetoed, By: { } by } && paper.Signers.Contains(by);
        papers.Record(paper.Digest, on with { State = isOwn ? PaperChainState.Done : PaperChainState.Overtaken, Transaction = record.Transaction, Problem = isOwn ? null : $"what it would end {How(record)}" });
    }

    private string How(ProposalRecord record) => record.Standing switch
    {
        ProposalStanding.Executed => "was executed",
        ProposalStanding.Vetoed => $"was vetoed already{(record.By is { } by ? $" by {names.Of(by)}" : "")}",
        _ => "has expired",
    };

    private static PaperOnChain Scheduled(PaperOnChain on, ChainBoard board, DateTimeOffset ready, DateTimeOffset now)
    {
        var until = board.Delays.TryGet(out var delays) ? ready + delays.ExecuteWindow : (DateTimeOffset?)null;
        return on with { State = now < ready ? PaperChainState.Scheduled : now > until ? PaperChainState.Expired : PaperChainState.Ready, ReadyAt = ready, ExecutableUntil = until };
    }

    // It was scheduled, is not any more, and this server did not execute it: somebody else did, it was vetoed, or its time is over. What is in force tells.
    private static PaperChainState Ended(PaperOnChain on, ChainBoard board, RiskAction action, DateTimeOffset now) =>
        TookEffect(board, action) ? PaperChainState.Done : now > on.ExecutableUntil ? PaperChainState.Expired : PaperChainState.Vetoed;

    private static bool TookEffect(ChainBoard board, RiskAction action) => action switch
    {
        LowerLevel lower => board.Levels.TryGetValue(lower.Scope, out var reading) && reading.TryGet(out var level) && level == lower.Level,
        SetLimits set => board.Limits.TryGetValue(set.Asset, out var reading) && reading.TryGet(out var limits) && limits.MaxRelease == set.Limits.MaxRelease
            && limits.Capacity == set.Limits.Capacity && limits.RefillPerSecond == set.Limits.RefillPerSecond && limits.HoldThreshold == set.Limits.HoldThreshold,
        GrantRole grant => board.RoleOf(grant.Account).TryGet(out var role) && role == grant.Role,
        RevokeRole revoke => board.RoleOf(revoke.Account).TryGet(out var role) && role == RiskRole.None,
        _ => false,
    };

    private bool IsDead(RiskAction action) => action.NotAfter < (ulong)time.GetUtcNow().ToUnixTimeSeconds();
}
