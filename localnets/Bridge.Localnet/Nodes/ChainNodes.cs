using System.Globalization;
using System.Text.Json;
using Bridge.Localnet.Processes;
using Bridge.Localnet.Proxies;
using Bridge.Localnet.State;

namespace Bridge.Localnet.Nodes;

/// <summary>Ports of what stands around the chains.</summary>
/// <param name="Evm">Proxy before anvil.</param>
/// <param name="Solana">Proxy before surfpool.</param>
/// <param name="Redis">Redis itself.</param>
/// <param name="Anvil">anvil itself; surfpool chooses its own.</param>
internal sealed record NodePorts(int Evm, int Solana, int Redis, int Anvil);

/// <summary>Both chain nodes, their proxies, and Redis.</summary>
/// <remarks>The nodes listen on free ports; everybody talks to the proxies on the fixed ones.</remarks>
internal sealed class ChainNodes : IAsyncDisposable
{
    // Blocks whose state is kept at least, some 0.3 MB each. Only who proves old locks asks for old states: a guardian that comes back without its journal, a search for an old lock.
    private const string StatesKept = "600";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly RpcProxy _evmProxy;
    private readonly RpcProxy _solanaProxy;

    private ChainNodes(NodePorts ports, RpcProxy evmProxy, RpcProxy solanaProxy) => (Ports, _evmProxy, _solanaProxy) = (ports, evmProxy, solanaProxy);

    public NodePorts Ports { get; }

    public string EvmUrl => $"http://127.0.0.1:{Ports.Evm}";

    public string SolanaUrl => $"http://127.0.0.1:{Ports.Solana}";

    public string SolanaWebSocketUrl => $"ws://127.0.0.1:{Ports.Solana}";

    public string Redis => $"127.0.0.1:{Ports.Redis}";

    /// <summary>Starts all of it and waits until it answers.</summary>
    public static async Task<ChainNodes> StartAsync(
        LocalnetOptions options, NodePorts ports, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, TimeProvider time, CancellationToken cancellationToken)
    {
        var redis = StartRedisAsync(options, ports.Redis, state, processes, time, cancellationToken);
        var anvil = StartAnvilAsync(options, ports.Anvil, paths, state, processes, time, cancellationToken);
        var surfpool = StartSurfpoolAsync(options, paths, state, processes, time, cancellationToken);
        await Task.WhenAll(redis, anvil, surfpool);
        var evmNode = await anvil;
        var solanaNode = await surfpool;
        var evmProxy = await RpcProxy.StartAsync(new(ports.Evm, evmNode, new UriBuilder(evmNode) { Scheme = "ws" }.Uri), cancellationToken);
        var solanaProxy = await RpcProxy.StartAsync(new(ports.Solana, solanaNode.Rpc, solanaNode.WebSocket), cancellationToken);
        return new(ports, evmProxy, solanaProxy);
    }

    public async ValueTask DisposeAsync()
    {
        await _evmProxy.DisposeAsync();
        await _solanaProxy.DisposeAsync();
    }

    private static async Task<Uri> StartAnvilAsync(
        LocalnetOptions options, int port, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, TimeProvider time, CancellationToken cancellationToken)
    {
        var blockTime = (options.EvmBlockMs / 1000.0).ToString(CultureInfo.InvariantCulture);
        // One slot an epoch: "finalized" lags the head by two blocks. Old states are let go of: anvil would write each to the disk, some gigabytes an hour, and leave them there.
        await processes.StartAsync(
            new("anvil", paths.Anvil, ["--host", "127.0.0.1", "--port", $"{port}", "--block-time", blockTime, "--slots-in-an-epoch", "1", "--prune-history", StatesKept, "--silent"])
            {
                WorkingDirectory = state.Root,
                LogPath = state.Log("anvil"),
            },
            OnDeath.EndEverything);
        var url = new Uri($"http://127.0.0.1:{port}");
        using var rpc = new NodeRpc(url, time);
        await rpc.WaitUntilAnswersAsync("eth_chainId", StartLimit, cancellationToken);
        return url;
    }

    private static async Task<(Uri Rpc, Uri WebSocket)> StartSurfpoolAsync(
        LocalnetOptions options, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, TimeProvider time, CancellationToken cancellationToken)
    {
        var node = await processes.StartAsync(
            new("surfpool", "node", [paths.SurfpoolScript, "--slot-ms", $"{options.SolanaSlotMs}"]) { WorkingDirectory = paths.NodePackages, LogPath = state.Log("surfpool") },
            OnDeath.EndEverything);
        var line = await node.FirstLine.WaitAsync(StartLimit, time, cancellationToken);
        var announced = JsonSerializer.Deserialize<Announcement>(line, JsonSerializerOptions.Web) ?? throw new LocalnetException($"surfpool announced \"{line}\"");
        using var rpc = new NodeRpc(announced.RpcUrl, time);
        await rpc.WaitUntilAnswersAsync("getSlot", StartLimit, cancellationToken);
        return (announced.RpcUrl, announced.WsUrl);
    }

    private static async Task StartRedisAsync(
        LocalnetOptions options, int port, StateDirectory state, ProcessSupervisor processes, TimeProvider time, CancellationToken cancellationToken)
    {
        // No persistence: Redis is a queue and a cache, and comes back empty by design.
        await processes.StartAsync(
            new("redis", "redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", state.Root])
            {
                WorkingDirectory = state.Root,
                LogPath = state.Log("redis"),
            },
            options.Restart ? OnDeath.Restart : OnDeath.Report);
        await NodeRpc.WaitUntilListensAsync("127.0.0.1", port, StartLimit, time, cancellationToken);
    }

    private sealed record Announcement(Uri RpcUrl, Uri WsUrl);
}
