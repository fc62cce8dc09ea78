using System.CommandLine;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Deploying;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands.Deployments;

/// <summary>
/// <c>bridge deploy evm|solana --plan FILE</c>: brings one side of a bridge onto its chain, as the plan says, and ends with a forged release that has to be
/// refused. Run again it goes on where it was interrupted, and when all is done it only compares. What was deployed is written to the manifest.
/// </summary>
internal static class DeployCommand
{
    public static Command Create(BareRunner run) => new("deploy", "Bring a bridge onto a chain, as a plan says.") { Evm(run), Solana(run) };

    private static Command Evm(BareRunner run)
    {
        var (plan, key, manifest) = (Plan(), Key(), Manifest());
        var artifacts = new Option<string>("--artifacts") { Description = "Folder of the compiled contracts.", DefaultValueFactory = _ => Path.Combine("Contracts", "evm", "out"), HelpName = "FOLDER" };
        var command = new Command("evm", "Vault, risk control and margin accounts on the EVM chain.") { plan, key, manifest, artifacts };
        command.SetAction((result, stop) => run(
            session => UserKeys.WithSecretAsync(result.GetValue(key)!, async secret =>
            {
                var planned = DeploymentPlan.Load(result.GetValue(plan)!);
                using var deployer = new EvmDeployer(planned.Evm.RpcUrl, planned.Evm.EvmChainId, secret, session.Time);
                var chain = await new EvmInstaller(planned, deployer, result.GetValue(artifacts)!, session.Time, step => Say(session, step)).RunAsync(stop);
                var facts = PlannedFacts.Of(planned, evm: chain, solana: null);
                using var family = new EvmChainFamily(facts, session.Time);
                await ForgedRelease.MustRevertAsync(family, ChainId.From(planned.Solana.Chain), facts, deployer.Address.ToParty(), secret, stop);
                return Finish(session, ManifestPath(result.GetValue(plan)!, result.GetValue(manifest)), planned.Name, saved => saved with { Evm = chain });
            }),
            stop));
        return command;
    }

    private static Command Solana(BareRunner run)
    {
        var (plan, key, manifest) = (Plan(), Key(), Manifest());
        var programKey = new Option<string>("--program-key") { Description = "Key file of the program's address.", Required = true, HelpName = "FILE" };
        var program = new Option<string>("--program") { Description = "The linked program.", DefaultValueFactory = _ => Path.Combine("Contracts", "solana", "build", "bridge.so"), HelpName = "FILE" };
        var command = new Command("solana", "The bridge program on Solana.") { plan, key, manifest, programKey, program };
        command.SetAction((result, stop) => run(
            session => UserKeys.WithSecretAsync(result.GetValue(key)!, secret => UserKeys.WithSecretAsync(result.GetValue(programKey)!, async programSecret =>
            {
                var planned = DeploymentPlan.Load(result.GetValue(plan)!);
                using var payer = new Ed25519Key(secret);
                using var address = new Ed25519Key(programSecret);
                using var installer = new SolanaInstaller(planned, payer, address, session.Time, step => Say(session, step));
                var chain = await installer.RunAsync(await ElfAsync(result.GetValue(program)!, stop), stop);
                var facts = PlannedFacts.Of(planned, evm: null, solana: chain);
                using var family = new SolanaChainFamily(facts, session.Time);
                await ForgedRelease.MustRevertAsync(family, ChainId.From(planned.Evm.Chain), facts, payer.Address.ToParty(), secret, stop);
                return Finish(session, ManifestPath(result.GetValue(plan)!, result.GetValue(manifest)), planned.Name, saved => saved with { Solana = chain });
            })),
            stop));
        return command;
    }

    private static async Task<byte[]> ElfAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new CliException($"there is no program {path}", "build it with Contracts/solana/build.sh, or correct --program");
        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    private static int Finish(BareSession session, string path, string name, Func<DeploymentManifest, DeploymentManifest> add)
    {
        var saved = File.Exists(path) ? DeploymentManifest.Load(path) : new() { Name = name };
        if (saved.Name != name) throw new CliException($"{path} is the manifest of \"{saved.Name}\"", "name another file with --manifest");
        add(saved).Save(path);
        Say(session, "a forged release was refused");
        session.Output.MarkupLineInterpolated($"[green]deployed[/]; manifest: {path}");
        return CliApplication.Done;
    }

    private static void Say(BareSession session, string step) => session.Output.MarkupLineInterpolated($"  {step}");

    private static string ManifestPath(string plan, string? manifest) => manifest ?? Path.ChangeExtension(plan, ".manifest.json");

    private static Option<string> Plan() => new("--plan") { Description = "The plan: see Contracts/README.md.", Required = true, HelpName = "FILE" };

    private static Option<string> Key() => new("--key") { Description = "Key file of the account that pays, and governs until it seals.", Required = true, HelpName = "FILE" };

    private static Option<string?> Manifest() => new("--manifest") { Description = "Where to write what was deployed. Default: beside the plan.", HelpName = "FILE" };
}
