using System.CommandLine;
using System.Text.Json;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Deploying;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Spectre.Console;

namespace Bridge.Cli.Commands.Deployments;

/// <summary>
/// <c>bridge verify --manifest FILE</c>: reads both chains and compares them with the manifest, field by field. Exit code 1 and one line per difference when
/// code, a key, a role, a lane, a limit, a delay or anything else of it differs. It needs no key and sends nothing.
/// </summary>
internal static class VerifyCommand
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(GlobalOptions options, BareRunner run)
    {
        var manifest = new Option<string>("--manifest") { Description = "What was deployed.", Required = true, HelpName = "FILE" };
        var evm = new Option<string?>("--evm") { Description = "RPC address of an EVM node. Default: the deployment file's first.", HelpName = "URL" };
        var solana = new Option<string?>("--solana") { Description = "RPC address of a Solana node. Default: the deployment file's first.", HelpName = "URL" };
        var command = new Command("verify", "Compare the chains with a deployment's manifest.") { manifest, evm, solana };
        command.SetAction((result, stop) => run(
            async session =>
            {
                var expected = DeploymentManifest.Load(result.GetValue(manifest)!);
                if (expected.Evm is null && expected.Solana is null) throw new CliException("the manifest has no chain", "run 'bridge deploy' first");
                var nodes = new NodeAddresses(session, result.GetValue(options.Deployment), result.GetValue(evm), result.GetValue(solana));
                var differences = new List<string>();
                if (expected.Evm is { } evmSide) differences.AddRange(await EvmDifferencesAsync(session, evmSide, nodes.Evm, stop));
                if (expected.Solana is { } solanaSide) differences.AddRange(await SolanaDifferencesAsync(session, solanaSide, nodes.Solana, stop));
                return Report(session, expected, differences, result.GetValue(options.Json));
            },
            stop));
        return command;
    }

    private static async Task<IReadOnlyList<string>> EvmDifferencesAsync(BareSession session, ChainManifest expected, string url, CancellationToken cancellationToken)
    {
        if (!expected.Contracts.TryGetValue("vault", out var vault)) throw new CliException("the manifest names no vault", "write it anew with 'bridge deploy evm'");
        using var inspector = new EvmInspector(url, session.Time);
        return ManifestDifferences.Between("evm", expected, await inspector.ReadAsync(EvmAddress.Parse(vault.Address), expected.FromBlock, cancellationToken));
    }

    private static async Task<IReadOnlyList<string>> SolanaDifferencesAsync(BareSession session, ChainManifest expected, string url, CancellationToken cancellationToken)
    {
        if (!expected.Contracts.TryGetValue("program", out var program)) throw new CliException("the manifest names no program", "write it anew with 'bridge deploy solana'");
        using var inspector = new SolanaInspector(url, session.Time);
        return ManifestDifferences.Between("solana", expected, await inspector.ReadAsync(SolanaAddress.Parse(program.Address), cancellationToken));
    }

    private static int Report(BareSession session, DeploymentManifest expected, List<string> differences, bool json)
    {
        if (json) session.Output.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(new { expected.Name, matches = differences.Count == 0, differences }, JsonOptions));
        else if (differences.Count == 0) session.Output.MarkupLineInterpolated($"[green]as in the manifest[/]: {expected.Name} on {string.Join(" and ", Sides(expected))}");
        else foreach (var difference in differences) session.Output.MarkupLineInterpolated($"[red]differs:[/] {difference}");
        return differences.Count == 0 ? CliApplication.Done : CliApplication.Failed;
    }

    private static IEnumerable<string> Sides(DeploymentManifest manifest)
    {
        if (manifest.Evm is { } evm) yield return $"evm (chain {evm.Chain})";
        if (manifest.Solana is { } solana) yield return $"solana (chain {solana.Chain})";
    }

    /// <summary>Where the nodes are: as the user says, or the deployment's first.</summary>
    private sealed class NodeAddresses(BareSession session, string? deploymentFile, string? evm, string? solana)
    {
        public string Evm => evm ?? session.Deployments.Load(deploymentFile).Deployment.Evm.RpcUrls[0];

        public string Solana => solana ?? session.Deployments.Load(deploymentFile).Deployment.Solana.RpcUrls[0];
    }
}
