using System.Security.Cryptography;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Localnet.Dashboards;
using Bridge.Localnet.Deployments;
using Bridge.Localnet.Faucets;
using Bridge.Localnet.Guardians;
using Bridge.Localnet.Nodes;
using Bridge.Localnet.Ports;
using Bridge.Localnet.Processes;
using Bridge.Localnet.Relayers;
using Bridge.Localnet.State;
using Bridge.Localnet.Users;
using Bridge.Localnet.Witnesses;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet;

/// <summary>The running bridge: nodes, contracts, guardians, relayers, users with something to move.</summary>
/// <remarks>
/// The order: nodes and identities at the same time; key generation; both chains deployed under the generated key, each proved to refuse a
/// forged release (M12); then the daemons, until all of them say that they are healthy. Every start has a new bridge id and new keys.
/// </remarks>
internal sealed class LocalNetwork : IAsyncDisposable
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(60);

    private readonly ProcessSupervisor _processes;
    private readonly ChainNodes _nodes;
    private readonly StateDirectory _state;
    private readonly GuardianGroup _guardians;
    private readonly RelayerGroup _relayers;
    private readonly WitnessProcess _witness;
    private readonly Faucet _faucet;
    private volatile bool _ready;

    private LocalNetwork(ProcessSupervisor processes, ChainNodes nodes, StateDirectory state, GuardianGroup guardians, RelayerGroup relayers, WitnessProcess witness, Faucet faucet) =>
        (_processes, _nodes, _state, _guardians, _relayers, _witness, _faucet) = (processes, nodes, state, guardians, relayers, witness, faucet);

    /// <summary>Page of the dashboard; null when it does not run.</summary>
    public string? DashboardUrl { get; private init; }

    /// <summary>Metrics of the dashboard; null when it does not run.</summary>
    public string? DashboardMetricsUrl { get; private init; }

    /// <summary>The public facts, as every program reads them.</summary>
    public required Deployment Deployment { get; init; }

    /// <summary>Clients of both chains.</summary>
    public required ChainPair Chains { get; init; }

    /// <summary>The person of the demonstration.</summary>
    public required DemoUser Alice { get; init; }

    /// <summary>A person without tokens or any role, who pays the fees of other people's papers.</summary>
    public required DemoUser Bob { get; init; }

    /// <summary>Completes with the reason when nothing can go on.</summary>
    public Task<string> Fatal => _processes.Fatal;

    /// <summary>Where everything is kept.</summary>
    public string StateRoot => _state.Root;

    /// <summary>Starts everything. What was started is stopped again when this fails.</summary>
    public static async Task<LocalNetwork> StartAsync(LocalnetOptions options, StateDirectory state, TimeProvider time, Action<string> report, CancellationToken cancellationToken)
    {
        var paths = RepositoryPaths.Find();
        var ports = LocalnetPorts.Take(options);

        var processes = new ProcessSupervisor(new ProcessSpawner(), time, report, name => File.Exists(state.KeptDown(name)));
        ChainNodes? nodes = null;
        BridgeDeployment? deployed = null;
        try
        {
            var guardians = new GuardianGroup(options, paths, state, processes, ports.Signing, ports.Health);
            var relayers = new RelayerGroup(options, paths, state, processes, ports.Relayers);
            var dashboard = options.Dashboard ? new DashboardProcess(options, paths, state, processes, ports.Dashboard, guardians.HealthUrls) : null;
            var witness = new WitnessProcess(options, paths, state, processes, ports.Witness);
            var bridge = BridgeId.From(Bytes32.From(RandomNumberGenerator.GetBytes(32)));

            report("starting the chains, making guardian and relayer identities");
            var starting = ChainNodes.StartAsync(options, ports.Nodes, paths, state, processes, time, cancellationToken);
            await Task.WhenAll(starting, guardians.InitializeAsync(cancellationToken), relayers.InitializeAsync($"127.0.0.1:{ports.Nodes.Redis}", cancellationToken), dashboard?.InitializeAsync(cancellationToken) ?? Task.CompletedTask);
            nodes = await starting;

            report($"generating the group key among {options.Guardians} guardians, {options.Threshold} of whom must sign");
            var group = await guardians.GenerateKeyAsync(bridge, cancellationToken);

            report("deploying the contracts on both chains");
            var alice = DemoUser.Create("alice", state);
            var staff = RiskStaff.Create(state, group.Members, [witness.Identity.FeeAddresses.Evm, .. dashboard is null ? [] : new[] { dashboard.Facts.Sentinel }]);
            var feeAccounts = relayers.Members.Select(relayer => relayer.FeeAddresses).Concat(guardians.FeeAddresses).Append(witness.Identity.FeeAddresses).Concat(dashboard is null ? [] : [dashboard.Facts.FeeAddresses]).ToList();
            var accounts = dashboard?.AddStaffAsync(staff.Officers, cancellationToken) ?? Task.CompletedTask;
            deployed = await BridgeDeployment.RunAsync(new(bridge, group, nodes, feeAccounts, relayers.Urls, alice, staff, paths), time, cancellationToken);
            await accounts;
            var bob = DemoUser.Create("bob", state);
            await Task.WhenAll(deployed.Evm.FundAsync(bob.EvmAddress.ToString(), cancellationToken), deployed.Solana.FundAsync(bob.SolanaAddress.ToString(), cancellationToken));
            var deployment = deployed.Deployment;
            deployment.Save(state.Deployment);
            deployed.Manifest.Save(state.Manifest);

            report($"starting {options.Guardians} guardians, {options.Relayers} relayers and the witness");
            await Task.WhenAll(
                guardians.RunAsync(deployment, [.. relayers.Members.Select(relayer => relayer.TlsPin)], dashboard is null ? [] : [dashboard.Facts.TlsPin]),
                relayers.RunAsync(deployment), witness.RunAsync(deployment), dashboard?.RunAsync(deployment) ?? Task.CompletedTask);
            await HealthWait.UntilHealthyAsync([.. guardians.HealthUrls, .. relayers.Urls.Select(url => $"{url}/health"), witness.HealthUrl, .. dashboard is null ? [] : new[] { $"{dashboard.Url}/health" }], HealthLimit, time, cancellationToken);

            var faucet = await Faucet.StartAsync(deployed, state, cancellationToken);
            var network = new LocalNetwork(processes, nodes, state, guardians, relayers, witness, faucet) { Deployment = deployment, Chains = new(new EvmChainFamily(deployment, time), new SolanaChainFamily(deployment, time)), Alice = alice, Bob = bob, DashboardUrl = dashboard?.Url, DashboardMetricsUrl = dashboard?.MetricsUrl };
            processes.Changed += network.OnChanged;
            network.SaveFacts();
            return network;
        }
        catch
        {
            deployed?.Dispose();
            if (nodes is not null) await nodes.DisposeAsync();
            await processes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells readers of <c>localnet.json</c> that everything runs and the demonstration is over.</summary>
    public void MarkReady()
    {
        _ready = true;
        SaveFacts();
    }

    public async ValueTask DisposeAsync()
    {
        _processes.Changed -= OnChanged;
        await _faucet.DisposeAsync();
        await _processes.DisposeAsync();
        await _nodes.DisposeAsync();
    }

    private void OnChanged(object? sender, EventArgs change) => SaveFacts();

    private void SaveFacts()
    {
        lock (_state)
        {
            JsonFiles.Write(_state.Facts, new LocalnetFacts
            {
                EvmUrl = _nodes.EvmUrl,
                SolanaUrl = _nodes.SolanaUrl,
                Redis = _nodes.Redis,
                GuardianHealthUrls = _guardians.HealthUrls,
                RelayerUrls = _relayers.Urls,
                DashboardUrl = DashboardUrl,
                DashboardMetricsUrl = DashboardMetricsUrl,
                WitnessUrl = _witness.Url,
                Ready = _ready,
                Processes = _processes.Pids,
            });
        }
    }
}
