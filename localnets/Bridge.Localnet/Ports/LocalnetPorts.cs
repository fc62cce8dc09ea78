using Bridge.Localnet.Nodes;

namespace Bridge.Localnet.Ports;

/// <summary>Every port of one run.</summary>
internal sealed record LocalnetPorts(NodePorts Nodes, IReadOnlyList<int> Signing, IReadOnlyList<int> Health, IReadOnlyList<int> Relayers, IReadOnlyList<int> Dashboard, int Witness)
{
    /// <exception cref="LocalnetException">A port is in use; the message names it and the option that changes it.</exception>
    public static LocalnetPorts Take(LocalnetOptions options) => new(
        new(
            PortPlan.Take(options.EvmPort, 1, "--evm-port", "EVM node")[0],
            PortPlan.Take(options.SolanaPort, 1, "--solana-port", "Solana node")[0],
            PortPlan.Take(options.RedisPort, 1, "--redis-port", "Redis")[0]),
        PortPlan.Take(options.GuardianPort, options.Guardians, "--guardian-port", "guardian signing API"),
        PortPlan.Take(options.HealthPort, options.Guardians, "--health-port", "guardian health"),
        PortPlan.Take(options.RelayerPort, options.Relayers, "--relayer-port", "relayer status API"),
        options.Dashboard ? PortPlan.Take(options.DashboardPort, 2, "--dashboard-port", "dashboard and its metrics") : [],
        PortPlan.Take(options.WitnessPort, 1, "--witness-port", "witness health")[0]);
}
