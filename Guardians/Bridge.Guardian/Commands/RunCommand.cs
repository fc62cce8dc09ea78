using System.CommandLine;
using System.Text.Json;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;
using Microsoft.Extensions.Hosting;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian run</c>: the daemon.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan CopyLimit = TimeSpan.FromSeconds(3);

    public static Command Create(TimeProvider time)
    {
        var directory = GuardianCommand.DirectoryOption();
        var passphrase = GuardianCommand.PassphraseOption();
        var deployment = new Option<FileInfo>("--deployment") { Description = "The deployment's public facts.", Required = true };
        var pins = new Option<FileInfo?>("--relayer-pins") { Description = "JSON array of the TLS pins of relayers that may ask for signatures, besides those of guardian.json." };
        var observers = new Option<FileInfo?>("--observer-pins") { Description = "JSON array of the TLS pins of those that may read observations and nothing else, as a dashboard, besides those of guardian.json." };
        var command = new Command("run", "Watches both chains and answers signing requests until it is stopped.") { directory, deployment, passphrase, pins, observers };
        command.SetAction((parsed, cancellationToken) => GuardianCommand.GuardAsync(parsed, async _ =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var options = GuardianOptions.Load(data.Options).Checked();
            var facts = Deployment.Load(parsed.GetRequiredValue(deployment).FullName);
            using var held = data.Lock();
            using var keys = OpenKeys(data, parsed.GetRequiredValue(passphrase).FullName);
            KeyStore.Publish(data, keys);
            SentinelAccounts.Publish(data.Sentinel, keys.Identity);
            using var only = ShareLock.Take(keys.Identity);
            await RequireNoCopyAsync(facts, options, keys, time, cancellationToken);
            var setup = Setup(data, options, facts, keys, parsed.GetValue(pins)?.FullName, parsed.GetValue(observers)?.FullName, time);
            await using var app = GuardianHost.Build(setup, time);
            await app.RunAsync(cancellationToken);
            return ExitCode.Success;
        }));
        return command;
    }

    private static async Task RequireNoCopyAsync(Deployment facts, GuardianOptions options, GuardianKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        if (facts.Guardians.Members.SingleOrDefault(member => member.Index == options.Index) is not { } self || !Uri.TryCreate(self.Url, UriKind.Absolute, out var url)) return;
        // SECURITY: a copy of the directory on another machine is a second process on the same share (M37).
        if (await OwnAddress.AnswersAsync(url, keys.Certificate, CopyLimit, time, cancellationToken))
            throw new ShareInUseException($"another process answers at {url} with this guardian's TLS key, on this machine or another: stop it first");
    }

    private static GuardianKeys OpenKeys(DataDirectory data, string passphraseFile)
    {
        using var secret = Passphrase.Read(passphraseFile);
        return GuardianKeys.Open(data.Keys, secret);
    }

    private static GuardianSetup Setup(DataDirectory data, GuardianOptions options, Deployment facts, GuardianKeys keys, string? pinsFile, string? observersFile, TimeProvider time)
    {
        var problems = DeploymentCheck.Problems(facts, options, keys.Identity, keys.Certificate, keys.Shares);
        if (problems.Count > 0) throw new ProtocolException("the deployment does not fit this guardian:" + string.Concat(problems.Select(problem => $"\n  - {problem}")));
        var relayers = options.RelayerPins.Select(TlsPin.Parse).ToHashSet();
        if (options.RelayerPinsFile is { } configured) relayers.UnionWith(ReadPins(data.In(configured)));
        if (pinsFile is not null) relayers.UnionWith(ReadPins(pinsFile));
        var readers = options.ObserverPins.Select(TlsPin.Parse).Concat(facts.Guardians.Members.Where(member => member.Index != options.Index).Select(member => TlsPin.Parse(member.TlsPin))).ToHashSet();
        if (observersFile is not null) readers.UnionWith(ReadPins(observersFile));
        return new GuardianSetup
        {
            Options = options,
            Directory = data,
            Bridge = facts.Bridge,
            Chains = WatchedChains.Of(facts, time),
            Assets = facts.Assets,
            PeerAddresses = [.. facts.Guardians.Members.Where(member => member.Index != options.Index)],
            Threshold = facts.Guardians.Threshold,
            Identity = keys.Identity,
            Certificate = keys.Certificate,
            Keys = keys.Shares,
            Relayers = relayers,
            Peers = readers,
        };
    }

    private static IEnumerable<TlsPin> ReadPins(string path)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize<string[]>(File.ReadAllText(path)) ?? []).Select(TlsPin.Parse)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ProtocolException)
        {
            throw new ProtocolException($"cannot read pins from {path}, which should be a JSON array of pins: {e.Message}", e);
        }
    }
}
