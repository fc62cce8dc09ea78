using System.Diagnostics;
using System.Text.Json;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests.Interoperability;

/// <summary>A node process with participants of @noble/curves (peer.mjs). Its packages come from the lock file beside it.</summary>
public sealed class NoblePeer : IDisposable
{
    private static readonly string Folder = RepositoryRoot.Combine("tests", "Bridge.Frost.Signer.Tests", "Interoperability");
    private readonly Process _process;

    public NoblePeer()
    {
        Install();
        _process = Start("node", "peer.mjs");
    }

    public JsonElement Ask(object request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the peer ended: {_process.StandardError.ReadToEnd()}");
        var answer = JsonDocument.Parse(line).RootElement;
        return answer.TryGetProperty("error", out var error) ? throw new InvalidOperationException(error.GetString()) : answer;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private static void Install()
    {
        var stamp = Path.Combine(Folder, "node_modules", ".installed");
        var wanted = File.ReadAllText(Path.Combine(Folder, "package-lock.json"));
        if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted) return;
        using var npm = Start("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
        npm.StandardInput.Close();
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci failed in {Folder}");
        File.WriteAllText(stamp, wanted);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
