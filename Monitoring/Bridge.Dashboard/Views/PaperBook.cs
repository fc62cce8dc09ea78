using Bridge.Dashboard.Acting;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>Who signed a paper, and what the chains hold that key for.</summary>
internal sealed record PaperSigner(string Address, string? User, IReadOnlyDictionary<string, Sourced> Roles);

/// <summary>A paper on one chain.</summary>
internal sealed record PaperOnChainView(string Chain, PaperChainState State, DateTimeOffset? ReadyAt, DateTimeOffset? ExecutableUntil, string? Transaction, string? Problem);

/// <summary>A paper as a page shows it.</summary>
internal sealed record PaperView(
    string Action, IReadOnlyDictionary<string, string> Fields, string Digest, IReadOnlyList<string> Signatures, IReadOnlyList<DescriptionLine> Description, bool Loosens, int Needs,
    IReadOnlyList<PaperSigner> Signers, bool Complete, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset NotAfter, PaperState State, IReadOnlyList<PaperOnChainView> Chains,
    VetoTarget? Ends);

/// <summary>One line of what the server says a paper means.</summary>
internal sealed record DescriptionLine(string Label, string Text);

/// <summary>Shows papers.</summary>
internal sealed class PaperBook(Network network, UserBook users, SignerNames names, ForeignBook foreign, TimeProvider time)
{
    private readonly RiskDescription _description = new(network.Deployment);

    public PaperView View(StoredPaper stored)
    {
        var (paper, now) = (stored.Paper, time.GetUtcNow());
        var chains = stored.Chains.Select(on => on.State == PaperChainState.NotSubmitted && !stored.Closed ? on with { Problem = on.Problem ?? Superseded(paper, on) } : on).ToList();
        var state = StateOf(stored, now);
        if (state is PaperState.Collecting or PaperState.Complete && chains.Where(on => on.State == PaperChainState.NotSubmitted).All(on => on.Problem is not null)) state = PaperState.Superseded;
        return new(
            paper.Action.Kind.ToString(), RiskFields.Of(paper.Action), paper.Digest.ToString(), [.. paper.Signatures.Select(signature => signature.ToString())],
            [.. _description.Of(paper.Action).Select(line => new DescriptionLine(line.Label, line.Text))], paper.Action.Kind.Loosens(), paper.Action.Kind.SignaturesNeeded(),
            [.. paper.Signers.Select(signer => new PaperSigner(signer.ToString(), users.NameOf(signer), network.Boards.ToDictionary(
                board => board.Name, board => board.RoleOf(signer).At(now).Select<RiskRole>(role => role.ToString().ToLowerInvariant()), StringComparer.Ordinal)))],
            paper.IsComplete, stored.CreatedBy, stored.CreatedAt, Time(paper.Action.NotAfter), state,
            [.. chains.Select(on => new PaperOnChainView(network.NameOf(on.Chain), on.State, on.ReadyAt, on.ExecutableUntil, on.Transaction, on.Problem))],
            paper.Action is Veto veto ? foreign.Target(veto.Proposal) : null);
    }

    /// <summary>Why a chain takes a paper no more: every signer's nonce has to be above the last that the signer used there.</summary>
    internal static string NonceUsed(string signer, ulong last, RiskAction action) => $"{signer} has signed what was used there with nonce {last}, and this paper has {action.Nonce}: a new paper is needed";

    /// <summary>The least advanced chain decides; a veto or an expiry anywhere is said once nothing is on its way any more.</summary>
    internal static PaperState StateOf(StoredPaper stored, DateTimeOffset now)
    {
        if (stored.Withdrawn) return PaperState.Withdrawn;
        var states = stored.Chains.Select(on => on.State).ToHashSet();
        if (states.SetEquals([PaperChainState.NotSubmitted]))
            return stored.Paper.Action.NotAfter < (ulong)now.ToUnixTimeSeconds() ? PaperState.Expired : stored.Paper.IsComplete ? PaperState.Complete : PaperState.Collecting;
        if (states.Contains(PaperChainState.NotSubmitted)) return stored.Paper.IsComplete ? PaperState.Complete : PaperState.Collecting;
        if (states.Contains(PaperChainState.Scheduled)) return PaperState.Scheduled;
        if (states.Contains(PaperChainState.Ready)) return PaperState.Ready;
        return states.Contains(PaperChainState.Vetoed) ? PaperState.Vetoed : states.Contains(PaperChainState.Expired) ? PaperState.Expired
            : states.Contains(PaperChainState.Overtaken) ? PaperState.Overtaken : PaperState.Done;
    }

    private string? Superseded(RiskPaper paper, PaperOnChain on) => network.Find(on.Chain) is { } board
        ? paper.Signers.Select(signer => board.LastNonceOf(signer).TryGet(out var last) && last >= paper.Action.Nonce ? NonceUsed(names.Of(signer), last, paper.Action) : null).ToList().Find(used => used is not null)
        : null;

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : DateTimeOffset.MaxValue;
}
