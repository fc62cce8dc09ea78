using Bridge.Protocol;
using Bridge.Protocol.Transport;
using Bridge.Risk.Rules;

namespace Bridge.Guardian.Configuration;

/// <summary>Settings that cannot be used, all of them at once.</summary>
public sealed class GuardianOptionsException(IReadOnlyList<string> problems)
    : Exception("the options cannot be used:" + string.Concat(problems.Select(problem => $"\n  - {problem}")))
{
    /// <summary>One sentence per setting.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Checks <see cref="GuardianOptions"/> before anything starts.</summary>
public static class GuardianOptionsValidator
{
    /// <summary>Every problem, empty when there is none.</summary>
    public static IReadOnlyList<string> Validate(GuardianOptions options)
    {
        var problems = new List<string>();
        if (options.Index == 0) problems.Add("index should be 1 to 65535 and is 0");
        CheckUrl(problems, "listen", options.Listen, Uri.UriSchemeHttps);
        CheckUrl(problems, "healthListen", options.HealthListen, Uri.UriSchemeHttp);
        CheckRange(problems, "pollMilliseconds", options.PollMilliseconds, 50, 60_000);
        CheckRange(problems, "readTimeoutSeconds", options.ReadTimeoutSeconds, 1, 300);
        CheckRange(problems, "maximumLagSeconds", options.MaximumLagSeconds, 1, 3_600);
        CheckRange(problems, "sessionSeconds", options.SessionSeconds, 1, 600);
        CheckRange(problems, "maximumSessions", options.MaximumSessions, 1, 65_536);
        CheckRange(problems, "maximumSessionsPerRelayer", options.MaximumSessionsPerRelayer, 1, Math.Max(1, options.MaximumSessions));
        CheckRange(problems, "requestsPerSecond", options.RequestsPerSecond, 1, 100_000);
        CheckRange(problems, "slowSeconds", options.SlowSeconds, 0, 86_400);
        problems.AddRange(options.RiskThresholds.Problems().Select(problem => $"riskThresholds.{problem}"));
        CheckRules(problems, options);
        foreach (var pin in options.RelayerPins) CheckPin(problems, pin);
        foreach (var (name, chain) in options.Chains) CheckChain(problems, name, chain);
        return problems;
    }

    /// <summary>Throws when there is any problem.</summary>
    /// <exception cref="GuardianOptionsException">With all of them.</exception>
    public static GuardianOptions Checked(this GuardianOptions options) =>
        Validate(options) is { Count: > 0 } problems ? throw new GuardianOptionsException(problems) : options;

    private static void CheckChain(List<string> problems, string name, ChainOptions chain)
    {
        if (chain.RpcUrls is { Count: 0 }) problems.Add($"chains.{name}.rpcUrls should name at least one source, or be left out");
        foreach (var url in chain.RpcUrls ?? [])
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
                problems.Add($"chains.{name}.rpcUrls should be http or https addresses and has \"{url}\"");
        }

        // SECURITY: the same node named twice is one source, not two (W2).
        if (chain.RpcUrls is { } urls && urls.Distinct(StringComparer.OrdinalIgnoreCase).Count() != urls.Count)
            problems.Add($"chains.{name}.rpcUrls should differ: one node named twice is one source");
        // SECURITY: zero sources agree about anything (W9).
        if (chain.Quorum < 1) problems.Add($"chains.{name}.quorum should be at least 1 and is {chain.Quorum}");
        if (chain.Quorum > chain.RpcUrls?.Count) problems.Add($"chains.{name}.quorum should be at most the {chain.RpcUrls.Count} sources and is {chain.Quorum}");
    }

    private static void CheckRules(List<string> problems, GuardianOptions options)
    {
        try
        {
            _ = RuleSet.Load(options.Rules);
        }
        catch (ProtocolException e)
        {
            problems.Add($"rules: {e.Message}");
        }
    }

    private static void CheckUrl(List<string> problems, string name, string url, string scheme)
    {
        var good = Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == scheme && parsed.AbsolutePath == "/"
            && System.Net.IPAddress.TryParse(parsed.Host.Trim('[', ']'), out _);
        if (!good) problems.Add($"{name} should be {scheme}://ADDRESS:PORT with a numeric address and is \"{url}\"");
    }

    private static void CheckRange(List<string> problems, string name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest) problems.Add($"{name} should be {lowest} to {highest} and is {value}");
    }

    private static void CheckPin(List<string> problems, string pin)
    {
        try
        {
            _ = TlsPin.Parse(pin);
        }
        catch (ProtocolException e)
        {
            problems.Add($"relayerPins has \"{pin}\": {e.Message}");
        }
    }
}
