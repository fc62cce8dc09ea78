using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>What the chains add to a paper: who somebody is, how things stand that it changes, what a veto ends, which transfer a hold is.</summary>
/// <remarks>For people who decide. A chain that cannot be asked is named and never guessed; nothing here is signed.</remarks>
internal sealed class PaperContext(CliSession session)
{
    /// <summary>Lines beside the paper's own fields.</summary>
    public async Task<IReadOnlyList<RiskLine>> OfAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var lines = new List<RiskLine>();
        if (action is RoleAction role) lines.Add(new("who that is", await WhoAsync(role.Account, cancellationToken)));
        if (action is HoldAction hold) lines.Add(new("the transfer", await TransferAsync(hold, cancellationToken)));
        foreach (var chain in action is LevelAction or LimitAction or Veto ? session.ChainsOf(action) : [])
        {
            lines.Add(new(action is Veto ? $"what it ends on {chain.Name}" : $"now on {chain.Name}", await OnAsync(chain, action, cancellationToken)));
        }

        return lines;
    }

    /// <summary>Why a chain would refuse it as things stand there now. It may be meant for later.</summary>
    public async Task<IReadOnlyList<string>> DoubtsAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var doubts = new List<string>();
        if (action is not LevelAction level) return doubts;
        foreach (var chain in session.ChainsOf(action))
        {
            try
            {
                var now = await chain.RiskReader(chain.RpcUrls[0]).ReadLevelAsync(level.Scope, cancellationToken);
                if (level is LowerLevel ? now <= level.Level : now >= level.Level)
                    doubts.Add($"{session.Deployment.NameOf(level.Scope)} is at level {(byte)now} {now} on {chain.Name} now: {chain.Name} refuses this paper unless that changes before");
            }
            catch (ChainReadException)
            {
                // Shown as unknown above.
            }
        }

        return doubts;
    }

    /// <summary>A key's name in the deployment, and its role on each chain.</summary>
    public async Task<string> WhoAsync(SignerAddress account, CancellationToken cancellationToken)
    {
        var roles = new List<(string Chain, string Role)>();
        foreach (var chain in session.Chains)
        {
            roles.Add((chain.Name, await AskAsync(chain, "of unknown role", async () => await chain.RiskReader(chain.RpcUrls[0]).ReadRoleAsync(account, cancellationToken) switch
            {
                RiskRole.Officer => "an officer",
                RiskRole.Sentinel => "a sentinel",
                _ => "without a role",
            })));
        }

        var guardian = session.Deployment.Guardians.Members.FirstOrDefault(member => string.Equals(member.Identity, account.ToString(), StringComparison.OrdinalIgnoreCase));
        var words = roles.Select(role => role.Role).Distinct().Count() == 1
            ? $"{roles[0].Role} on {string.Join(" and ", roles.Select(role => role.Chain))}"
            : string.Join(", ", roles.Select(role => $"{role.Role} on {role.Chain}"));
        return guardian is null ? words : $"guardian {guardian.Index}: {words}";
    }

    /// <summary>How what an action changes stands on one chain; null when it changes no level and no limits.</summary>
    public async Task<string?> NowAsync(IChainFamily chain, RiskAction? action, CancellationToken cancellationToken) =>
        action is LevelAction or LimitAction ? await OnAsync(chain, action, cancellationToken) : null;

    /// <summary>What something that was scheduled does, in one line.</summary>
    public async Task<string> DescribeAsync(ProposalRecord proposal, CancellationToken cancellationToken)
    {
        if (proposal.Kind == RiskActionKind.None) return "put a new key of the guardians into force (bridge rotate)";
        if (proposal.Action is not { } action) return $"{proposal.Kind}; the chain's record does not show what of: it was presented through another contract. Ask its officers for the paper, and veto what nobody can show";
        var description = session.Describer();
        var fields = action switch
        {
            // The sentence says all of these.
            RoleAction role => [new("account is", await WhoAsync(role.Account, cancellationToken))],
            LevelAction level => [new("reason", level.Reason.ToString())],
            _ => description.Subject(action),
        };
        return $"{description.Sentence(action)}: {string.Join(", ", fields.Select(field => $"{field.Label} {field.Text}"))}";
    }

    private Task<string> OnAsync(IChainFamily chain, RiskAction action, CancellationToken cancellationToken) => AskAsync(chain, "unknown", () => ReadAsync(chain, action, cancellationToken));

    private async Task<string> ReadAsync(IChainFamily chain, RiskAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case LevelAction level:
                var now = await chain.RiskReader(chain.RpcUrls[0]).ReadLevelAsync(level.Scope, cancellationToken);
                return $"{(byte)now} {now}";
            case LimitAction limit when session.AssetOf(limit.Asset) is { } asset:
                return LimitsOf(await chain.AccountReader(chain.RpcUrls[0]).ReadLimitsAsync(asset, cancellationToken), asset);
            case Veto veto:
                return await chain.ProposalReader(chain.RpcUrls[0]).FindAsync(veto.Proposal, cancellationToken) is { } proposal
                    ? $"{await DescribeAsync(proposal, cancellationToken)} ({ProposalWords.Of(proposal, session.Time.GetUtcNow())})"
                    : "nothing: nothing was scheduled under this digest";
            default:
                return "unknown: the asset is not of this deployment";
        }
    }

    private static string LimitsOf(AssetLimits limits, AssetDeployment asset)
    {
        string Amount(ulong units) => AmountText.Of(units, asset);
        var held = limits.HoldThreshold switch { 0 => "every release", ulong.MaxValue => "never", _ => Amount(limits.HoldThreshold) };
        return $"largest release {Amount(limits.MaxRelease)}, capacity {Amount(limits.Capacity)}, refill a second {Amount(limits.RefillPerSecond)}, held from {held}";
    }

    private async Task<string> TransferAsync(HoldAction hold, CancellationToken cancellationToken)
    {
        try
        {
            var transfer = await TransferFinder.FindAsync(session, hold.Transfer, cancellationToken);
            // SECURITY: what is shown is what is signed: the leaf is of these very fields (M39).
            if (transfer.Leaf() != hold.Leaf) return $"NOT {hold.Transfer} AS IT WAS LOCKED: the leaf is another. Do not sign it";
            var asset = session.AssetOf(transfer.Asset);
            var amount = asset is null ? $"{transfer.Amount} units of {transfer.Asset}" : AmountText.Of(transfer.Amount, asset);
            var (source, destination) = (session.ChainOf(transfer.Id.Lane.Source), session.ChainOf(transfer.Id.Lane.Destination));
            return $"{amount} from {source.FormatAddress(transfer.Sender)} on {source.Name} to {(transfer.Kind == TransferKind.MarginAccount ? "the margin account of " : "")}{destination.FormatAddress(transfer.Recipient)} on {destination.Name}";
        }
        catch (Exception e) when (e is ChainReadException or CliException)
        {
            return $"unknown: {e.Message}";
        }
    }

    private static async Task<string> AskAsync(IChainFamily chain, string unknown, Func<Task<string>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ChainReadException e)
        {
            return $"{unknown} ({chain.Name} cannot be asked: {e.Message})";
        }
    }
}
