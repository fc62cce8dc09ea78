using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>What speaks against a signature on a chain.</summary>
/// <param name="Words">After the signer, or after the chain when it is about the paper.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="IsAboutSigner">False when nobody's signature would help there.</param>
internal sealed record Objection(string Words, string Remedy, bool IsAboutSigner);

/// <summary>
/// Whether a chain will take a signer's word. The chain itself decides; asked before, because a wrong signature fills a paper's last place, and the chain's refusal does not
/// say whose it was.
/// </summary>
internal static class SignerRights
{
    private const string Others = "'bridge risk list' shows who may sign; for a role on one chain only, make the paper for that chain";

    /// <summary>What speaks against this signer on this chain; null when nothing does.</summary>
    /// <exception cref="ChainReadException">The chain cannot say: that is no right.</exception>
    public static async Task<Objection?> ObjectionAsync(CliSession session, IChainFamily chain, RiskAction action, SignerAddress signer, CancellationToken cancellationToken)
    {
        var reader = chain.RiskReader(chain.RpcUrls[0]);
        var role = await reader.ReadRoleAsync(signer, cancellationToken);
        if (role == RiskRole.None) return new("has no role there", Others, true);
        if (role == RiskRole.Sentinel && !action.Kind.IsOpenToSentinels())
            return new("is a sentinel, and a sentinel may only tighten: raise a level, lower limits, veto", "have an officer sign it: 'bridge risk list' shows them", true);
        if (action is Veto veto && await OfVetoAsync(session, chain, veto, signer, role, cancellationToken) is { } refused) return refused;
        var last = await reader.ReadLastNonceAsync(signer, cancellationToken);
        return last >= action.Nonce ? new($"has signed what was used there with nonce {last}, and this paper has {action.Nonce}", RiskRemedies.For("NonceUsed"), true) : null;
    }

    /// <summary>What the chain would refuse whoever signed; null when it would take it now.</summary>
    /// <exception cref="ChainReadException">The chain cannot say.</exception>
    public static async Task<Objection?> ObjectionToPaperAsync(CliSession session, IChainFamily chain, RiskAction action, CancellationToken cancellationToken)
    {
        if (action is RaiseLevel raise && await chain.RiskReader(chain.RpcUrls[0]).ReadLevelAsync(raise.Scope, cancellationToken) is var level && level >= raise.Level)
            return new($"is at level {(byte)level} there already", RiskRemedies.For("LevelNotHigher"), false);
        if (action is LowerLimits lower && session.AssetOf(lower.Asset) is { } asset)
        {
            var (now, wanted) = ((await chain.AccountReader(chain.RpcUrls[0]).ReadLimitsAsync(asset, cancellationToken)).ToLimits(), lower.Limits);
            if (wanted == now || wanted.MaxRelease > now.MaxRelease || wanted.Capacity > now.Capacity || wanted.RefillPerSecond > now.RefillPerSecond || wanted.HoldThreshold > now.HoldThreshold)
                return new("has limits of which none would fall, or one would rise", RiskRemedies.For("LimitsNotLower"), false);
        }

        return null;
    }

    // The same rules as RiskControl.sol and risk.c have.
    private static async Task<Objection?> OfVetoAsync(CliSession session, IChainFamily chain, Veto veto, SignerAddress signer, RiskRole role, CancellationToken cancellationToken)
    {
        var proposal = await chain.ProposalReader(chain.RpcUrls[0]).FindAsync(veto.Proposal, cancellationToken);
        if (proposal is null) return new("has nothing scheduled under that digest", "'bridge risk list' shows what is scheduled, with its digest", false);
        if (proposal.Standing != ProposalStanding.Scheduled)
            return new($"has nothing to veto under that digest: it was {ProposalWords.Of(proposal, session.Time.GetUtcNow())}", "'bridge risk list' shows what is scheduled", false);
        // SECURITY: a stolen sentinel key neither keeps itself nor stolen guardian keys; the chain refuses it, and so it is not signed.
        if (role != RiskRole.Officer && proposal.Kind is (RiskActionKind.RevokeRole or RiskActionKind.None))
        {
            return new(
                $"is a sentinel, and {(proposal.Kind == RiskActionKind.None ? "a rotation of the guardians' key" : "the loss of a role")} is vetoed by officers only", "have an officer sign it: 'bridge risk list' shows them", true);
        }

        return proposal.Action is RevokeRole revoke && revoke.Account == signer
            ? new("is whose role this takes, and whose role is taken does not veto it", RiskRemedies.For("OwnRevocation"), true)
            : null;
    }
}
