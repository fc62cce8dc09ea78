using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>Reads proposals, which hold the words of their papers, and who ended one from the history of its account.</summary>
internal sealed class SolanaProposalReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge, TimeProvider time) : IProposalReader
{
    private readonly ProposalState _proposals = new(addresses);
    private readonly SolanaPaperHistory _papers = new(rpc, addresses, bridge);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<ProposalRecord?> FindAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        if (await _proposals.FindAsync(rpc, digest, cancellationToken) is not { } proposal) return null;
        var record = Record(proposal);
        return record.Standing is ProposalStanding.Vetoed or ProposalStanding.Executed ? await EndedAsync(record, cancellationToken) : record;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProposalRecord>> ReadWaitingAsync(CancellationToken cancellationToken) =>
        [.. (await _proposals.ReadScheduledAsync(rpc, cancellationToken)).Select(Record).Where(record => record.Standing == ProposalStanding.Scheduled)];

    private ProposalRecord Record(ProposalAccount proposal) => new(proposal.Digest, proposal.Kind, ActionOf(proposal), Standing(proposal), proposal.ReadyAt, proposal.Until) { Signers = proposal.Officers };

    private ProposalStanding Standing(ProposalAccount proposal) => proposal.Mark switch
    {
        ProposalMark.Scheduled => proposal.Until < time.GetUtcNow() ? ProposalStanding.Expired : ProposalStanding.Scheduled,
        ProposalMark.Vetoed => ProposalStanding.Vetoed,
        _ => ProposalStanding.Executed,
    };

    private async Task<ProposalRecord> EndedAsync(ProposalRecord record, CancellationToken cancellationToken)
    {
        await foreach (var paper in _papers.ReadAsync(addresses.Proposal(record.Digest), cancellationToken))
        {
            if (record.Standing == ProposalStanding.Vetoed && paper is { Tag: RiskInstructions.RiskTag, Action: Veto veto } && veto.Proposal == record.Digest)
                return record with { Transaction = paper.Transaction, At = paper.At, By = _papers.SignersOf(paper)[0] };
            if (record.Standing == ProposalStanding.Executed && paper.Tag == RiskInstructions.ExecuteTag && paper.Action.Digest(bridge) == record.Digest)
                return record with { Transaction = paper.Transaction, At = paper.At };
        }

        return record;
    }

    private RiskAction? ActionOf(ProposalAccount proposal)
    {
        if (proposal.Kind == RiskActionKind.None) return null;
        try
        {
            var action = RiskAction.Decode(proposal.Kind, proposal.Words.AsSpan(0, RiskSchema.Of(proposal.Kind).Size));
            // SECURITY: what is shown to those who may veto is what was signed under this digest, and nothing else (M39).
            return action.Digest(bridge) == proposal.Digest ? action : throw new ChainReadException(ChainReadFailure.Invalid, $"the proposal {proposal.Digest} holds the words of another paper");
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the proposal {proposal.Digest} cannot be read: {e.Message}", e);
        }
    }
}
