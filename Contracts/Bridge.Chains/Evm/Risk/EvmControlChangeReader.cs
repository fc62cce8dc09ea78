using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>
/// Reads the events of the control plane and of the vault, newest blocks first:
/// <code>
/// LevelChanged(uint8 scopeKind, bytes32 indexed scope, uint8 from, uint8 to, bytes32 reason, address by)
/// LimitsSet(bytes32 indexed assetId, uint64 maxRelease, uint64 capacity, uint64 refillPerSecond, uint64 holdThreshold)      the vault's
/// </code>
/// </summary>
internal sealed class EvmControlChangeReader(EvmRpc rpc, EvmContracts contracts) : IControlChangeReader
{
    private static readonly Bytes32 LevelChanged = Keccak256.Hash("LevelChanged(uint8,bytes32,uint8,uint8,bytes32,address)");
    private static readonly Bytes32 LimitsSet = Keccak256.Hash("LimitsSet(bytes32,uint64,uint64,uint64,uint64)");

    private readonly ControlLogs _logs = new(rpc, contracts);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<LevelChangeRecord?> FindLevelAsync(RiskScope scope, CancellationToken cancellationToken)
    {
        await foreach (var logs in _logs.ReadBackAsync([LevelChanged], scope.Value, cancellationToken))
        {
            // The word of a scope alone does not tell its kind.
            if (logs.LastOrDefault(log => log.Data.Length > 31 && log.Data[31] == (byte)scope.Kind) is { } log) return Level(log, await _logs.SignersOfAsync(log, cancellationToken), await _logs.TimeOfAsync(log, cancellationToken));
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<LimitChangeRecord?> FindLimitsAsync(AssetId asset, CancellationToken cancellationToken)
    {
        await foreach (var logs in _logs.ReadBackAsync(contracts.Vault, [LimitsSet], asset.Value, cancellationToken))
        {
            if (logs is not [.., var log]) continue;
            var data = new AbiReader(log.Data, $"LimitsSet in {log.Transaction}");
            var limits = new RiskLimits(data.UInt64(), data.UInt64(), data.UInt64(), data.UInt64());
            data.End();
            return new(limits, await _logs.SignersOfAsync(log, cancellationToken), log.Transaction);
        }

        return null;
    }

    private static LevelChangeRecord Level(EvmLog log, IReadOnlyList<SignerAddress> signers, DateTimeOffset? at)
    {
        var data = new AbiReader(log.Data, $"LevelChanged in {log.Transaction}");
        _ = data.UInt8();
        _ = data.UInt8();
        var level = data.UInt8();
        var (reason, by) = (data.Word(), SignerAddress.From(data.Word().ToArray().AsSpan(12)));
        data.End();
        if (level > (byte)BreakerLevel.Cursed) throw Invalid($"a breaker level should be 0 to 5 and is {level}");
        // SECURITY: the paper that is named behind a change is the one whose first signer the change itself names.
        if (!signers.Contains(by)) throw Invalid($"LevelChanged in {log.Transaction} is by {by}, who did not sign the paper before it");
        return new((BreakerLevel)level, RiskReason.From(reason), signers, log.Transaction, at);
    }

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
