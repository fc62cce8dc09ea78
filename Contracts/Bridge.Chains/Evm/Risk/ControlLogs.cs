using System.Runtime.CompilerServices;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Risk;

/// <summary>Events of the control plane about one thing (its indexed argument), from the newest block back to the vault's first.</summary>
internal sealed class ControlLogs(EvmRpc rpc, EvmContracts contracts)
{
    private readonly RiskContract _contract = new(rpc, contracts);
    private readonly LogRange _range = new();

    /// <summary>Newest blocks first, a range at a time; within a range oldest first.</summary>
    /// <exception cref="ChainReadException">The node cannot say, or showed another log than it was asked for.</exception>
    public async IAsyncEnumerable<IReadOnlyList<EvmLog>> ReadBackAsync(Bytes32[] events, Bytes32 about, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var control = await _contract.AddressAsync(cancellationToken);
        var head = await rpc.BlockAsync("latest", cancellationToken) ?? throw Invalid($"{rpc.Endpoint} shows no latest block");
        for (var to = head.Reference.Height; to >= contracts.FromBlock;)
        {
            var (logs, from) = await _range.ReadBackAsync(contracts.FromBlock, to, (first, last) => rpc.LogsAsync(control, first, last, [events, [about]], cancellationToken));
            // SECURITY: the exact emitter (M02): nobody else says who halted what, and what was scheduled, done or stopped.
            if (logs.Any(log => log.Emitter != control || log.Topics.Count != 2 || log.Topics[1] != about || !events.Contains(log.Topics[0])))
                throw Invalid($"{rpc.Endpoint} showed another log than it was asked for");
            yield return [.. logs.Where(log => !log.Removed).OrderBy(log => log.Block.Height).ThenBy(log => log.Index)];
            if (from == 0) yield break;
            to = from - 1;
        }
    }

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
