using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Diagnosis;

/// <summary>Looks at everything a guardian needs, changes nothing, and says what to do. The daemon may run meanwhile.</summary>
/// <remarks>A check that cannot be made because an earlier one failed is left out, so that one cause gives one finding.</remarks>
public sealed class Doctor(DataDirectory data, string passphraseFile, string deploymentFile, bool pinsGiven, TimeSpan watch, TimeProvider time)
{
    /// <summary>All findings.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>(FileChecks.Run(data, passphraseFile));
        var options = Options(findings);
        var deployment = Read(findings, "deployment", () => Deployment.Load(deploymentFile), "ask another operator for the deployment.json in force");
        if (options is null) return findings;
        if (!pinsGiven && options.RelayerPins.Count == 0 && options.RelayerPinsFile is null)
            findings.Add(Finding.Problem("relayers", "no relayer is pinned: nobody may ask for a signature", "ask the relayers' operators for the tlsPin in their public.json and list them in relayerPins or --relayer-pins"));
        using var passphrase = Read(findings, "keys", () => Passphrase.Read(passphraseFile), "check the path");
        using var keys = passphrase is null ? null : OpenKeys(findings, passphrase);
        if (deployment is null) return findings;
        if (keys is not null && passphrase is not null)
        {
            findings.AddRange(KeyChecks.Run(data, options, keys, passphrase, deployment, time.GetUtcNow()));
            findings.Add(await KeyChecks.OnlyProcessAsync(data, options, keys, deployment, time, cancellationToken));
            findings.AddRange(await NetworkChecks.RunAsync(options, keys, deployment, time, cancellationToken));
        }

        var watched = WatchedChains.Of(deployment, time);
        var chains = await Task.WhenAll(watched.Select(chain => ChainChecks.RunAsync(chain, options, deployment, watch, time, cancellationToken)));
        findings.AddRange(chains.SelectMany(chain => chain));
        if (keys is not null)
            findings.AddRange(await Task.WhenAll(watched.Select(chain => SentinelChecks.RunAsync(chain, options, keys.Identity, deployment.Bridge, time, cancellationToken))));
        return findings;
    }

    private GuardianOptions? Options(List<Finding> findings)
    {
        if (Read(findings, "options", () => GuardianOptions.Load(data.Options), "correct guardian.json") is not { } options) return null;
        var problems = GuardianOptionsValidator.Validate(options);
        findings.AddRange(problems.Select(problem => Finding.Problem("options", problem, "correct guardian.json")));
        if (problems.Count > 0) return null;
        findings.Add(Finding.Good("options", $"guardian {options.Index}, signing API {options.Listen}, health {options.HealthListen}"));
        return options;
    }

    private GuardianKeys? OpenKeys(List<Finding> findings, Passphrase passphrase)
    {
        try
        {
            return GuardianKeys.Open(data.Keys, passphrase);
        }
        catch (KeyFileException e)
        {
            findings.Add(Finding.Problem("keys", e.Message, e.Error == KeyFileError.WrongPassphraseOrChanged ? "find the right passphrase, or guardian key restore" : "correct the file's mode, or guardian key restore"));
            return null;
        }
        catch (ProtocolException e)
        {
            findings.Add(Finding.Problem("keys", e.Message, "guardian key restore"));
            return null;
        }
    }

    private static T? Read<T>(List<Finding> findings, string check, Func<T> read, string advice) where T : class
    {
        try
        {
            return read();
        }
        catch (ProtocolException e)
        {
            findings.Add(Finding.Problem(check, e.Message, advice));
            return null;
        }
    }
}
