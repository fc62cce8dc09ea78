using Bridge.Chains;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Guardian.Diagnosis;

/// <summary>Rehearses on a chain what raising a level there takes: the role, and money for fees. Nothing is sent.</summary>
internal static class SentinelChecks
{
    public static async Task<Finding> RunAsync(WatchedChain chain, GuardianOptions options, EcdsaKey identity, BridgeId bridge, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = chain.Family.Name;
        var check = $"sentinel {name}";
        try
        {
            using var accounts = new SentinelAccounts(identity, name);
            var papers = new SentinelPapers(bridge, identity, SentinelChain.Of(chain.Family, chain.Sources(options).Urls[0], accounts), time);
            return await papers.RehearseAsync(cancellationToken) is { } problem
                ? Finding.Problem(check, $"it could not raise a level if it had to: {problem.Detail}", problem.Remedy ?? "compare the clock, and deployment.json with the other operators: the chain refuses this guardian's papers")
                : Finding.Good(check, "it could raise a level if it had to: it has the role, and money for fees");
        }
        catch (ChainReadException e)
        {
            return Finding.Problem(check, $"whether it could raise a level cannot be found out: {e.Message}", $"look after the first node in chains.{name}.rpcUrls: it is the one that levels are raised through");
        }
        catch (GuardianOptionsException e)
        {
            return Finding.Problem(check, string.Join("; ", e.Problems), "correct guardian.json");
        }
    }
}
