using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>
/// Reads the control plane's events, newest blocks first:
/// <code>
/// LevelChanged(uint8 scopeKind, bytes32 indexed scope, uint8 from, uint8 to, bytes32 reason, address by)
/// </code>
/// </summary>
internal sealed class EvmLevelChangeReader(EvmRpc rpc, EvmContracts contracts) : ILevelChangeReader
{
    private static readonly Bytes32 Changed = Keccak256.Hash("LevelChanged(uint8,bytes32,uint8,uint8,bytes32,address)");

    private readonly RiskContract _contract = new(rpc, contracts);
    private readonly LogRange _range = new();

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<LevelChangeRecord?> FindLastAsync(RiskScope scope, CancellationToken cancellationToken)
    {
        var control = await _contract.AddressAsync(cancellationToken);
        var head = await rpc.BlockAsync("latest", cancellationToken) ?? throw Invalid($"{rpc.Endpoint} shows no latest block");
        for (var to = head.Reference.Height; to >= contracts.FromBlock;)
        {
            var (logs, from) = await _range.ReadBackAsync(contracts.FromBlock, to, (first, last) => rpc.LogsAsync(control, first, last, [[Changed], [scope.Value]], cancellationToken));
            // SECURITY: the exact emitter (M02): nobody else says who halted what.
            if (logs.Any(log => !log.Is(control, Changed) || log.Topics.Count != 2 || log.Topics[1] != scope.Value)) throw Invalid($"{rpc.Endpoint} showed another log than it was asked for");
            var found = logs.Where(log => !log.Removed).OrderBy(log => log.Block.Height).ThenBy(log => log.Index).Select(Read).LastOrDefault(change => change.Kind == scope.Kind);
            if (found.Record is not null) return found.Record;
            if (from == 0) break;
            to = from - 1;
        }

        return null;
    }

    private static (RiskScopeKind Kind, LevelChangeRecord Record) Read(EvmLog log)
    {
        var data = new AbiReader(log.Data, $"LevelChanged in {log.Transaction}");
        var kind = (RiskScopeKind)data.UInt8();
        _ = data.UInt8();
        var level = data.UInt8();
        var (reason, by) = (data.Word(), data.Word());
        data.End();
        if (level > (byte)BreakerLevel.Cursed) throw Invalid($"a breaker level should be 0 to 5 and is {level}");
        return (kind, new((BreakerLevel)level, RiskReason.From(reason), SignerAddress.From(by.ToArray().AsSpan(12)), log.Transaction));
    }

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
