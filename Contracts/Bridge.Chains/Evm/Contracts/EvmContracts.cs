using System.Numerics;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Evm.Contracts;

/// <summary>An asset as it lives on the EVM chain.</summary>
internal sealed record EvmAsset(AssetId Id, EvmAddress Token, AmountScale Scale, bool IsCustody, string Symbol);

/// <summary>What the vault has made of a transfer, as its view says; the numbers are the contract's.</summary>
internal enum VaultState : ulong
{
    Open = 0,
    Released = 1,
    Held = 2,
    Voided = 3,
}

/// <summary>The contracts and assets of one deployment on the EVM chain, checked once when read.</summary>
internal sealed class EvmContracts
{
    private readonly Dictionary<AssetId, EvmAsset> _assets = [];

    internal EvmContracts(Deployment deployment)
    {
        Bridge = deployment.Bridge;
        Chain = ChainId.From(deployment.Evm.Chain);
        Vault = EvmAddress.Parse(deployment.Evm.Vault);
        Margin = EvmAddress.Parse(deployment.Evm.MarginAccounts);
        Destinations = [ChainId.From(deployment.Solana.Chain)];
        (EvmChainId, FromBlock) = (deployment.Evm.EvmChainId, deployment.Evm.FromBlock);
        foreach (var asset in deployment.Assets)
        {
            var known = new EvmAsset(
                AssetId.From(Bytes32.Parse(asset.Id)), EvmAddress.Parse(asset.EvmToken),
                AmountScale.From(asset.EvmDecimals, asset.CanonicalDecimals), asset.HomeChain == Chain.Value, asset.Symbol);
            if (!_assets.TryAdd(known.Id, known)) throw new ProtocolException($"asset {asset.Symbol} stands in the deployment twice");
        }
    }

    internal BridgeId Bridge { get; }

    internal ChainId Chain { get; }

    /// <summary>The chains that lanes lead to.</summary>
    internal IReadOnlyList<ChainId> Destinations { get; }

    internal EvmAddress Vault { get; }

    internal EvmAddress Margin { get; }

    internal ulong EvmChainId { get; }

    internal ulong FromBlock { get; }

    internal EvmAsset? FindAsset(AssetId id) => _assets.GetValueOrDefault(id);

    internal EvmAsset? FindAsset(EvmAddress token) => _assets.Values.FirstOrDefault(asset => asset.Token == token);

    internal EvmAsset Asset(AssetDeployment asset) => FindAsset(AssetId.From(Bytes32.Parse(asset.Id)))
        ?? throw new ProtocolException($"asset {asset.Symbol} is not of this deployment");

    /// <summary>What backs an asset: the vault's balance (Custody) or the wrapped token's supply (Mint).</summary>
    internal EvmCall Backing(EvmAsset asset) => asset.IsCustody ? BalanceOf(asset.Token, Vault) : new(asset.Token, AbiEncoder.Call("totalSupply()"));

    /// <summary>What margin accounts were credited with and the margin contract has not fetched: still here, or not minted yet.</summary>
    internal EvmCall OwedToMargin(EvmAddress token) => new(Vault, AbiEncoder.Call("owedToMargin(address)", AbiValue.Of(token)));

    internal EvmCall LastSequence(ChainId destination) => new(Vault, AbiEncoder.Call("lastSequence(uint16)", AbiValue.Of(destination.Value)));

    internal EvmCall ConsumedWord(ChainId source, ulong index) =>
        new(Vault, AbiEncoder.Call("consumedWord(uint16,uint64)", AbiValue.Of(source.Value), AbiValue.Of(index)));

    /// <summary>Returns a <see cref="VaultState"/>.</summary>
    internal EvmCall TransferState(ChainId source, ulong sequence) =>
        new(Vault, AbiEncoder.Call("transferState(uint16,uint64)", AbiValue.Of(source.Value), AbiValue.Of(sequence)));

    /// <summary>When a lock that waits was made; 0 for what was never locked, and for what was paid back.</summary>
    internal EvmCall LockedAt(ChainId destination, ulong sequence) =>
        new(Vault, AbiEncoder.Call("lockedAt(uint16,uint64)", AbiValue.Of(destination.Value), AbiValue.Of(sequence)));

    internal EvmCall Claimable(EvmAddress token, EvmAddress owner) => new(Vault, AbiEncoder.Call("claimable(address,address)", AbiValue.Of(token), AbiValue.Of(owner)));

    internal EvmCall Limits(EvmAddress token) => new(Vault, AbiEncoder.Call("limits(address)", AbiValue.Of(token)));

    internal EvmCall Available(EvmAddress token) => new(Vault, AbiEncoder.Call("available(address)", AbiValue.Of(token)));

    internal EvmCall MarginBalance(EvmAddress account, EvmAddress token) => new(Margin, AbiEncoder.Call("balanceOf(address,address)", AbiValue.Of(account), AbiValue.Of(token)));

    internal static EvmCall BalanceOf(EvmAddress token, EvmAddress owner) => new(token, AbiEncoder.Call("balanceOf(address)", AbiValue.Of(owner)));

    /// <summary>A number as the topic of an indexed argument.</summary>
    internal static Bytes32 Topic(ulong number) => Bytes32.From(AbiEncoder.Arguments(AbiValue.Of(number)));

    /// <summary>The single number that a view returned.</summary>
    internal static BigInteger Number(byte[] returned, string what)
    {
        var reader = new AbiReader(returned, what);
        var value = reader.UInt256();
        reader.End();
        return value;
    }

    /// <summary>The single 64-bit number that a view returned.</summary>
    internal static ulong UInt64(byte[] returned, string what)
    {
        var reader = new AbiReader(returned, what);
        var value = reader.UInt64();
        reader.End();
        return value;
    }
}
