using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Bridge.Chains;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Solana.Deploying;
using Bridge.Cli.Commands;
using Bridge.Cli.Commands.Deployments;
using Bridge.Cli.Commands.Risk;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Spectre.Console;

namespace Bridge.Cli;

/// <summary>
/// The <c>bridge</c> command line. Exit codes: 0 done, 1 it could not be done (the message says what to do), 2 what was typed has no meaning (an unknown option, chain or asset, no amount, no id), 3 still on its way
/// when the time to wait was over.
/// </summary>
internal sealed class CliApplication(
    IAnsiConsole output,
    IAnsiConsole errors,
    Func<Deployment, IReadOnlyList<IChainFamily>> chains,
    HttpClient http,
    TimeProvider time,
    DeploymentLocator deployments)
{
    public const int Done = 0, Failed = 1, WrongArguments = 2, StillOnItsWay = 3;

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        var options = new GlobalOptions();
        var root = new RootCommand("Move collateral between an EVM chain and Solana.")
        {
            AssetsCommand.Create(options, Run),
            BalancesCommand.Create(options, Run),
            LockCommand.Create(options, Run),
            StatusCommand.Create(options, Run),
            LimitsCommand.Create(options, Run),
            RefundCommand.Create(options, Run),
            ClaimCommand.Create(options, Run),
            DeliverCommand.Create(Run),
            RiskCommand.Create(options, Run),
            RotateCommand.Create(Run),
            FaucetCommand.Create(options, Run),
            DeployCommand.Create(RunBare),
            VerifyCommand.Create(options, RunBare),
        };
        options.AddTo(root);
        var parsed = root.Parse([.. arguments]);
        if (parsed.Action is ParseErrorAction wrong && !IsBareGroup(parsed))
        {
            // The error and where more is said: a page of help would hide it.
            // A number is no mistyped option.
            (wrong.ShowHelp, wrong.ShowTypoCorrections) = (false, parsed.UnmatchedTokens.All(token => token.Any(char.IsLetter)));
            await parsed.InvokeAsync(new InvocationConfiguration { Error = errors.Profile.Out.Writer, Output = errors.Profile.Out.Writer }, cancellationToken);
            errors.MarkupLineInterpolated($"[yellow]what to do:[/] see '{PathOf(parsed.CommandResult)} --help'");
            return WrongArguments;
        }

        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellationToken);
        return parsed.Errors.Count > 0 ? WrongArguments : code;

        Task<int> Run(ParseResult result, Func<CliSession, CancellationToken, Task<int>> command, CancellationToken stop) => RunBare(
            async bare =>
            {
                RefuseTwoSenders(result);
                await bare.Deployments.WaitForLocalnetAsync(result.GetValue(options.Deployment), errors, time, stop);
                var deployment = bare.Deployments.Load(result.GetValue(options.Deployment));
                using var session = new CliSession(deployment.Deployment, deployment.Folder, chains(deployment.Deployment), output, errors, http, time, result.GetValue(options.Json));
                return await command(session, stop);
            },
            stop);

        async Task<int> RunBare(Func<BareSession, Task<int>> command, CancellationToken stop)
        {
            try
            {
                return await command(new(output, time, deployments));
            }
            catch (CliException e)
            {
                return Report(e.Message, e.Remedy, e is UsageException ? WrongArguments : Failed);
            }
            catch (Exception e) when (e is DeploymentException or EvmTransactionException or SolanaDeploymentException)
            {
                return Report(e.Message, "correct what it says and run the same command again: it goes on where it stopped");
            }
            catch (ProtocolException e)
            {
                return Report(e.Message, "correct what it names, and run the command again");
            }
            catch (WalletException e)
            {
                return Report(e.Message, RemedyFor(e.Failure));
            }
            catch (RiskRefusedException e)
            {
                return Report(e.Message, RiskRemedies.For(e.Error));
            }
            catch (ChainReadException e)
            {
                return Report(e.Message, e.Failure is ChainReadFailure.Unavailable or ChainReadFailure.InsufficientSources
                    ? "is the chain's node running? On the localnet: ./localnets/run.sh"
                    : "the node answers, and not as this chain does: ask its operator, or name another node in the deployment file");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return Report("stopped", "nothing was undone: a lock that was sent goes on by itself; see 'bridge status ID'");
            }
        }
    }

    // Whoever names two may mean either.
    private static void RefuseTwoSenders(ParseResult parsed)
    {
        bool IsGiven(string name) => parsed.CommandResult.Children.OfType<OptionResult>().Any(given => given.Option.Name == name && !given.Implicit);
        if (IsGiven("--user") && IsGiven("--key")) throw new UsageException("--user and --key name two senders", "leave one of them out: --user for a test user of the localnet, --key for a key file");
    }

    // "bridge" and "bridge risk" alone ask for the list of commands.
    private static bool IsBareGroup(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "bridge";

    private static string RemedyFor(WalletFailure failure) => failure switch
    {
        WalletFailure.InsufficientBalance => "see 'bridge balances'; on the localnet 'bridge faucet' gives test tokens",
        WalletFailure.InsufficientMargin => "see 'bridge balances'; what a margin account holds comes from the other chain: bridge lock ASSET AMOUNT --from solana --to-margin --wait",
        WalletFailure.InsufficientFees => "fund the account with the chain's native currency; on the localnet 'bridge faucet' does",
        WalletFailure.NotSupported => "see 'bridge lock --help'",
        WalletFailure.NotIncluded => "it may still land: look at 'bridge balances' before you try again",
        WalletFailure.Rejected => "see 'bridge limits' and 'bridge assets'; when a breaker is tripped (LevelTooHigh), 'bridge risk list' says which",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "unknown failure"),
    };

    private int Report(string problem, string remedy, int code = Failed)
    {
        errors.MarkupLineInterpolated($"[red]error:[/] {problem}");
        errors.MarkupLineInterpolated($"[yellow]what to do:[/] {remedy}");
        return code;
    }
}
