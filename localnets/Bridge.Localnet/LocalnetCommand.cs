using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Bridge.Localnet.Ports;
using Bridge.Localnet.Processes;
using Bridge.Localnet.State;
using Spectre.Console;

namespace Bridge.Localnet;

/// <summary>The command line of the launcher.</summary>
internal static class LocalnetCommand
{
    private const string Full = "full";

    private static readonly LocalnetOptions Defaults = new() { StatePath = "" };

    private static readonly Option<bool> Once = new("--once") { Description = "End after the demonstration: 0 when every transfer was released and every balance is right, 1 otherwise" };
    private static readonly Option<bool> NoDemo = new("--no-demo") { Description = "Start everything and stay up without the demonstration" };
    private static readonly Option<string> Demo = DemoOption();
    private static readonly Option<string?> Json = new("--json") { Description = "Write the demonstration's timeline to this file", HelpName = "FILE" };
    private static readonly Option<string?> State = new("--state") { Description = "Directory for everything a run writes, emptied at the start. Default: localnets/.run", HelpName = "DIR" };
    private static readonly Option<bool> NoRestart = new("--no-restart") { Description = "Report guardians, relayers and Redis that die, and leave them dead" };
    private static readonly Option<bool> UntilInputEnds = new("--until-input-ends") { Description = "Stop when standard input ends: for programs that start the local network and must not leave it behind" };
    private static readonly Option<bool> Check = new("--check") { Description = "Only say whether it could start: the options, the directory and the ports. 75 and the reason when not" };
    private static readonly Option<int> Guardians = Number("--guardians", "How many guardians", Defaults.Guardians);
    private static readonly Option<int> Threshold = Number("--threshold", "How many of them must sign", Defaults.Threshold);
    private static readonly Option<int> Relayers = Number("--relayers", "How many relayers", Defaults.Relayers);
    private static readonly Option<int> Sources = Number("--sources", "RPC sources of each guardian on each chain, which all have to agree", Defaults.Sources);
    private static readonly Option<int> EvmPort = Number("--evm-port", "Port of the EVM node (0: any free port, also below)", Defaults.EvmPort);
    private static readonly Option<int> SolanaPort = Number("--solana-port", "Port of the Solana node, JSON-RPC and WebSocket", Defaults.SolanaPort);
    private static readonly Option<int> RedisPort = Number("--redis-port", "Port of Redis", Defaults.RedisPort);
    private static readonly Option<int> GuardianPort = Number("--guardian-port", "First of the guardians' signing ports", Defaults.GuardianPort);
    private static readonly Option<int> HealthPort = Number("--health-port", "First of the guardians' health ports", Defaults.HealthPort);
    private static readonly Option<int> RelayerPort = Number("--relayer-port", "First of the relayers' status ports", Defaults.RelayerPort);
    private static readonly Option<bool> NoDashboard = new("--no-dashboard") { Description = "Without the dashboard of the risk staff" };
    private static readonly Option<int> DashboardPort = Number("--dashboard-port", "Port of the dashboard; its metrics have the next one", Defaults.DashboardPort);
    private static readonly Option<int> WitnessPort = Number("--witness-port", "Port of the witness, health and metrics", Defaults.WitnessPort);
    private static readonly Option<int> EvmBlock = Number("--evm-block-ms", "Milliseconds between EVM blocks", Defaults.EvmBlockMs);
    private static readonly Option<int> SolanaSlot = Number("--solana-slot-ms", "Milliseconds of a Solana slot", Defaults.SolanaSlotMs);

