using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm;

/// <summary>Reads the guardians' key that waits for its activation in the vault.</summary>
internal sealed class EvmPendingKey(EvmRpc rpc, EvmContracts contracts)
{
    /// <summary>Newest state; null when nothing waits.</summary>
    public async Task<PendingGuardianKey?> ReadAsync(CancellationToken cancellationToken)
    {
        // Of one request and so, but for a block in between, of one state; the epoch in force tells the pending one's.
        var views = await rpc.CallAsync([.. ((string[])["pendingKey()", "epoch()"]).Select(view => (new EvmCall(contracts.Vault, AbiEncoder.Call(view)), (BlockTag)BlockTag.Latest))], cancellationToken);
        var reader = new AbiReader(views[0], "pendingKey");
        var (x, parity, digest, readyAt) = (reader.Word(), reader.UInt8(), reader.Word(), reader.UInt64());
        reader.End();
        if (readyAt == 0) return null;
        try
        {
            return new(
                GuardianEpoch.From(checked((uint)EvmContracts.UInt64(views[1], "epoch") + 1)), GroupKey.From([(byte)(2 + parity), .. x.ToArray()]), digest,
                DateTimeOffset.FromUnixTimeSeconds(checked((long)readyAt)));
        }
        catch (Exception e) when (e is ProtocolException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} shows a pending key that is none: {e.Message}", e);
        }
    }
}
