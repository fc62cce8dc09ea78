using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>Who agreed on something, as the chain names them.</summary>
internal sealed record ForeignSigner(string Address, string? User);

/// <summary>What waits on a chain and was not made here. Without an action it rotates the guardians' key; without fields the chain does not show the paper.</summary>
internal sealed record ForeignProposal(
    string Chain, string Digest, string? Action, IReadOnlyDictionary<string, string>? Fields, IReadOnlyList<ForeignSigner> Signers, DateTimeOffset? ReadyAt, DateTimeOffset? Until);

/// <summary>What a veto names, likewise: a page makes its words from the fields.</summary>
internal sealed record VetoTarget(string? Action, IReadOnlyDictionary<string, string>? Fields);

/// <summary>Something that was scheduled without this server and has ended.</summary>
internal sealed record ForeignEnd(
    string Chain, string Digest, string? Action, IReadOnlyDictionary<string, string>? Fields, IReadOnlyList<ForeignSigner> Signers, DateTimeOffset SeenAt, string Standing, DateTimeOffset? EndedAt, string? By,
    string? Transaction);

/// <summary>What somebody scheduled without this server: staff judge it as they judge what was made here.</summary>
internal sealed class ForeignBook(Network network, PaperStore papers, ForeignHistory history, SignerNames names, TimeProvider time)
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

    /// <summary>What was scheduled under a digest, here or elsewhere; null when this server has seen nothing of it.</summary>
    public VetoTarget? Target(Bytes32 digest) =>
        papers.Find(digest) is { } own ? new(own.Paper.Action.Kind.ToString(), RiskFields.Of(own.Paper.Action))
        : Seen(digest) is { } proposal ? new(KindOf(proposal), FieldsOf(proposal)) : null;

    /// <summary>The same in a sentence, for the audit log.</summary>
    public string? Sentence(Bytes32 digest) => papers.Find(digest) is { } own ? _description.Sentence(own.Paper.Action) : Seen(digest) is { } proposal ? Sentence(proposal) : null;

    /// <summary>What has ended, and how.</summary>
    public ForeignEnd View(ForeignEntry entry) => new(
        network.NameOf(entry.Chain), entry.Proposal.Digest.ToString(), KindOf(entry.Proposal), FieldsOf(entry.Proposal), Signers(entry.Proposal), entry.SeenAt, entry.Standing.ToString(), entry.EndedAt,
        entry.Proposal.By is { } by ? names.Of(by) : null, entry.Proposal.Transaction);

    private ProposalRecord? Seen(Bytes32 digest) =>
        network.Boards.Select(board => board.Proposals.TryGet(out var proposals) ? proposals.FirstOrDefault(proposal => proposal.Digest == digest) : null).FirstOrDefault(proposal => proposal is not null)
        ?? history.Find(digest)?.Proposal;

    // SECURITY: what waits on a chain and is not known here was scheduled behind this server's back: staff see it while a veto still helps (W8).
    // So is a paper that was taken back here and scheduled all the same: nobody follows it any more.
    private bool IsForeign(ProposalRecord proposal) => papers.Find(proposal.Digest) is null or { Withdrawn: true };

    private ForeignProposal View(ChainBoard board, ProposalRecord proposal) =>
        new(board.Name, proposal.Digest.ToString(), KindOf(proposal), FieldsOf(proposal), Signers(proposal), proposal.ReadyAt, proposal.Until);

    private static string? KindOf(ProposalRecord proposal) => proposal.Kind == RiskActionKind.None ? null : proposal.Kind.ToString();

    private static Dictionary<string, string>? FieldsOf(ProposalRecord proposal) => proposal.Action is null ? null : RiskFields.Of(proposal.Action);

    private IReadOnlyList<ForeignSigner> Signers(ProposalRecord proposal) => [.. proposal.Signers.Select(signer => new ForeignSigner(signer.ToString(), names.Find(signer)))];
}
