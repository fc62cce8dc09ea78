using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Localnet.Processes;
using Bridge.Localnet.Relayers;
using Bridge.Localnet.State;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet.Guardians;

/// <summary>The guardians of the local network, each a process with a directory, keys and passphrase of its own.</summary>
/// <remarks>
/// The story: <see cref="InitializeAsync"/> lets every guardian make its identity; <see cref="GenerateKeyAsync"/> runs the ceremony among
/// the five processes, after which each holds its own share and all know the group key; <see cref="RunAsync"/> starts the daemons.
/// </remarks>
internal sealed class GuardianGroup(LocalnetOptions options, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, IReadOnlyList<int> ports, IReadOnlyList<int> healthPorts)
{
    private const uint FirstEpoch = 1;
    private const int SlowSeconds = 10;

    private IReadOnlyList<GuardianDeployment> _members = [];

    /// <summary>GET /health of each.</summary>
    public IReadOnlyList<string> HealthUrls { get; } = [.. healthPorts.Select(port => $"http://127.0.0.1:{port}/health")];

    /// <summary>Accounts that pay when a guardian raises a level; empty before <see cref="InitializeAsync"/>.</summary>
    public IReadOnlyList<FeeAddresses> FeeAddresses { get; private set; } = [];

    /// <summary>Every guardian makes its TLS certificate and identity key.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await EachAsync(index =>
        {
            StateDirectory.WritePassphrase(PassphraseFile(index));
            return processes.RunAsync(
                Spec($"{Name(index)}-init", index, "init", "--index", $"{index}", "--listen", $"https://127.0.0.1:{ports[index - 1]}", "--health-listen", $"http://127.0.0.1:{healthPorts[index - 1]}"),
                cancellationToken);
        });
        foreach (var index in Indexes) Configure(Path.Combine(Home(index), "guardian.json"));
        _members = [.. Indexes.Select(index => JsonFiles.Read<GuardianDeployment>(Path.Combine(Home(index), "public.json")))];
        FeeAddresses = [.. Indexes.Select(index => JsonFiles.Read<FeeAddresses>(Path.Combine(Home(index), "sentinel.json")))];
    }

    // Demonstration and tests change limits all the time, which would make every chain here sensitive for a day. Facts, as a change without a paper, stay on: no setting switches them off.
    // What a suspicion slows waits seconds here, as all that waits for people does.
    private static void Configure(string file)
    {
        var options = JsonFiles.Read<JsonObject>(file);
        options["slowSeconds"] = SlowSeconds;
        options["rules"] = new JsonObject { ["recent-admin"] = false };
        JsonFiles.Write(file, options);
    }

    /// <summary>The distributed key generation: every guardian runs it at the same time, none of them ever knows the group's secret.</summary>
    public async Task<GuardianSetDeployment> GenerateKeyAsync(BridgeId bridge, CancellationToken cancellationToken)
    {
        var ceremony = Path.Combine(state.Root, "ceremony.json");
        await processes.RunAsync(
            DotnetProgram.Spec(
                "ceremony", paths.Guardian, state.Root, state.Log("ceremony"),
                ["ceremony", "keygen", "--bridge-id", bridge.ToString(), "--threshold", $"{options.Threshold}", "--member", .. Indexes.Select(index => Path.Combine(Home(index), "public.json")), "--out", ceremony]),
            cancellationToken);
        await EachAsync(index => processes.RunAsync(Spec($"{Name(index)}-keygen", index, "keygen", "--ceremony", ceremony), cancellationToken));

        var groups = Indexes.Select(index => JsonFiles.Read<GroupFile>(Path.Combine(Home(index), "group.json"))).ToArray();
        if (groups.Select(group => group.GroupKey).Distinct(StringComparer.Ordinal).Count() != 1)
            throw new LocalnetException("the guardians ended key generation with different group keys");
        return new()
        {
            Epoch = FirstEpoch,
            Threshold = options.Threshold,
            GroupKey = groups[0].GroupKey,
            Members = [.. _members.Select(member => member with { VerifyingShare = groups[0].ShareOf(member.Index) })],
        };
    }

    /// <summary>
    /// Starts the daemons. Each reads the chains through addresses of its own, all of which have to agree: they lead to the same node, but a test can deceive one
    /// guardian, or one source of one guardian.
    /// </summary>
    public Task RunAsync(Deployment deployment, IReadOnlyList<string> relayerPins, IReadOnlyList<string> observerPins)
    {
        var pins = Path.Combine(state.Root, "relayer-pins.json");
        JsonFiles.Write(pins, relayerPins);
        var observers = Path.Combine(state.Root, "observer-pins.json");
        JsonFiles.Write(observers, observerPins);
        return EachAsync(index =>
        {
            var own = Path.Combine(Home(index), "deployment.json");
            (deployment with
            {
                Evm = deployment.Evm with { RpcUrls = Sources(deployment.Evm.RpcUrls, index) },
                Solana = deployment.Solana with { RpcUrls = Sources(deployment.Solana.RpcUrls, index) },
            }).Save(own);
            return processes.StartAsync(
                Spec(Name(index), index, "run", "--deployment", own, "--relayer-pins", pins, "--observer-pins", observers),
                options.Restart ? OnDeath.Restart : OnDeath.Report);
        });
    }

    private IEnumerable<int> Indexes => Enumerable.Range(1, options.Guardians);

    private string[] Sources(IReadOnlyList<string> urls, int index) => [.. urls.SelectMany(url => Enumerable.Range(1, options.Sources).Select(source => $"{url}/{Name(index)}/{source}"))];

    private static string Name(int index) => $"guardian-{index}";

    private string Home(int index) => state.DaemonDirectory(Name(index));

    private string PassphraseFile(int index) => Path.Combine(Home(index), "passphrase");

    private ProcessSpec Spec(string name, int index, string command, params IEnumerable<string> arguments) => DotnetProgram.Spec(
        name, paths.Guardian, Home(index), state.Log(name), [command, "--dir", Home(index), .. arguments, "--passphrase-file", PassphraseFile(index)]);

    private Task EachAsync(Func<int, Task> act) => Task.WhenAll(Indexes.Select(act));

    /// <summary>What <c>guardian keygen</c> writes.</summary>
    private sealed record GroupFile(uint Epoch, int Threshold, string GroupKey, JsonElement VerifyingShares)
    {
        public string ShareOf(ushort index) => (VerifyingShares.ValueKind == JsonValueKind.Array
            ? VerifyingShares[index - 1]
            : VerifyingShares.GetProperty($"{index}")).GetString()!;
    }
}