    /// <summary>Something is in the way; EX_TEMPFAIL of sysexits.h, which nothing else here ends with.</summary>
    public const int CannotStart = 75;

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        // Signals are handled here: everything that was started is stopped in order, however long that takes.
        var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 && parsed.GetResult(Check) is not null ? CannotStart : code;
    }

    /// <summary>The command with its options; its help is the file that run.sh shows without a build.</summary>
    public static RootCommand Create()
    {
        var command = new RootCommand("Runs the whole bridge on this machine: both chains, guardians and relayers, and a demonstration of transfers both ways.");
        foreach (var option in (Option[])[Once, NoDemo, Demo, Json, State, NoRestart, UntilInputEnds, Check, Guardians, Threshold, Relayers, Sources, EvmPort, SolanaPort, RedisPort, GuardianPort, HealthPort, RelayerPort, NoDashboard, DashboardPort, WitnessPort, EvmBlock, SolanaSlot])
            command.Options.Add(option);
        command.SetAction((parsed, _) => parsed.GetValue(Check) ? CheckAsync(OptionsOf(parsed)) : RunAsync(OptionsOf(parsed)));
        command.Options.OfType<HelpOption>().Single().Action = new HelpFile();
        return command;
    }

    private static LocalnetOptions OptionsOf(ParseResult parsed) => new()
    {
        Once = parsed.GetValue(Once),
        Demonstrate = !parsed.GetValue(NoDemo),
        Scenarios = parsed.GetValue(Demo) == Full,
        JsonPath = parsed.GetValue(Json),
        StatePath = parsed.GetValue(State) ?? RepositoryPaths.Find().DefaultState,
        Restart = !parsed.GetValue(NoRestart),
        UntilInputEnds = parsed.GetValue(UntilInputEnds),
        Guardians = parsed.GetValue(Guardians),
        Threshold = parsed.GetValue(Threshold),
        Relayers = parsed.GetValue(Relayers),
        Sources = parsed.GetValue(Sources),
        EvmPort = parsed.GetValue(EvmPort),
        SolanaPort = parsed.GetValue(SolanaPort),
        RedisPort = parsed.GetValue(RedisPort),
        GuardianPort = parsed.GetValue(GuardianPort),
        HealthPort = parsed.GetValue(HealthPort),
        RelayerPort = parsed.GetValue(RelayerPort),
        Dashboard = !parsed.GetValue(NoDashboard),
        DashboardPort = parsed.GetValue(DashboardPort),
        WitnessPort = parsed.GetValue(WitnessPort),
        EvmBlockMs = parsed.GetValue(EvmBlock),
        SolanaSlotMs = parsed.GetValue(SolanaSlot),
    };

    private static async Task<int> CheckAsync(LocalnetOptions options)
    {
        try
        {
            Require(options);
            StateDirectory.Check(options.StatePath);
            _ = LocalnetPorts.Take(options);
            return 0;
        }
        catch (LocalnetException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return CannotStart;
        }
    }

    private static void Require(LocalnetOptions options)
    {
        if (options.Problems().ToArray() is { Length: > 0 } problems) throw new LocalnetException(string.Join('\n', problems));
    }

    private static async Task<int> RunAsync(LocalnetOptions options)
    {
        using var stop = new CancellationTokenSource();
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        try
        {
            Require(options);
            if (options.UntilInputEnds) _ = StopWhenInputEndsAsync(stop);
            return await LocalnetRun.RunAsync(options, OutputConsole(), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        catch (LocalnetException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }

    /// <summary>A terminal as it is; files and pipes get plain text, wide enough for the timeline.</summary>
    private static IAnsiConsole OutputConsole()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No });
        console.Profile.Width = 140;
        return console;
    }

    private static async Task StopWhenInputEndsAsync(CancellationTokenSource stop)
    {
        // Whatever is typed means nothing here. A thread of its own: the console's reader blocks.
        await using var input = Console.OpenStandardInput();
        await Task.Run(() => input.CopyTo(Stream.Null));
        try
        {
            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The run ended by itself first.
        }
    }

    private static Option<string> DemoOption()
    {
        var option = new Option<string>("--demo")
        {
            Description = "basic: four transfers; full: limits, holds, refunds and a breaker as well",
            HelpName = "basic|full",
            DefaultValueFactory = _ => Full,
        };
        option.AcceptOnlyFromAmong("basic", Full);
        return option;
    }

    private sealed class HelpFile : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.Write(File.ReadAllText(RepositoryPaths.Find().Help));
            return 0;
        }
    }

    private static Option<int> Number(string name, string description, int @default) => new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => @default };
}
