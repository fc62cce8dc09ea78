using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>What a newcomer runs.</summary>
public sealed class DemonstrationTests
{
    [Fact]
    public async Task Once_FreshStart_ShowsEveryEndAndLeavesNothingRunning()
    {
        var timeline = Path.GetTempFileName();
        try
        {
            await using var launcher = Launcher.Start("--once", "--json", timeline);
            var code = await launcher.WaitForExitAsync(TimeSpan.FromMinutes(8));
            code.ShouldBe(0, launcher.Output);

            var all = JsonNode.Parse(await File.ReadAllTextAsync(timeline))!["transfers"]!.AsArray();
            var transfers = all.Take(4).ToList();
            foreach (var transfer in transfers)
            {
                transfer!["state"]!.GetValue<string>().ShouldBe("released");
                long[] times = [.. ((string[])["lockedMs", "finalMs", "signedMs", "submittedMs", "releasedMs"]).Select(name => transfer[name]!.GetValue<long>())];
                times[1..].ShouldBe(times[1..].Order());
                transfer["destinationTx"]!.GetValue<string>().ShouldNotBeEmpty();
            }

            transfers.Select(transfer => $"{transfer!["from"]}-{transfer["kind"]}").ShouldBe(["solana-margin", "evm-wallet", "evm-wallet", "solana-wallet"]);
            // Limited, approved and cursed ones are paid in the end; a rejected and an asked-back one are refunded.
            all.Skip(4).Select(transfer => $"{transfer!["state"]} {transfer["from"]} {transfer["amount"]} {transfer["asset"]}").Order(StringComparer.Ordinal).ShouldBe(
            [
                "refunded evm 150 USDC", "refunded solana 11000 PYTH", "released solana 0.25 WETH", "released solana 12000 PYTH", "released solana 70 JITOSOL", "released solana 90 JITOSOL",
            ]);
            ProcessesMentioning(launcher.State).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(timeline);
        }
    }

    [Fact]
    public async Task Kill_LauncherWhileItStarts_TakesEverythingItStartedAlong()
    {
        await using var launcher = Launcher.Start("--no-demo");
        await Eventually.TrueAsync(
            "programs run", TimeSpan.FromMinutes(2), () => Task.FromResult(ProcessesMentioning(launcher.State).Skip(3).Any()), () => launcher.Output);
        launcher.Kill();
        await Eventually.TrueAsync(
            "nothing is left", TimeSpan.FromSeconds(20), () => Task.FromResult(!ProcessesMentioning(launcher.State).Any()), () => string.Join('\n', ProcessesMentioning(launcher.State)));
    }

    [Fact]
    public async Task Start_InAStateDirectoryInUse_IsRefused()
    {
        await using var first = Launcher.Start("--no-demo");
        await Eventually.TrueAsync("the first has started", TimeSpan.FromMinutes(1), () => Task.FromResult(File.Exists(Path.Combine(first.State, "launcher.lock"))), () => first.Output);
        await using var second = Launcher.StartIn(first.State, "--no-demo");
        (await second.WaitForExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(1);
        second.Output.ShouldContain("another local network is running");
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
