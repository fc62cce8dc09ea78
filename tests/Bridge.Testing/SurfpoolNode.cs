using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Bridge.Testing;

/// <summary>
/// A fresh Solana node (surfpool: the real SVM) in a child process of its own, on ports it chooses. It ends with its owner, even if that one is killed,
/// because it watches its standard input. One instance carries about 2,000 transactions well: each suite starts its own.
/// </summary>
public sealed class SurfpoolNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private int _disposed;

    private SurfpoolNode(Process process, string rpcUrl, string webSocketUrl) => (_process, RpcUrl, WebSocketUrl) = (process, rpcUrl, webSocketUrl);

    /// <summary>JSON-RPC over HTTP.</summary>
    public string RpcUrl { get; }

    /// <summary>WebSocket, on another port.</summary>
    public string WebSocketUrl { get; }

    /// <summary>Starts a node.</summary>
    /// <param name="slotMs">Milliseconds a slot; finality is 31 slots.</param>
    /// <param name="airdrops">Base58 addresses to fund, each ADDRESS or ADDRESS=LAMPORTS.</param>
    public static async Task<SurfpoolNode> StartAsync(int slotMs = 50, params string[] airdrops)
    {
        var folder = RepositoryRoot.Combine("localnets");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@solana")))
            throw new InvalidOperationException($"the Solana node is not installed: run `npm ci` in {folder}");
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["surfpool.mjs", "--slot-ms", $"{slotMs}", .. airdrops.SelectMany(airdrop => (string[])["--airdrop", airdrop])])
            start.ArgumentList.Add(argument);
        var process = Start(start);
        try
        {
            // What it says later is of no interest, but a full pipe would stop it.
            var errors = process.StandardError.ReadToEndAsync();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit)
                ?? throw new InvalidOperationException($"the Solana node did not start: {await errors}");
            _ = process.StandardOutput.ReadToEndAsync();
            var urls = JsonSerializer.Deserialize<JsonElement>(line);
            return new(process, urls.GetProperty("rpcUrl").GetString()!, urls.GetProperty("wsUrl").GetString()!);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends the node and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("node is not installed, or not on the path", e);
        }
    }
}
