using Bridge.Localnet.Processes;
using Bridge.Localnet.Relayers;
using Bridge.Localnet.State;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Dashboards;

/// <summary>What <c>dashboard init</c> publishes.</summary>
/// <param name="Url">Its page.</param>
/// <param name="Sentinel">The key it tightens with.</param>
/// <param name="TlsPin">What guardians recognise it by when it reads observations.</param>
/// <param name="FeeAddresses">Accounts that pay fees, by chain name.</param>
internal sealed record DashboardPublic(string Url, string Sentinel, string TlsPin, FeeAddresses FeeAddresses);

/// <summary>The dashboard of the risk staff, with four people who may sign in.</summary>
/// <remarks>Passwords and the secrets of their authenticators lie in <c>staff/</c> of the run's directory: a local network's money is worth nothing.</remarks>
internal sealed class DashboardProcess(LocalnetOptions options, RepositoryPaths paths, StateDirectory state, ProcessSupervisor processes, IReadOnlyList<int> ports, IReadOnlyList<string> guardianHealth)
{
    private const string Name = "dashboard";
    private DashboardPublic? _facts;

    /// <summary>Its page.</summary>
    public string Url { get; } = $"http://127.0.0.1:{ports[0]}";

    /// <summary>Its metrics.</summary>
    public string MetricsUrl { get; } = $"http://127.0.0.1:{ports[1]}";

    /// <summary>What it published.</summary>
    /// <exception cref="InvalidOperationException">Before <see cref="InitializeAsync"/>.</exception>
    public DashboardPublic Facts => _facts ?? throw new InvalidOperationException("the dashboard has no keys yet");

    /// <summary>Makes its keys.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await processes.RunAsync(
            Spec($"{Name}-init", ["init", "--dir", Home, "--listen", Url, "--metrics-listen", MetricsUrl, .. guardianHealth.Index().SelectMany(health => new[] { "--guardian-health", $"{health.Index + 1}={health.Item}" })]), cancellationToken);
        _facts = JsonFiles.Read<DashboardPublic>(Path.Combine(Home, "public.json"));
    }

    /// <summary>Makes the accounts: a viewer, two officers with signing keys of their own, an administrator.</summary>
    public async Task AddStaffAsync(IReadOnlyList<SignerAddress> officers, CancellationToken cancellationToken)
    {
        (string User, string Role, SignerAddress? Officer)[] staff = [("vera", "viewer", null), ("olga", "officer", officers[0]), ("oscar", "officer", officers[1]), ("ada", "admin", null)];
        // One after the other: they write one file.
        foreach (var (user, role, officer) in staff)
        {
            var password = Path.Combine(Staff, $"{user}.password");
            StateDirectory.WritePassphrase(password);
            string[] signer = officer is { } address ? ["--officer", address.ToString()] : [];
            await processes.RunAsync(
                Spec($"{Name}-user-{user}", ["user", "add", user, "--dir", Home, "--role", role, "--password-file", password, "--totp-file", Path.Combine(Staff, $"{user}.totp"), .. signer]), cancellationToken);
        }
    }

    /// <summary>Starts it. It reads the chains through an address of its own, so that a test can deceive it alone.</summary>
    public Task RunAsync(Deployment deployment)
    {
        var own = Path.Combine(Home, "deployment.json");
        (deployment with
        {
            Evm = deployment.Evm with { RpcUrls = [.. deployment.Evm.RpcUrls.Select(url => $"{url}/{Name}")] },
            Solana = deployment.Solana with { RpcUrls = [.. deployment.Solana.RpcUrls.Select(url => $"{url}/{Name}")] },
        }).Save(own);
        return processes.StartAsync(Spec(Name, ["run", "--dir", Home, "--deployment", own, "--page", paths.DashboardPage]), options.Restart ? OnDeath.Restart : OnDeath.Report);
    }

    private string Home => state.DaemonDirectory(Name);

    private string Staff => state.DaemonDirectory("staff");

    private ProcessSpec Spec(string name, IEnumerable<string> arguments) => DotnetProgram.Spec(name, paths.Dashboard, Home, state.Log(name), arguments);
}
