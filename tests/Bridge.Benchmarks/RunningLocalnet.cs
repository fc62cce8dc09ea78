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

    private readonly Launcher _launcher;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private RunningLocalnet(Launcher launcher)
    {
        (_launcher, Deployment) = (launcher, Deployment.Load(Path.Combine(launcher.State, "deployment.json")));
        Evm = new EvmChainFamily(Deployment, TimeProvider.System);
        Solana = new SolanaChainFamily(Deployment, TimeProvider.System);
    }

    public Deployment Deployment { get; }

    /// <summary>Where everything is kept.</summary>
    public string State => _launcher.State;

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
        var launcher = Launcher.Start("--no-demo", "--no-dashboard");
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            while (!IsReady(launcher.State))
            {
                if (launcher.HasEnded) throw new InvalidOperationException($"the launcher ended: {launcher.Output}");
                if (TimeProvider.System.GetElapsedTime(started) > StartLimit) throw new TimeoutException($"the local network did not start in time: {launcher.Output}");
                await Task.Delay(Poll, cancellationToken);
            }

            return new RunningLocalnet(launcher);
        }
        catch
        {
            await launcher.DisposeAsync();
            throw;
        }
    }

    /// <summary>New users with money on a chain: one account locks one amount after the other, so load takes many.</summary>
    public async Task<IReadOnlyList<IWallet>> UsersAsync(IChainFamily chain, int count, CancellationToken cancellationToken)
    {
        using var facts = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(State, "faucet.json"), cancellationToken));
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
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(State, "localnet.json")));
        return [.. facts.RootElement.GetProperty("processes").EnumerateObject()
            .Where(process => process.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(process => Machine.ResidentMegabytes(process.Value.GetInt32()))];
    }

    public async ValueTask DisposeAsync()
    {
        await _launcher.DisposeAsync();
        _http.Dispose();
    }

    private static bool IsReady(string state)
    {
        var file = Path.Combine(state, "localnet.json");
        if (!File.Exists(file)) return false;
        using var facts = JsonDocument.Parse(File.ReadAllText(file));
        return facts.RootElement.GetProperty("ready").GetBoolean();
    }
}
