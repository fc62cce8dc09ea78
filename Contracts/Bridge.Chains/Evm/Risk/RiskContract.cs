using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>Calls of the vault's control plane. Its address is the vault's own answer, asked once.</summary>
internal sealed class RiskContract(EvmRpc rpc, EvmContracts contracts)
{
    private const string ActSignature = "act(uint8,bytes,bytes)";

    private EvmAddress? _control;

    internal async Task<EvmAddress> AddressAsync(CancellationToken cancellationToken)
    {
        if (_control is { } known) return known;
        var word = await rpc.CallAsync(new EvmCall(contracts.Vault, AbiEncoder.Call("control()")), BlockTag.Latest, cancellationToken);
        try
        {
            _control = EvmAddress.From(PartyAddress.From(Bytes32.From(word)));
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the vault names no control plane: {e.Message}", e);
        }

        return _control.Value;
    }

    internal static byte[] Act(RiskPaper paper) => AbiEncoder.Call(
        ActSignature, AbiValue.Of((byte)paper.Action.Kind), AbiValue.Of(paper.Action.Words()), AbiValue.Of(paper.Signatures.SelectMany(signature => signature.ToArray()).ToArray()));

    /// <summary>Action, words and signatures of a paper that was presented; null when the call is another.</summary>
    internal static (RiskActionKind Kind, byte[] Words, byte[] Signatures)? ReadAct(byte[] call)
    {
        if (!call.AsSpan().StartsWith(AbiEncoder.Selector(ActSignature))) return null;
        var reader = new AbiReader(call.AsSpan(4), "act");
        return ((RiskActionKind)reader.UInt8(), reader.Bytes(), reader.Bytes());
    }

    internal static byte[] Execute(RiskAction action) => AbiEncoder.Call("execute(uint8,bytes)", AbiValue.Of((byte)action.Kind), AbiValue.Of(action.Words()));

    internal static byte[] ExecuteHold(Transfer transfer) => AbiEncoder.Call("executeHold(bytes)", AbiValue.Of(transfer.Encode()));
}
