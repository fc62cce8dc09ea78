using System.CommandLine;
using Bridge.Chains;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian key retire</c>: wipes the share of a key that was rotated away.</summary>
internal static class KeyRetireCommand
{
    public static Command Create(TimeProvider time)
    {
        var (directory, passphrase) = (GuardianCommand.DirectoryOption(), GuardianCommand.PassphraseOption());
        var deployment = new Option<FileInfo>("--deployment") { Description = "The deployment's public facts: where the chains are asked.", Required = true };
        var epoch = new Option<uint>("--epoch") { Description = "The epoch whose share is wiped.", Required = true };
        var over = new Option<bool>("--overlap-over") { Description = "The chains' overlap, in which the key before may still release, is over." };
        var command = new Command("retire", "Wipes the share of an epoch that was rotated away on every chain; refuses while it is needed.") { directory, passphrase, deployment, epoch, over };
        command.SetAction((parsed, cancellationToken) => GuardianCommand.GuardAsync(parsed, async output =>
        {
            var data = new DataDirectory(parsed.GetRequiredValue(directory).FullName);
            var options = GuardianOptions.Load(data.Options).Checked();
            var facts = Deployment.Load(parsed.GetRequiredValue(deployment).FullName);
            var retired = GuardianEpoch.From(parsed.GetRequiredValue(epoch));
            using var held = data.LockCeremony();
            using var secret = Passphrase.Read(parsed.GetRequiredValue(passphrase).FullName);
            foreach (var chain in WatchedChains.Of(facts, time))
                RequireUnneeded(retired, chain.Family.Name, await InForceAsync(chain, options, facts, cancellationToken), parsed.GetValue(over));
            new KeyStore(data, secret).Retire(retired, time.GetUtcNow());
            output.WriteLine($"the share of epoch {retired} is wiped from {data.Keys}. Restart the daemon, which still has it in memory, and destroy the backups from before.");
            return ExitCode.Success;
        }));
        return command;
    }

    internal static void RequireUnneeded(GuardianEpoch retired, string chain, GuardianEpoch inForce, bool overlapIsOver)
    {
        // SECURITY: t wiped shares of a key in force would stop the bridge for good.
        if (inForce.Value <= retired.Value) throw new KeyRefusedException(KeyRefusal.StillNeeded, $"epoch {inForce} is in force on {chain}: the share of epoch {retired} is still needed");
        if (inForce.Value == retired.Value + 1 && !overlapIsOver)
            throw new KeyRefusedException(KeyRefusal.StillNeeded, $"{chain} may still ask for epoch {retired} during the overlap with {inForce}: wait until it is over, then add --overlap-over");
    }

    private static async Task<GuardianEpoch> InForceAsync(WatchedChain chain, GuardianOptions options, Deployment facts, CancellationToken cancellationToken)
    {
        var urls = options.Chains.GetValueOrDefault(chain.Family.Name)?.RpcUrls ?? chain.Family.RpcUrls;
        var states = await Task.WhenAll(urls.Select(url => chain.Family.GuardianKeyReader(url).ReadAsync(ReadAt.Finalized, cancellationToken)));
        if (states.Any(state => state.Bridge != facts.Bridge)) throw new ProtocolException($"a source of {chain.Family.Name} serves another bridge");
        // The oldest answer: nothing is wiped before every source shows the new key.
        return states.Select(state => state.Epoch).MinBy(epoch => epoch.Value);
    }
}
