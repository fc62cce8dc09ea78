using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
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

    private readonly ControlLogs _logs = new(rpc, contracts);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<LevelChangeRecord?> FindLastAsync(RiskScope scope, CancellationToken cancellationToken)
    {
        await foreach (var logs in _logs.ReadBackAsync([Changed], scope.Value, cancellationToken))
        {
            if (logs.Select(Read).LastOrDefault(change => change.Kind == scope.Kind).Record is { } found) return found;
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
