using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>Who agreed on something, as the chain names them.</summary>
internal sealed record ForeignSigner(string Address, string? User);

/// <summary>What waits on a chain and was not made here. Without an action it rotates the guardians' key; without fields the chain does not show the paper.</summary>
internal sealed record ForeignProposal(
    string Chain, string Digest, string? Action, IReadOnlyDictionary<string, string>? Fields, IReadOnlyList<ForeignSigner> Signers, DateTimeOffset? ReadyAt, DateTimeOffset? Until);

/// <summary>What somebody scheduled without this server: staff judge it as they judge what was made here.</summary>
internal sealed class ForeignBook(Network network, PaperStore papers, SignerNames names, TimeProvider time)
{
    private readonly RiskDescription _description = new(network.Deployment);

    /// <summary>Everything that waits on a chain now.</summary>
    public IReadOnlyList<ForeignProposal> All() => [.. network.Boards.SelectMany(board => On(board).Select(proposal => View(board, proposal)))];

    /// <summary>What waits on one chain.</summary>
    public IEnumerable<ProposalRecord> On(ChainBoard board) => board.Proposals.TryGet(out var proposals)
        ? proposals.Where(proposal => IsForeign(proposal) && (proposal.Until is null || proposal.Until >= time.GetUtcNow()))
        : [];

    /// <summary>What one would do, in a sentence.</summary>
    public string Sentence(ProposalRecord proposal) => proposal switch
    {
        { Action: { } action } => _description.Sentence(action),
        { Kind: RiskActionKind.None } => "rotate the guardians' key",
        _ => $"{proposal.Kind}, of which the chain does not show the paper",
    };

    // SECURITY: what waits on a chain and is not known here was scheduled behind this server's back: staff see it while a veto still helps (W8).
    // So is a paper that was taken back here and scheduled all the same: nobody follows it any more.
    private bool IsForeign(ProposalRecord proposal) => papers.Find(proposal.Digest) is null or { Withdrawn: true };

    private ForeignProposal View(ChainBoard board, ProposalRecord proposal) => new(
        board.Name, proposal.Digest.ToString(), proposal.Kind == RiskActionKind.None ? null : proposal.Kind.ToString(), proposal.Action is null ? null : RiskFields.Of(proposal.Action),
        [.. proposal.Signers.Select(signer => new ForeignSigner(signer.ToString(), names.Find(signer)))], proposal.ReadyAt, proposal.Until);
}
