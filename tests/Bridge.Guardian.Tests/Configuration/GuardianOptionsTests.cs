using Bridge.Guardian.Configuration;

namespace Bridge.Guardian.Tests;

public sealed class GuardianOptionsTests
{
    private static readonly GuardianOptions Valid = new() { Index = 1, Listen = "https://127.0.0.1:9443", HealthListen = "http://127.0.0.1:9180" };

    public static TheoryData<string, GuardianOptions> Invalid => new()
    {
        { "index", Valid with { Index = 0 } },
        { "listen", Valid with { Listen = "http://127.0.0.1:9443" } },
        { "listen", Valid with { Listen = "https://example.org:9443" } },
        { "listen", Valid with { Listen = "" } },
        { "healthListen", Valid with { HealthListen = "https://127.0.0.1:9180" } },
        { "pollMilliseconds", Valid with { PollMilliseconds = 49 } },
        { "pollMilliseconds", Valid with { PollMilliseconds = 60_001 } },
        { "readTimeoutSeconds", Valid with { ReadTimeoutSeconds = 0 } },
        { "maximumLagSeconds", Valid with { MaximumLagSeconds = 0 } },
        { "sessionSeconds", Valid with { SessionSeconds = 601 } },
        { "maximumSessions", Valid with { MaximumSessions = 70_000 } },
        { "maximumSessionsPerRelayer", Valid with { MaximumSessionsPerRelayer = 4097 } },
        { "relayerPins", Valid with { RelayerPins = ["12"] } },
        { "relayerPins", Valid with { RelayerPins = [Bytes32.Zero.ToString()] } },
        { "chains.evm.quorum", Chain(new ChainOptions { Quorum = 0 }) },
        { "chains.evm.quorum", Chain(new ChainOptions { RpcUrls = ["http://a:1"], Quorum = 2 }) },
        { "chains.evm.rpcUrls", Chain(new ChainOptions { RpcUrls = [] }) },
        { "chains.evm.rpcUrls", Chain(new ChainOptions { RpcUrls = ["ftp://a"] }) },
        { "chains.evm.rpcUrls", Chain(new ChainOptions { RpcUrls = ["http://a:1", "HTTP://A:1"] }) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Validate_OneBadSetting_NamesIt(string setting, GuardianOptions options) =>
        GuardianOptionsValidator.Validate(options).ShouldHaveSingleItem().ShouldStartWith(setting);

    [Fact]
    public void Checked_SeveralBadSettings_NamesAllOfThem() =>
        Should.Throw<GuardianOptionsException>(() => (Valid with { Index = 0, PollMilliseconds = 0, SessionSeconds = 0 }).Checked()).Problems.Count.ShouldBe(3);

    [Fact]
    public void Load_UnknownSetting_Throws()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.In("guardian.json"), """{"index":1,"listen":"https://127.0.0.1:1","healthListen":"http://127.0.0.1:2","pollMiliseconds":5}""");
        Should.Throw<ProtocolException>(() => GuardianOptions.Load(directory.In("guardian.json"))).Message.ShouldContain("pollMiliseconds");
    }

    [Fact]
    public void Save_ThenLoad_SameOptions()
    {
        using var directory = new TestDirectory();
        var options = Chain(new ChainOptions { RpcUrls = ["http://a:1", "http://b:1"], Quorum = 2 });
        options.Save(directory.In("guardian.json"));
        var loaded = GuardianOptions.Load(directory.In("guardian.json")).Checked();
        loaded.Chains["evm"].RpcUrls.ShouldBe(["http://a:1", "http://b:1"]);
        loaded.Index.ShouldBe((ushort)1);
    }

    [Fact]
    public void Museum_M37_Lock_SecondHolder_Refused()
    {
        using var directory = new TestDirectory();
        var data = new DataDirectory(directory.Path);
        using (data.Lock()) Should.Throw<DirectoryInUseException>(() => data.Lock());
        data.Lock().Dispose();
    }

    private static GuardianOptions Chain(ChainOptions chain) => Valid with { Chains = new Dictionary<string, ChainOptions> { ["evm"] = chain } };
}
