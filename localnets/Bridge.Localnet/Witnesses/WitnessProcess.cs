using Bridge.Localnet.Processes;
using Bridge.Localnet.State;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet.Witnesses;

/// <summary>The independent witness (<c>Monitoring/witness</c>), a process with a directory, keys and addresses of its own.</summary>
/// <remarks>It reads each chain through two addresses, as if they were two nodes, so that a test can let one of them lie.</remarks>
internal sealed class WitnessProcess
{
    private const string Name = WitnessIdentity.Directory;
    private const int PollMilliseconds = 1_000;
    private const int TimeoutMilliseconds = 20_000;

    // anvil finalises two blocks later and surfpool 31 slots: on a machine that is busy their newest blocks are seen late.
    private const int OldestHeadSeconds = 30;

    private static readonly string[] Sources = ["witness-1", "witness-2"];

    private readonly LocalnetOptions _options;
    private readonly RepositoryPaths _paths;
    private readonly StateDirectory _state;
    private readonly ProcessSupervisor _processes;
    private readonly int _port;
    private readonly string _home;

    public WitnessProcess(LocalnetOptions options, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, int port)
    {
        (_options, _paths, _state, _processes, _port) = (options, paths, state, processes, port);
        _home = state.DaemonDirectory(Name);
        Identity = WitnessIdentity.Create(state);
    }

    /// <summary>Who it is on the chains.</summary>
    public WitnessIdentity Identity { get; }

    /// <summary>Where it tells how it is.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>GET: 200 when all is well.</summary>
    public string HealthUrl => $"{Url}/health";

    /// <summary>Starts it.</summary>
    public Task RunAsync(Deployment deployment)
    {
        deployment.Save(Path.Combine(_home, "deployment.json"));
        var settings = Path.Combine(_home, "witness.json");
        JsonFiles.Write(settings, new
        {
            Deployment = "deployment.json",
            Ledger = "ledger.log",
            SentinelKey = "sentinel.key",
            SolanaFeeKey = "solana-fee.key",
            Listen = Url,
            EvmUrls = Sources.Select(source => $"{deployment.Evm.RpcUrls[0]}/{source}"),
            SolanaUrls = Sources.Select(source => $"{deployment.Solana.RpcUrls[0]}/{source}"),
            Quorum = Sources.Length,
            PollMilliseconds,
            TimeoutMilliseconds,
            EvmOldestHeadSeconds = OldestHeadSeconds,
            SolanaOldestHeadSeconds = OldestHeadSeconds,
        });
        return _processes.StartAsync(
            new(Name, "node", [_paths.Witness, "--config", settings]) { WorkingDirectory = _home, LogPath = _state.Log(Name) },
            _options.Restart ? OnDeath.Restart : OnDeath.Report);
    }
}
