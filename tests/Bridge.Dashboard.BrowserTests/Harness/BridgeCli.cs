using System.Diagnostics;
using Bridge.Testing;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>The user's command line, as officers run it beside the page.</summary>
internal static class BridgeCli
{
    public static async Task<string> RunAsync(string state, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BRIDGE_DEPLOYMENT"] = Path.Combine(state, "deployment.json");
        foreach (var argument in (string[])[RepositoryRoot.Combine("Relayer", "Bridge.Cli", "bin", Configuration, "net10.0", "bridge.dll"), .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"bridge {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{error}");
    }

    private static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
}
