using System.Net;
using System.Net.Http.Json;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.RelayerApi;
using Spectre.Console;

namespace Bridge.Cli.Tests;

/// <summary>Runs the command line against fake chains and a fake relayer, in a folder of its own.</summary>
internal sealed class CliHarness : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-cli-");
    private readonly StringWriter _output = new(), _errors = new();

    public FakeChain Evm { get; } = new(1, "evm");

    public FakeChain Solana { get; } = new(2, "solana");

    /// <summary>What the relayer answers; null = it is down. Called once per request.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Relayer { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.NotFound);

    /// <summary>The same for answers that take their time; null = <see cref="Relayer"/> answers at once.</summary>
    public Func<HttpRequestMessage, Task<HttpResponseMessage?>>? RelayerAsync { get; set; }

    /// <summary>Where the command line is run; null = in the folder that holds the localnet.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>The repository that the launcher script names; null = the program was started without it.</summary>
    public string? Repository { get; set; }

    public string Output => _output.ToString();

    public void Forget()
    {
        _output.GetStringBuilder().Clear();
        _errors.GetStringBuilder().Clear();
    }

    public string Errors => string.Join(' ', _errors.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public string DeploymentFile => Path.Combine(_folder.FullName, "localnets", ".run", "deployment.json");

    public static TransferStatus Status(TransferState state) => new()
    {
        Id = "1-2-7", State = state, Kind = TransferKind.Wallet, Asset = Keccak256.Hash("usdc").ToString(), Amount = 12_500_000,
        Sender = Keccak256.Hash("s").ToString(), Recipient = Keccak256.Hash("r").ToString(), SourceTransaction = "source-tx", DestinationTransaction = "destination-tx",
        WaitingFor = state == TransferState.Released ? null : "waiting for finality on evm",
        Times = new TransferTimes { Locked = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), Released = state == TransferState.Released ? DateTimeOffset.FromUnixTimeSeconds(1_800_000_002) : null },
    };

    /// <summary>A status of a lock.</summary>
    public static TransferStatus StatusOf(TransferState state, Transfer locked) => Status(state) with { Asset = locked.Asset.Value.ToString(), Amount = locked.Amount, Recipient = locked.Recipient.ToString() };

    /// <summary>A status of what this user locks by default.</summary>
    public TransferStatus StatusOfLock(TransferState state) => Status(state) with { Recipient = Solana.Address.ToString() };

    public static HttpResponseMessage Json<T>(T value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value) };

    public CliHarness WithDeployment(params string[] relayers)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DeploymentFile)!);
        new Deployment
        {
            Name = "test", BridgeId = Keccak256.Hash("bridge").ToString(), RelayerUrls = relayers.Length == 0 ? ["http://relayer.test"] : relayers,
            Evm = new() { Chain = 1, EvmChainId = 31337, RpcUrls = ["http://node.test"], Vault = "0x", MarginAccounts = "0x", FromBlock = 0 },
            Solana = new() { Chain = 2, RpcUrls = ["http://node.test"], Program = "p" },
            Assets = [new() { Symbol = "USDC", Id = Keccak256.Hash("usdc").ToString(), HomeChain = 1, CanonicalDecimals = 6, EvmToken = "evm-token", EvmDecimals = 8, SolanaMint = "solana-mint", SolanaDecimals = 6 }],
            Guardians = new() { Epoch = 1, Threshold = 3, GroupKey = "", Members = [] },
        }.Save(DeploymentFile);
        return this;
    }

    public CliHarness WithUser(string text = "1111111111111111111111111111111111111111111111111111111111111111")
    {
        var users = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(DeploymentFile)!, "users"));
        foreach (var chain in new[] { "evm", "solana" }) WriteKey(Path.Combine(users.FullName, $"alice.{chain}.key"), text);
        return this;
    }

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>A key file that only its owner can read.</summary>
    public static string WriteKey(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public Task<int> RunAsync(params string[] arguments) => RunAsync(TimeProvider.System, arguments);

    public async Task<int> RunAsync(TimeProvider time, params string[] arguments)
    {
        using var http = new HttpClient(new Handler(this));
        var application = new CliApplication(Console(_output), Console(_errors), _ => [Evm, Solana], http, time, new(WorkingDirectory ?? _folder.FullName, Repository));
        return await application.RunAsync(arguments);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        return console;
    }

    private sealed class Handler(CliHarness harness) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            (harness.RelayerAsync is { } slow ? await slow(request) : harness.Relayer(request)) ?? throw new HttpRequestException("connection refused");
    }
}
