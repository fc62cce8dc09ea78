using System.Text.Json;
using Bridge.Protocol.Cryptography;
using Bridge.Relayer.Commands;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Tests.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Configuration;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RelayerOptionsTests : IDisposable
{
    private readonly string _directory = Path.Combine(Directory.CreateTempSubdirectory("relayer-test-").FullName, "r1");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_directory)!, recursive: true);

    [Fact]
    public void Errors_SeveralBadValues_NamesAllAtOnce()
    {
        var options = World.Options("no port") with { Name = "a b", Listen = "https://x/y", PollMilliseconds = 0, TrackedBatches = -1, RetryMinMilliseconds = 500 };

        var errors = RelayerOptionsCheck.Errors(options);

        errors.Count.ShouldBe(6);
        errors.ShouldContain("pollMilliseconds should be 20 to 60000 ms and is 0");
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData(":6379")]
    [InlineData("127.0.0.1:6379,allowAdmin=true")]
    [InlineData("a,b:6379")]
    public void Errors_RedisIsNoEndpoint_SaysSo(string redis) =>
        RelayerOptionsCheck.Errors(World.Options(redis)).ShouldHaveSingleItem().ShouldContain("redis should be host:port");

    [Fact]
    public void Errors_Defaults_AreWithinBounds() =>
        RelayerOptionsCheck.Errors(new RelayerOptions { Name = "r1", Listen = "http://127.0.0.1:7100", Redis = "127.0.0.1:6379" }).ShouldBeEmpty();

    [Fact]
    public void Load_UnknownSetting_IsRefused()
    {
        var file = Path.Combine(Path.GetDirectoryName(_directory)!, "relayer.json");
        File.WriteAllText(file, """{"name":"r1","listen":"http://127.0.0.1:7100","redis":"127.0.0.1:6379","pollMiliseconds":10}""");

        Should.Throw<ConfigurationException>(() => RelayerOptions.Load(file)).Errors.ShouldHaveSingleItem().ShouldContain("pollMiliseconds");
    }

    [Fact]
    public void Load_Missing_IsRefused() => Should.Throw<ConfigurationException>(() => RelayerOptions.Load("/nowhere/relayer.json"));

    [Fact]
    public void Create_NewDirectory_WritesSecretsForTheOwnerOnlyAndPublicFacts()
    {
        var facts = Create();

        foreach (var file in new[] { "tls.pfx", "fees.evm.key", "fees.solana.key" })
            File.GetUnixFileMode(Path.Combine(_directory, file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var directory = new RelayerDirectory(_directory);
        using var certificate = directory.LoadCertificate();
        Bridge.Protocol.Transport.TlsPin.Of(certificate).ToString().ShouldBe(facts.TlsPin);
        directory.LoadFeeKey("evm").Length.ShouldBe(32);
        RelayerOptions.Load(directory.Options).Name.ShouldBe("r1");
        using var json = JsonDocument.Parse(File.ReadAllText(directory.PublicFacts));
        json.RootElement.GetProperty("feeAddresses").GetProperty("evm").GetString()!.Length.ShouldBe(42);
        json.RootElement.GetProperty("feeAddresses").GetProperty("solana").GetString().ShouldNotBeNullOrEmpty();
        File.ReadAllText(directory.PublicFacts).ShouldNotContain(File.ReadAllText(directory.FeeKey("evm")));
    }

    [Fact]
    public void Create_DirectoryHoldsARelayer_OverwritesNothing()
    {
        Create();
        var before = File.ReadAllText(Path.Combine(_directory, "fees.evm.key"));

        Should.Throw<ConfigurationException>(Create);
        File.ReadAllText(Path.Combine(_directory, "fees.evm.key")).ShouldBe(before);
    }

    [Fact]
    public void LoadFeeKey_OthersCanReadIt_IsRefused()
    {
        Create();
        File.SetUnixFileMode(Path.Combine(_directory, "fees.evm.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Should.Throw<SecretFileException>(() => new RelayerDirectory(_directory).LoadFeeKey("evm")).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public void LoadFeeKey_NotHexadecimal_IsRefusedWithoutShowingIt()
    {
        Create();
        File.WriteAllText(Path.Combine(_directory, "fees.evm.key"), "almost a secret");

        Should.Throw<SecretFileException>(() => new RelayerDirectory(_directory).LoadFeeKey("evm")).Message.ShouldNotContain("almost");
    }

    private RelayerPublicFacts Create() => RelayerSetup.Create(
        new RelayerDirectory(_directory), new RelayerOptions { Name = "r1", Listen = "http://127.0.0.1:7100", Redis = "127.0.0.1:6379" }, TimeProvider.System);
}
