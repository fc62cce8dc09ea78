using Bridge.Chains;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Diagnosis;

/// <summary>Asks every RPC source of a chain: does it answer, is it the right chain, does finality move.</summary>
internal static class ChainChecks
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static async Task<IReadOnlyList<Finding>> RunAsync(WatchedChain chain, GuardianOptions options, Deployment deployment, TimeSpan watch, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = options.Chains.GetValueOrDefault(chain.Family.Name);
        var urls = settings?.RpcUrls ?? chain.Family.RpcUrls;
        var quorum = settings?.Quorum ?? urls.Count;
        var findings = (await Task.WhenAll(urls.Select(url => SourceAsync(chain.Family, url, deployment, watch, time, cancellationToken)))).ToList();
        var healthy = findings.Count(finding => finding.Level == FindingLevel.Good);
        findings.Add(healthy < quorum
            ? Finding.Problem(chain.Family.Name, $"{healthy} of {urls.Count} sources are well and {quorum} have to agree", "nothing of this chain is signed until that many answer: look after the nodes")
            : urls.Count == 1
                ? Finding.Note(chain.Family.Name, "there is one source: if it lies, this guardian signs what it says", $"name independent nodes in chains.{chain.Family.Name}.rpcUrls")
                : Finding.Good(chain.Family.Name, $"{healthy} of {urls.Count} sources are well and {quorum} have to agree"));
        return findings;
    }

    private static async Task<Finding> SourceAsync(IChainFamily family, string url, Deployment deployment, TimeSpan watch, TimeProvider time, CancellationToken cancellationToken)
    {
        var check = $"{family.Name} {url}";
        try
        {
            var started = time.GetTimestamp();
            var key = await family.GuardianKeyReader(url).ReadAsync(ReadAt.Latest, cancellationToken);
            var took = time.GetElapsedTime(started);
            // SECURITY: another network answers as politely as the right one; only the bridge id tells them apart (W1).
            if (key.Bridge != deployment.Bridge) return Finding.Problem(check, $"it serves bridge {key.Bridge}, not {deployment.Bridge}", "this node is on another network: correct the address");
            if (key.Epoch.Value == deployment.Guardians.Epoch && key.Key.ToString() != deployment.Guardians.GroupKey)
                return Finding.Problem(check, $"the group key of epoch {key.Epoch} there is {key.Key}", "deployment.json is of another group: compare it with the other operators");
            var reader = family.LockReader(url);
            var first = await reader.ReadFinalizedHeadAsync(cancellationToken);
            var until = time.GetUtcNow() + watch;
            while (true)
            {
                var head = await reader.ReadFinalizedHeadAsync(cancellationToken);
                if (head.Height > first.Height) return Finding.Good(check, $"answers in {took.TotalMilliseconds:0} ms, epoch {key.Epoch} in force, finalised {head.Height} and moving");
                if (time.GetUtcNow() >= until)
                    return Finding.Problem(check, $"finality stands at {head.Height} for {watch.TotalSeconds:0} s", "wait longer (--watch-seconds), or look after the node: nothing new is signed meanwhile");
                await Task.Delay(Poll, time, cancellationToken);
            }
        }
        catch (ChainReadException e)
        {
            return Finding.Problem(check, $"{e.Failure}: {e.Message}", e.Failure == ChainReadFailure.Unavailable ? "look after the node or its address" : "the node shows something else than this bridge: correct the address, or find out who lies");
        }
    }
}
