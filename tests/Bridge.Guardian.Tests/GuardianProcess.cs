using System.Diagnostics;
using Bridge.Testing;

namespace Bridge.Guardian.Tests;

/// <summary>The guardian executable as a process of its own.</summary>
internal sealed class GuardianProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ProcessOutput _output;

    private GuardianProcess(Process process) => (_process, _output) = (process, new(process));

    public string Output => _output.ToString();

    public static GuardianProcess Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "guardian.dll"), .. arguments]) start.ArgumentList.Add(argument);
        return new GuardianProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = Start(arguments);
        return (await process.EndAsync(), process.Output);
    }

    /// <summary>Waits until the process has said something.</summary>
    public async Task SaysAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            (limit.IsCancellationRequested || _process.HasExited && !Output.Contains(text, StringComparison.Ordinal)).ShouldBeFalse($"it never said \"{text}\":\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
