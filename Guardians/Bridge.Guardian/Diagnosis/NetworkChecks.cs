using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Diagnosis;

/// <summary>Asks the other guardians over pinned TLS, and compares the clock with theirs and the nodes'.</summary>
internal static class NetworkChecks
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> RunAsync(GuardianOptions options, GuardianKeys keys, Deployment deployment, TimeProvider time, CancellationToken cancellationToken)
    {
        var peers = deployment.Guardians.Members.Where(member => member.Index != options.Index).ToList();
        var told = (await Task.WhenAll(peers.Select(peer => AskAsync(peer, keys, time, cancellationToken)))).ToList();
        return [.. told.Select(answer => answer.Finding), Clock([.. told.Select(answer => answer.Skew).OfType<TimeSpan>()])];
    }

    private static Finding Clock(List<TimeSpan> skews)
    {
        if (skews.Count == 0) return Finding.Note("clock", "nobody could be asked for the time");
        var median = skews.Order().ElementAt(skews.Count / 2);
        return median.Duration() > MostSkew
            ? Finding.Problem("clock", $"it is {median.TotalSeconds:0} s off what the other guardians say", "run a time service (chrony, systemd-timesyncd)")
            : Finding.Good("clock", $"within {Math.Max(1, Math.Ceiling(median.Duration().TotalSeconds)):0} s of the other guardians");
    }

    private static async Task<(Finding Finding, TimeSpan? Skew)> AskAsync(GuardianDeployment peer, GuardianKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var check = $"guardian {peer.Index}";
        using var client = new HttpClient(PinnedTls.CreateHandler(keys.Certificate, TlsPin.Parse(peer.TlsPin))) { BaseAddress = new Uri(peer.Url), Timeout = Limit };
        try
        {
            // Any answer will do: the handshake is what is asked for.
            using var answer = await client.GetAsync(new Uri("/v1/observations/1-2-1", UriKind.Relative), cancellationToken);
            return (Finding.Good(check, $"{peer.Url} answers with its pinned key and knows ours"), answer.Headers.Date - time.GetUtcNow());
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded)
        {
            return (Finding.Problem(check, $"TLS with {peer.Url} fails: it has another key than the pinned one, or does not know ours", "compare the TLS pins in deployment.json with its operator"), null);
        }
        catch (HttpRequestException e)
        {
            return (Finding.Problem(check, $"{peer.Url} cannot be reached: {e.HttpRequestError}", "is it down, or is the way to it closed? Signing goes on while the threshold is met"), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Finding.Problem(check, $"{peer.Url} did not answer within {Limit.TotalSeconds:0} s", "is the way to it closed?"), null);
        }
    }
}
