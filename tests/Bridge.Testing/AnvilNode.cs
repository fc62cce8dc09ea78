using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Bridge.Testing;

/// <summary>
/// A fresh EVM node (anvil) in a child process, on a port it chooses. The finalised block is two behind the newest. Without a block time every transaction
/// gets a block of its own at once, so tests step the chain themselves (<see cref="MineAsync"/>).
/// </summary>
public sealed class AnvilNode : IAsyncDisposable
{
    /// <summary>Chain id of every node.</summary>
    public const ulong EvmChainId = 31337;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // The well-known first key of the mnemonic "test test … junk", which anvil funds.
    private const string FundedSecret = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private readonly Process _process;
    private readonly HttpClient _http;

    private AnvilNode(Process process, string rpcUrl) => (_process, RpcUrl, _http) = (process, rpcUrl, new() { BaseAddress = new Uri(rpcUrl) });

    /// <summary>JSON-RPC over HTTP; WebSocket on the same port.</summary>
    public string RpcUrl { get; }

    /// <summary>Secret of an account with 10,000 ETH.</summary>
    public static byte[] Secret => Convert.FromHexString(FundedSecret);

    /// <summary>Starts a node.</summary>
    /// <param name="blockTime">Time between blocks; null: a block per transaction.</param>
    public static async Task<AnvilNode> StartAsync(TimeSpan? blockTime = null)
    {
        var start = new ProcessStartInfo(FindProgram()) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--port", "0", "--slots-in-an-epoch", "1", "--chain-id", $"{EvmChainId}"]) start.ArgumentList.Add(argument);
        if (blockTime is { } time)
        {
            start.ArgumentList.Add("--block-time");
            start.ArgumentList.Add(time.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }

        var process = Start(start);
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            const string Listening = "Listening on ";
            while (true)
            {
                var line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"the EVM node did not start: {await errors}");
                if (!line.StartsWith(Listening, StringComparison.Ordinal)) continue;
                // What it says later is of no interest, but a full pipe would stop it.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new(process, "http://" + line[Listening.Length..].Trim());
            }
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Mines blocks.</summary>
    public Task MineAsync(int blocks = 1) => CallAsync("anvil_mine", blocks);

    /// <summary>Mines until everything so far is final.</summary>
    public Task FinalizeAsync() => MineAsync(3);

    /// <summary>Any method of the node, for what only a test does.</summary>
    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] parameters)
    {
        using var response = await _http.PostAsJsonAsync("", new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) });
        var reply = await response.Content.ReadFromJsonAsync<JsonNode>();
        return reply!["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : reply["result"]?.DeepClone();
    }

    /// <summary>Ends the node and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // The native program, not npm's wrapper, so that ending the child ends the node.
    private static string FindProgram()
    {
        string[] folders = [RepositoryRoot.Combine("localnets"), RepositoryRoot.Combine("Contracts", "evm")];
        return folders.Select(folder => Path.Combine(folder, "node_modules", "@foundry-rs", "anvil-linux-amd64", "bin", "anvil")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"the EVM node is not installed: run `npm ci` in {folders[0]} or in {folders[1]}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{start.FileName} cannot be run", e);
        }
    }
}
