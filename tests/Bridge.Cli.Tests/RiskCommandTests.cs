using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>Two officers, a paper, and both chains.</summary>
public abstract class RiskCommandTests : IDisposable
{
    private protected const string One = "0000000000000000000000000000000000000000000000000000000000000001";
    private protected const string Two = "0000000000000000000000000000000000000000000000000000000000000002";
    private protected const string OneAddress = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf";

    private protected CliHarness Cli { get; } = new CliHarness().WithDeployment().WithUser();

    private protected string Paper => Cli.PathOf("paper.json");

    public void Dispose()
    {
        Cli.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task CreateAsync(string action, params string[] options) =>
        (await Cli.RunAsync(["risk", "create", action, "--out", Paper, .. options])).ShouldBe(CliApplication.Done, Cli.Errors);

    private protected async Task SignAsync(string secret) =>
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(secret), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Done, Cli.Errors);

    private protected string Key(string secret) => CliHarness.WriteKey(Cli.PathOf($"{secret[^1]}.key"), secret);

    private protected RiskPaper Read() => RiskPaper.Parse(File.ReadAllText(Paper), BridgeId.From(Keccak256.Hash("bridge")));
}
