using System.Numerics;
using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Chains.Evm.Wallets;

/// <summary>
/// A signed allowance for one spender and one amount (ERC-2612): EIP-712 typed data
/// <c>keccak256(0x1901 ‖ domain separator ‖ keccak256(type hash ‖ owner ‖ spender ‖ value ‖ nonce ‖ deadline))</c>.
/// </summary>
/// <param name="Domain">The token's domain separator.</param>
/// <param name="Owner">Who allows.</param>
/// <param name="Spender">Who may take.</param>
/// <param name="Value">How much, in the token's own units.</param>
/// <param name="Nonce">The owner's next, as the token counts.</param>
/// <param name="Deadline">Unix seconds; after it the permit is worth nothing.</param>
internal sealed record Erc2612Permit(Bytes32 Domain, EvmAddress Owner, EvmAddress Spender, BigInteger Value, BigInteger Nonce, ulong Deadline)
{
    private static readonly Bytes32 PermitType = Keccak256.Hash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    private static readonly Bytes32 DomainType = Keccak256.Hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// <summary>The domain separator of a token (EIP-712, "Definition of domainSeparator").</summary>
    internal static Bytes32 DomainOf(string name, string version, ulong evmChainId, EvmAddress token) => Keccak256.Hash(AbiEncoder.Arguments(
        AbiValue.Of(DomainType), AbiValue.Of(Keccak256.Hash(name)), AbiValue.Of(Keccak256.Hash(version)), AbiValue.Of(evmChainId), AbiValue.Of(token)));

    internal Bytes32 Digest()
    {
        var content = Keccak256.Hash(AbiEncoder.Arguments(
            AbiValue.Of(PermitType), AbiValue.Of(Owner), AbiValue.Of(Spender), AbiValue.Of(Value), AbiValue.Of(Nonce), AbiValue.Of(Deadline)));
        return Keccak256.Hash([0x19, 0x01, .. Domain.ToArray(), .. content.ToArray()]);
    }

    /// <summary>The arguments deadline, v, r, s of a call that uses it.</summary>
    internal AbiValue[] Sign(EcdsaKey key)
    {
        var signature = key.Sign(Digest());
        return [AbiValue.Of(Deadline), AbiValue.Of(27 + signature.RecoveryId), AbiValue.Of(signature.R), AbiValue.Of(signature.S)];
    }
}
