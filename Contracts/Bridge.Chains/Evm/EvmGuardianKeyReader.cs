using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm;

/// <summary>Reads bridge id, epoch and key of the vault, all of one block.</summary>
internal sealed class EvmGuardianKeyReader(EvmRpc rpc, EvmContracts contracts, Finality finality) : IGuardianKeyReader
{
    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken)
    {
        BlockTag tag = at == ReadAt.Finalized ? new BlockTag.Hash((await FinalizedBlock.ReadAsync(rpc, finality, cancellationToken)).Hash) : BlockTag.Latest;
        var views = await rpc.CallAsync(
            [.. ((string[])["bridgeId()", "epoch()", "groupKey()"]).Select(view => (new EvmCall(contracts.Vault, AbiEncoder.Call(view)), tag))], cancellationToken);
        try
        {
            return new(BridgeId.From(Word(views[0], "bridgeId")), GuardianEpoch.From(checked((uint)EvmContracts.UInt64(views[1], "epoch"))), Key(views[2]));
        }
        catch (Exception e) when (e is ProtocolException or OverflowException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} shows a vault without a key: {e.Message}", e);
        }
    }

    private static Bytes32 Word(byte[] returned, string what)
    {
        var reader = new AbiReader(returned, what);
        var word = reader.Word();
        reader.End();
        return word;
    }

    private static GroupKey Key(byte[] returned)
    {
        var reader = new AbiReader(returned, "groupKey");
        var (x, parity) = (reader.Word(), reader.UInt8());
        reader.End();
        return GroupKey.From([(byte)(2 + parity), .. x.ToArray()]);
    }
}
