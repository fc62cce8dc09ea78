using System.Net;
using System.Text.Json.Nodes;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>Ceremonies between real guardian processes beside the running daemons; the bridge pays before, during and after.</summary>
/// <remarks>On a network of their own: who comes back with an empty journal reads all that other tests did as if it were now, and what it suspects adds up.</remarks>
public sealed class CeremonyTests(CeremonyLocalnet localnet) : IClassFixture<CeremonyLocalnet>
{
    private const int Aborted = 3;
    private const int Guardians = CeremonyLocalnet.Guardians;
    private const int Last = Guardians;
    private const int KeyRefused = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Refresh_ThenRepair_TheSameKeyStillPays()
    {
        var backup = Path.Combine(localnet.State, $"{Guid.NewGuid():N}.backup");
        await RunAsync(1, "key", "backup", backup);
        var refresh = await WriteAsync("refresh", "--group", Home(1, "group.json"));
        await Task.WhenAll(Enumerable.Range(1, Guardians).Select(index => RunAsync(index, "refresh", "--ceremony", refresh)));
        await ChangeOverAsync();
        await PaysAsync("USDC");
        (await EndAsync(1, "key", "restore", backup)).Code.ShouldBe(KeyRefused, "a backup from before the refresh");

        // The last guardian loses everything but its deployment and passphrase, and comes back with a new identity.
        var lost = JsonNode.Parse(File.ReadAllText(Home(Last, "guardian.json")))!;
        var (passphrase, deployment) = (File.ReadAllText(Home(Last, "passphrase")), File.ReadAllText(Home(Last, "deployment.json")));
        Directory.Move(Home(Last, ""), Path.Combine(localnet.State, $"lost-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(Home(Last, ""), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Home(Last, "passphrase"), passphrase);
        File.WriteAllText(Home(Last, "deployment.json"), deployment);
        await RunAsync(Last, "init", "--index", $"{Last}", "--listen", $"{lost["listen"]}", "--health-listen", $"{lost["healthListen"]}");
        var repair = await WriteAsync("repair", "--group", Home(1, "group.json"), "--recipient", $"{Last}", "--member", Home(Last, "public.json"));
        await Task.WhenAll(((int[])[1, 2, 3, Last]).Select(index => RunAsync(index, "repair", "--ceremony", repair)));
        await ChangeOverAsync("--member", Home(Last, "public.json"));

        // Without guardian 3 the repaired share is one of the three that are needed.
        await localnet.EvmNode.SetFaultAsync(new { method = "*", kind = "unavailable", client = "guardian-3" });
        await localnet.SolanaNode.SetFaultAsync(new { method = "*", kind = "unavailable", client = "guardian-3" });
        await PaysAsync("WETH");
        await localnet.EvmNode.ClearFaultsAsync();
        await localnet.SolanaNode.ClearFaultsAsync();
    }

    [Fact]
    public async Task Rotate_ThroughBothChains_TheNewKeyPaysAndTheOldShareIsRetired()
    {
        var epoch = JsonNode.Parse(File.ReadAllText(Home(1, "group.json")))!["epoch"]!.GetValue<int>();
        var keygen = await WriteAsync("keygen");
        await Task.WhenAll(Enumerable.Range(1, Guardians).Select(index => RunAsync(index, "keygen", "--ceremony", keygen)));
        await PaysAsync("PYTH");
        var rotate = await WriteAsync("rotate", "--group", Home(1, $"group-{epoch}.json"), "--certificate", Home(1, $"certificate-{epoch + 1}-0.json"));
        await Task.WhenAll(((int[])[1, 2, 3]).Select(index => RunAsync(index, "rotate", "--ceremony", rotate)));
        (await RetireAsync(1, epoch)).Code.ShouldBe(KeyRefused, "the chains have the old key in force");

        // Anybody takes it to the chains, which verify it, wait out their delay and change over.
        var submit = ToolRun.Bridge("rotate", Home(1, $"rotation-{epoch + 1}.json"), "--wait", "--deployment", Path.Combine(localnet.State, "deployment.json"));
        (await submit.EndAsync()).ShouldBe(0, submit.Output);
        foreach (var chain in (IChainFamily[])[localnet.Evm, localnet.Solana])
        {
            var state = await chain.GuardianKeyReader(chain.RpcUrls[0]).ReadAsync(ReadAt.Latest, CancellationToken.None);
            (state.Epoch.Value, state.Key.ToString()).ShouldBe(((uint)epoch + 1, JsonNode.Parse(File.ReadAllText(Home(1, "group.json")))!["groupKey"]!.GetValue<string>()));
        }

        await ChangeOverAsync();
        await PaysAsync("USDC");
        await PaysAsync("PYTH");
        (await RetireAsync(1, epoch)).Code.ShouldBe(KeyRefused, "the overlap");
        foreach (var index in Enumerable.Range(1, Guardians)) (await RetireAsync(index, epoch, "--overlap-over")).Code.ShouldBe(0);
        await PaysAsync("WETH");
    }

    [Fact]
    public async Task Refresh_OneKilledInTheMiddle_AbortsAndTheOldSharesPay()
    {
        var group = File.ReadAllText(Home(1, "group.json"));
        var refresh = await WriteAsync("refresh", "--group", Home(1, "group.json"));
        var others = Enumerable.Range(1, Guardians - 1).Select(index => Start(index, "refresh", "--ceremony", refresh, "--timeout", "18")).ToList();
        foreach (var other in others) await other.SaysAsync($"{Guardians - 2} of {Guardians - 1} others");
        var victim = Start(Last, "refresh", "--ceremony", refresh);
        await victim.SaysAsync("Round1");
        victim.Kill();

        foreach (var other in others)
        {
            (await other.EndAsync()).ShouldBe(Aborted, other.Output);
            other.Output.ShouldContain($" of {Last} did not come in time");
        }

        Enumerable.Range(1, Guardians).ShouldAllBe(index => File.ReadAllText(Home(index, "group.json")) == group && !File.Exists(Home(index, "pending.key")));
        await PaysAsync("PYTH");
    }

    private async Task PaysAsync(string symbol)
    {
        var movement = await Movement.BeginAsync(localnet, symbol, fromEvm: localnet.Asset(symbol).HomeChain == localnet.Evm.Chain.Value, TransferKind.Wallet);
        await movement.LockAsync(4_000_000);
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    /// <summary>Gives every program the outcome, and restarts it.</summary>
    private async Task ChangeOverAsync(params string[] arguments)
    {
        var files = Directory.GetFiles(localnet.State, "deployment.json", SearchOption.AllDirectories);
        (await RunAsync(null, ["deployment", .. files, "--group", Home(1, "group.json"), .. arguments])).ShouldContain("generation");
        foreach (var name in localnet.Facts.Processes.Keys.Where(name => name.StartsWith("guardian-", StringComparison.Ordinal) || name.StartsWith("relayer-", StringComparison.Ordinal))) localnet.Kill(name);
        using var client = new HttpClient();
        foreach (var url in (string[])[.. localnet.Facts.GuardianHealthUrls, .. localnet.Facts.RelayerUrls.Select(url => $"{url}/health")])
        {
            await Eventually.TrueAsync($"{url} is well", Limit, async () =>
            {
                try
                {
                    using var answer = await client.GetAsync(url);
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            });
        }
    }

    private Task<(int Code, string Output)> RetireAsync(int index, int epoch, params string[] arguments) =>
        EndAsync(index, ["key", "retire", "--epoch", $"{epoch}", "--deployment", Home(index, "deployment.json"), .. arguments]);

    private async Task<string> WriteAsync(string kind, params string[] arguments)
    {
        var file = Path.Combine(localnet.State, $"{kind}-{Guid.NewGuid():N}.json");
        await RunAsync(null, ["ceremony", kind, "--deployment", Path.Combine(localnet.State, "deployment.json"), "--out", file, .. arguments]);
        // Free ports of their own: the daemons go on signing meanwhile.
        var ceremony = JsonNode.Parse(File.ReadAllText(file))!;
        foreach (var member in ceremony["members"]!.AsArray()) member!["url"] = $"https://127.0.0.1:{FreePort.Next()}";
        File.WriteAllText(file, ceremony.ToJsonString());
        return file;
    }

    private async Task<string> RunAsync(int? index, params string[] arguments)
    {
        var (code, output) = await EndAsync(index, arguments);
        code.ShouldBe(0, output);
        return output;
    }

    private async Task<(int Code, string Output)> EndAsync(int? index, params string[] arguments)
    {
        var run = Start(index, arguments);
        return (await run.EndAsync(), run.Output);
    }

    private ToolRun Start(int? index, params string[] arguments) =>
        ToolRun.Guardian([.. arguments, .. index is { } own ? (string[])["--dir", Home(own, ""), "--passphrase-file", Home(own, "passphrase")] : []]);

    private string Home(int index, string file) => Path.Combine(localnet.State, $"guardian-{index}", file);
}

/// <summary>A network whose guardians are restarted again and again: one more than must sign, with one source each, are enough.</summary>
public sealed class CeremonyLocalnet : LocalnetFixture
{
    internal const int Guardians = 4;

    /// <inheritdoc/>
    protected override string[] Arguments => ["--guardians", $"{Guardians}", "--threshold", "3", "--sources", "1", "--no-dashboard"];
}
