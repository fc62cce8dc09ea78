using Bridge.Localnet.Nodes;

namespace Bridge.Localnet.Ports;

/// <summary>Every port of one run.</summary>
internal sealed record LocalnetPorts(NodePorts Nodes, IReadOnlyList<int> Signing, IReadOnlyList<int> Health, IReadOnlyList<int> Relayers, IReadOnlyList<int> Dashboard, int Witness)
{
    /// <exception cref="LocalnetException">A port is in use, or two things are to have it; the message names it and the option that changes it.</exception>
    public static LocalnetPorts Take(LocalnetOptions options)
    {
        var plan = new PortPlan();
        var (evm, solana) = (plan.Take(options.EvmPort, 1, "--evm-port", "EVM node")[0], plan.Take(options.SolanaPort, 1, "--solana-port", "Solana node")[0]);
        var redis = plan.Take(options.RedisPort, 1, "--redis-port", "Redis")[0];
        var signing = plan.Take(options.GuardianPort, options.Guardians, "--guardian-port", "guardian signing API");
        var health = plan.Take(options.HealthPort, options.Guardians, "--health-port", "guardian health");
        var relayers = plan.Take(options.RelayerPort, options.Relayers, "--relayer-port", "relayer status API");
        var dashboard = options.Dashboard ? plan.Take(options.DashboardPort, 2, "--dashboard-port", "dashboard and its metrics") : [];
        var witness = plan.Take(options.WitnessPort, 1, "--witness-port", "witness health")[0];
        return new(new(evm, solana, redis, plan.Free(1, "anvil")[0]), signing, health, relayers, dashboard, witness);
    }
}
