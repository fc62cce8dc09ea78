using System.Net;
using System.Net.Sockets;
using Bridge.Localnet.Ports;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests.Ports;

public sealed class PortPlanTests
{
    [Fact]
    public void Take_BusyPort_NamesPortAndOption()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = Should.Throw<LocalnetException>(() => new PortPlan().Take(port, 1, "--evm-port", "EVM node"));
        error.Message.ShouldContain($"port {port} (EVM node) is in use by process {Environment.ProcessId}, which runs in {Environment.CurrentDirectory}");
        error.Message.ShouldContain("--evm-port");
    }

    [Fact]
    public void Of_FreePort_IsNobody()
    {
        PortHolder.Of(new PortPlan().Take(0, 1, "--x-port", "x")[0]).ShouldBeNull();
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(65_536, 1)]
    [InlineData(65_534, 5)]
    public void Take_OutOfRange_IsRefused(int first, int count) =>
        Should.Throw<LocalnetException>(() => new PortPlan().Take(first, count, "--x-port", "x")).Message.ShouldContain("--x-port");

    [Fact]
    public void Take_OnePortForTwoThings_NamesBothAndTheOption()
    {
        var error = Should.Throw<LocalnetException>(() => LocalnetPorts.Take(new() { StatePath = "x", EvmPort = 20_899, SolanaPort = 20_899 }));
        error.Message.ShouldBe("port 20899 is for two things, EVM node and Solana node: choose another with --solana-port");
    }

    [Fact]
    public void Take_Zero_GivesDifferentFreePorts()
    {
        var ports = new PortPlan().Take(0, 8, "--x-port", "x");
        ports.Distinct().Count().ShouldBe(8);
        // Above, the kernel gives ports to connections, which would take one between choosing and binding it.
        ports.ShouldAllBe(port => port > 1_023 && port < 32_768);
    }
}
