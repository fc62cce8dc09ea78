using System.Diagnostics;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>The one local network of these tests: real nodes, five guardians, two relayers, started through the launcher.</summary>
public class LocalnetFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private Launcher _launcher = null!;
    private EvmChainFamily _evm = null!;
    private SolanaChainFamily _solana = null!;

    internal Deployment Deployment { get; private set; } = null!;

    internal IChainFamily Evm => _evm;

    internal IChainFamily Solana => _solana;

    /// <summary>Holds every asset at its home.</summary>
    internal Holder Alice { get; private set; } = null!;

    internal NodeControl EvmNode { get; private set; } = null!;

    internal NodeControl SolanaNode { get; private set; } = null!;

    /// <summary>Where its daemons export their traces.</summary>
    internal TraceCollector Traces { get; private set; } = null!;

    /// <summary>What the launcher is told besides.</summary>
    protected virtual string[] Arguments => [];

    internal Facts Facts => JsonSerializer.Deserialize<Facts>(File.ReadAllText(Path.Combine(_launcher.State, "localnet.json")), JsonSerializerOptions.Web)!;

    public async Task InitializeAsync()
    {
        Traces = TraceCollector.Start();
        _launcher = Launcher.Start(["--no-demo", .. Arguments], Traces.Environment);
        await Eventually.TrueAsync("the local network is up", StartLimit, () => Task.FromResult(IsReady()), () => _launcher.Output);
        Deployment = Deployment.Load(Path.Combine(_launcher.State, "deployment.json"));
        _evm = new(Deployment, TimeProvider.System);
        _solana = new(Deployment, TimeProvider.System);
        Alice = new(Secret("alice.evm.key"), Secret("alice.solana.key"));
        EvmNode = new(Facts.EvmUrl);
        SolanaNode = new(Facts.SolanaUrl);
    }

    public async Task DisposeAsync()
    {
        _evm?.Dispose();
        _solana?.Dispose();
        EvmNode?.Dispose();
        SolanaNode?.Dispose();
        await _launcher.DisposeAsync();
        await Traces.DisposeAsync();
    }

    internal AssetDeployment Asset(string symbol) => Deployment.Assets.Single(asset => asset.Symbol == symbol);

    /// <summary>What the launcher said.</summary>
    internal string Output => _launcher.Output;

    /// <summary>Everything the run writes.</summary>
    internal string State => _launcher.State;

    /// <summary>SIGKILL, as a crash or the kernel would.</summary>
    internal void Kill(string process)
    {
        if (!Facts.Processes.TryGetValue(process, out var pid)) return; // dead already, and about to be started again
        try
        {
            using var running = Process.GetProcessById(pid);
            running.Kill();
        }
        catch (ArgumentException)
        {
            // It died between the two lines.
        }
    }

    private bool IsReady()
    {
        if (_launcher.HasEnded) throw new InvalidOperationException($"the launcher ended:\n{_launcher.Output}");
        return File.Exists(Path.Combine(_launcher.State, "localnet.json")) && Facts.Ready;
    }

    private byte[] Secret(string name) => Hex.Decode(File.ReadAllText(Path.Combine(_launcher.State, "users", name)).Trim());
}

/// <summary>What the launcher tells about itself.</summary>
internal sealed record Facts(string EvmUrl, string SolanaUrl, string Redis, IReadOnlyList<string> GuardianHealthUrls, IReadOnlyList<string> RelayerUrls, string DashboardMetricsUrl, string WitnessUrl, bool Ready, IReadOnlyDictionary<string, int> Processes);

/// <summary>Keys of one person on both chains.</summary>
internal sealed record Holder(byte[] EvmSecret, byte[] SolanaSecret);

[CollectionDefinition(Name)]
public sealed class LocalnetCollection : ICollectionFixture<LocalnetFixture>
{
    public const string Name = "localnet";
}
