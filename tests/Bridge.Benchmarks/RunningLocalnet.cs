using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.RelayerApi;
using Bridge.Testing;

namespace Bridge.Benchmarks;

/// <summary>A local network of its own, on free ports, started through the launcher that everybody uses.</summary>
internal sealed class RunningLocalnet : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4), Poll = TimeSpan.FromMilliseconds(100);

    private readonly Process _launcher;
    private readonly DirectoryInfo _state;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private RunningLocalnet(Process launcher, DirectoryInfo state, Deployment deployment)
    {
        (_launcher, _state, Deployment) = (launcher, state, deployment);
        Evm = new EvmChainFamily(deployment, TimeProvider.System);
        Solana = new SolanaChainFamily(deployment, TimeProvider.System);
    }

    public Deployment Deployment { get; }

    /// <summary>Where everything is kept.</summary>
    public string State => _state.FullName;

    /// <summary>Where guardians say how they are, in the order of their numbers.</summary>
    public IReadOnlyList<string> GuardianHealthUrls
    {
        get
        {
            using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(State, "localnet.json")));
            return [.. facts.RootElement.GetProperty("guardianHealthUrls").EnumerateArray().Select(url => url.GetString()!)];
        }
    }

    public IChainFamily Evm { get; }

    public IChainFamily Solana { get; }

    public static async Task<RunningLocalnet> StartAsync(CancellationToken cancellationToken)
    {
        var state = Directory.CreateTempSubdirectory("bridge-bench-");
        var program = RepositoryRoot.Combine("localnets", "Bridge.Localnet", "bin", "Release", "net10.0", "Bridge.Localnet.dll");
        string[] arguments = [program, "--no-demo", "--state", state.FullName, "--evm-port", "0", "--solana-port", "0", "--redis-port", "0", "--guardian-port", "0", "--health-port", "0", "--relayer-port", "0", "--witness-port", "0", "--no-dashboard"];
        var launcher = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true })
            ?? throw new InvalidOperationException("the launcher did not start");
        var said = launcher.StandardOutput.ReadToEndAsync(cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (!IsReady(state))
        {
            if (launcher.HasExited) throw new InvalidOperationException($"the launcher ended: {await said}");
            if (TimeProvider.System.GetElapsedTime(started) > StartLimit) throw new TimeoutException("the local network did not start in time");
            await Task.Delay(Poll, cancellationToken);
        }

        return new RunningLocalnet(launcher, state, Deployment.Load(Path.Combine(state.FullName, "deployment.json")));
    }

    /// <summary>New users with money on a chain: one account locks one amount after the other, so load takes many.</summary>
    public async Task<IReadOnlyList<IWallet>> UsersAsync(IChainFamily chain, int count, CancellationToken cancellationToken)
    {
        using var facts = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_state.FullName, "faucet.json"), cancellationToken));
        var faucet = new Uri(facts.RootElement.GetProperty("url").GetString()!);
        var users = Enumerable.Range(0, count).Select(i => chain.Wallet(chain.RpcUrls[0], Keccak256.Hash($"load {chain.Name} {i}").ToArray())).ToArray();
        foreach (var user in users)
        {
            using var response = await _http.PostAsJsonAsync(faucet, new { chain = chain.Name, address = chain.FormatAddress(user.Address) }, cancellationToken);
            response.EnsureSuccessStatusCode();
        }

        return users;
    }

    /// <summary>Waits until a relayer shows the transfer as released.</summary>
    public async Task<TransferStatus> ReleasedAsync(TransferId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Only the relayer that worked on a transfer knows every time: the fullest answer counts.
            var answers = new List<TransferStatus>();
            foreach (var url in Deployment.RelayerUrls)
            {
                using var response = await _http.GetAsync(new Uri($"{url}/v1/transfers/{id}"), cancellationToken);
                if (response.StatusCode != HttpStatusCode.NotFound && await response.Content.ReadFromJsonAsync<TransferStatus>(cancellationToken) is { } status) answers.Add(status);
            }

            var best = answers.Where(status => status.State == TransferState.Released).MaxBy(status => (status.Times.Submitted is not null, status.Times.Final is not null));
            if (best is not null) return best;
            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>Resident memory in MiB of every process whose name starts with <paramref name="prefix"/>.</summary>
    public IReadOnlyList<double> MemoryOf(string prefix)
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(_state.FullName, "localnet.json")));
        return [.. facts.RootElement.GetProperty("processes").EnumerateObject()
            .Where(process => process.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(process => Machine.ResidentMegabytes(process.Value.GetInt32()))];
    }

    public async ValueTask DisposeAsync()
    {
        Process.Start("kill", ["-TERM", _launcher.Id.ToString(CultureInfo.InvariantCulture)])?.WaitForExit();
        await _launcher.WaitForExitAsync();
        _launcher.Dispose();
        _http.Dispose();
        _state.Delete(recursive: true);
    }

    private static bool IsReady(DirectoryInfo state)
    {
        var file = Path.Combine(state.FullName, "localnet.json");
        if (!File.Exists(file)) return false;
        using var facts = JsonDocument.Parse(File.ReadAllText(file));
        return facts.RootElement.GetProperty("ready").GetBoolean();
    }
}
