using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Relayer.Intake;

/// <summary>The clients of one chain, and what wakes whoever reads it.</summary>
/// <param name="Name">Name for people, "evm".</param>
/// <param name="Locks">Reads locks.</param>
/// <param name="Releases">Reads what is consumed.</param>
/// <param name="Releaser">Delivers.</param>
/// <param name="Refunds">Reads the steps of refunds.</param>
/// <param name="Refunder">Delivers voids and refunds.</param>
/// <param name="Risk">Reads what is held, the delays, and the breaker levels.</param>
/// <param name="RiskControl">Has approved holds paid.</param>
/// <param name="Keys">Reads the guardians' key in force.</param>
/// <param name="WatchHeads">Yields at new heads; ends by exception when the connection is lost. A wake-up only.</param>
internal sealed record ChainClients(
    string Name,
    ILockReader Locks,
    IReleaseReader Releases,
    IReleaser Releaser,
    IRefundReader Refunds,
    IRefunder Refunder,
    IRiskReader Risk,
    IRiskControl RiskControl,
    IGuardianKeyReader Keys,
    Func<CancellationToken, IAsyncEnumerable<ulong>> WatchHeads)
{
    public ChainId Chain => Locks.Chain;
}
