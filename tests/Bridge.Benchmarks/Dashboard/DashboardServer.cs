using System.Diagnostics;
using System.Globalization;
using System.Net;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Cryptography;
using Bridge.Testing;

namespace Bridge.Benchmarks;

/// <summary>A dashboard as its operator sets it up and runs it: the program in a process of its own, beside a local network.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    public const string User = "vera", Password = "correct horse battery";

    private static readonly string Program = RepositoryRoot.Combine("Monitoring", "Bridge.Dashboard", "bin", "Release", "net10.0", "dashboard.dll");
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2), Poll = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly byte[] _totp;

    private DashboardServer(Process process, string url, byte[] totp) => (_process, Url, _totp) = (process, url, totp);

    public string Url { get; }

    /// <summary>Resident memory now, MiB.</summary>
    public double Memory => Machine.ResidentMegabytes(_process.Id);

    /// <summary>What the user's authenticator shows now.</summary>
    public string Code => Totp.Code(_totp, Totp.StepOf(TimeProvider.System.GetUtcNow()));

    /// <summary>Sets one up, has <paramref name="fill"/> write its history, and runs it.</summary>
    public static async Task<DashboardServer> StartAsync(RunningLocalnet localnet, Action<DashboardDirectory> fill, CancellationToken cancellationToken)
    {
        var (home, url) = (Path.Combine(localnet.State, "measured-dashboard"), $"http://127.0.0.1:{FreePort.Next()}");
        await RunAsync(["init", "--dir", home, "--listen", url, .. localnet.GuardianHealthUrls.Index().SelectMany(health => (string[])["--guardian-health", $"{health.Index + 1}={health.Item}"])], cancellationToken);
        var (password, totp) = (Path.Combine(home, "vera.password"), Path.Combine(home, "vera.totp"));
        SecretFile.Write(password, System.Text.Encoding.ASCII.GetBytes(Password));
        await RunAsync(["user", "add", User, "--dir", home, "--role", "viewer", "--password-file", password, "--totp-file", totp], cancellationToken);
        fill(new DashboardDirectory(home));
        var secret = Totp.SecretOf((await File.ReadAllTextAsync(totp, cancellationToken)).Trim()) ?? throw new InvalidOperationException($"{totp} holds no secret");
        string[] run = ["run", "--dir", home, "--deployment", Path.Combine(localnet.State, "deployment.json"), "--page", RepositoryRoot.Combine("Monitoring", "Bridge.Dashboard", "web", "dist")];
        var server = new DashboardServer(Start(run), url, secret);
        try
        {
            await server.AnswersAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"the dashboard ended with {_process.ExitCode}");
            try
            {
                if ((await http.GetAsync(new Uri($"{Url}/health"), limit.Token)).StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet; the limit ends this.
            }

            await Task.Delay(Poll, limit.Token);
        }
    }

    private static async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"dashboard {arguments[0]} ended with {process.ExitCode}");
    }

    private static Process Start(IReadOnlyList<string> arguments)
    {
        // What it says goes nowhere but its errors: a full pipe would stop it.
        var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("the dashboard did not start");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
