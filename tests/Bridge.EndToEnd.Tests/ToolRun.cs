using System.Diagnostics;
using Bridge.Testing;

namespace Bridge.EndToEnd.Tests;

/// <summary>A run of one of the project's command lines, as a person would start it.</summary>
internal sealed class ToolRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ProcessOutput _output;

    private ToolRun(Process process) => (_process, _output) = (process, new(process));

    public string Output => _output.ToString();

    /// <summary><c>guardian …</c></summary>
    public static ToolRun Guardian(params string[] arguments) => Start("Guardians/Bridge.Guardian", "guardian.dll", arguments);

    /// <summary><c>bridge …</c></summary>
    public static ToolRun Bridge(params string[] arguments) => Start("Relayer/Bridge.Cli", "bridge.dll", arguments);

    public Task SaysAsync(string text) => Eventually.TrueAsync($"it says \"{text}\"", Limit, () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), () => Output);

    public void Kill() => _process.Kill();

    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    private static ToolRun Start(string project, string program, string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(RepositoryRoot.Path, project, "bin", configuration, "net10.0", program), .. arguments]) start.ArgumentList.Add(argument);
        return new(Process.Start(start)!);
    }
}
