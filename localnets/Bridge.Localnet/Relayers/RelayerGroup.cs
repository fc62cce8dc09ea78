using Bridge.Localnet.Processes;
using Bridge.Localnet.State;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet.Relayers;

/// <summary>What <c>relayer init</c> publishes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its status API.</param>
/// <param name="TlsPin">What guardians recognise it by.</param>
/// <param name="FeeAddresses">Accounts that pay fees, by chain name.</param>
internal sealed record RelayerPublic(string Name, string Url, string TlsPin, FeeAddresses FeeAddresses);

/// <summary>Accounts that pay a relayer's fees.</summary>
internal sealed record FeeAddresses(string Evm, string Solana);

/// <summary>The relayers, which share one Redis.</summary>
internal sealed class RelayerGroup(LocalnetOptions options, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, IReadOnlyList<int> ports)
{
    /// <summary>What they published; empty before <see cref="InitializeAsync"/>.</summary>
    public IReadOnlyList<RelayerPublic> Members { get; private set; } = [];

    /// <summary>Their status APIs.</summary>
    public IReadOnlyList<string> Urls { get; } = [.. ports.Select(port => $"http://127.0.0.1:{port}")];

    /// <summary>Every relayer makes its certificate and fee keys.</summary>
    public async Task InitializeAsync(string redis, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Indexes.Select(index => processes.RunAsync(
            DotnetProgram.Spec($"{Name(index)}-init", paths.Relayer, Home(index), state.Log($"{Name(index)}-init"),
                "init", "--dir", Home(index), "--name", Name(index), "--listen", Urls[index - 1], "--redis", redis),
            cancellationToken)));
        Members = [.. Indexes.Select(index => JsonFiles.Read<RelayerPublic>(Path.Combine(Home(index), "public.json")))];
    }

    /// <summary>Starts the daemons.</summary>
    public Task RunAsync(Deployment deployment) => Task.WhenAll(Indexes.Select(index =>
    {
        var own = Path.Combine(Home(index), "deployment.json");
        (deployment with
        {
            Evm = deployment.Evm with { RpcUrls = [.. deployment.Evm.RpcUrls.Select(url => $"{url}/{Name(index)}")] },
            Solana = deployment.Solana with { RpcUrls = [.. deployment.Solana.RpcUrls.Select(url => $"{url}/{Name(index)}")] },
        }).Save(own);
        return processes.StartAsync(
            DotnetProgram.Spec(Name(index), paths.Relayer, Home(index), state.Log(Name(index)), "run", "--dir", Home(index), "--deployment", own),
            options.Restart ? OnDeath.Restart : OnDeath.Report);
    }));

    private IEnumerable<int> Indexes => Enumerable.Range(1, options.Relayers);

    private static string Name(int index) => $"relayer-{index}";

    private string Home(int index) => state.DaemonDirectory(Name(index));
}
