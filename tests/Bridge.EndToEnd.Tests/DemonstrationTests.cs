using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>What a newcomer runs.</summary>
public sealed class DemonstrationTests
{
    [Fact]
    public async Task Once_FreshStart_EndsWithFourReleasedTransfersAndLeavesNothingRunning()
    {
        var timeline = Path.GetTempFileName();
        try
        {
            await using var launcher = Launcher.Start("--once", "--json", timeline);
            var code = await launcher.WaitForExitAsync(TimeSpan.FromMinutes(4));
            code.ShouldBe(0, launcher.Output);

            var transfers = JsonNode.Parse(await File.ReadAllTextAsync(timeline))!["transfers"]!.AsArray();
            transfers.Count.ShouldBe(4);
            foreach (var transfer in transfers)
            {
                transfer!["state"]!.GetValue<string>().ShouldBe("released");
                long[] times = [.. ((string[])["lockedMs", "finalMs", "signedMs", "submittedMs", "releasedMs"]).Select(name => transfer[name]!.GetValue<long>())];
                times[1..].ShouldBe(times[1..].Order());
                transfer["destinationTx"]!.GetValue<string>().ShouldNotBeEmpty();
            }

            transfers.Select(transfer => $"{transfer!["from"]}-{transfer["kind"]}").ShouldBe(["solana-margin", "evm-wallet", "evm-wallet", "solana-wallet"]);
            ProcessesMentioning(launcher.State).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(timeline);
        }
    }

    /// <summary>Every daemon is started with its directory below the state directory.</summary>
    private static IEnumerable<string> ProcessesMentioning(string state) =>
        Directory.EnumerateDirectories("/proc").Where(directory => int.TryParse(Path.GetFileName(directory), out _)).Select(CommandLine).Where(command => command.Contains(state, StringComparison.Ordinal));

    private static string CommandLine(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
