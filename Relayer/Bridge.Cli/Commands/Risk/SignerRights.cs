using Bridge.Chains;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>
/// Whether a chain will take a signer's word. The chain itself decides; asked before, because a wrong signature fills a paper's last place, and the chain's refusal does not
/// say whose it was.
/// </summary>
internal static class SignerRights
{
    /// <summary>What speaks against this signer on this chain; null when nothing does.</summary>
    /// <exception cref="ChainReadException">The chain cannot say: that is no right.</exception>
    public static async Task<string?> ObjectionAsync(IChainFamily chain, RiskActionKind kind, SignerAddress signer, CancellationToken cancellationToken) =>
        await chain.RiskReader(chain.RpcUrls[0]).ReadRoleAsync(signer, cancellationToken) switch
        {
            RiskRole.Officer => null,
            RiskRole.Sentinel when kind.IsOpenToSentinels() => null,
            RiskRole.Sentinel => "is a sentinel, which may not do this",
            _ => "has no role there",
        };
}
