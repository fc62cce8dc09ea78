using System.Numerics;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Evm.Wallets;

/// <summary>Reads balances, backing and limits from the newest state.</summary>
internal sealed class EvmAccountReader(EvmRpc rpc, EvmContracts contracts) : IAccountReader
{
    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<AssetBalance> ReadBalanceAsync(PartyAddress account, AssetDeployment asset, CancellationToken cancellationToken)
    {
        var (owner, token) = (EvmAddress.From(account), contracts.Asset(asset).Token);
        var answers = await ReadAsync(cancellationToken, EvmContracts.BalanceOf(token, owner), contracts.MarginBalance(owner, token), contracts.Claimable(token, owner));
        return new(EvmContracts.Number(answers[0], "balanceOf"), EvmContracts.Number(answers[1], "margin balanceOf"), EvmContracts.Number(answers[2], "claimable"));
    }

    /// <inheritdoc/>
    public Task<BigInteger> ReadNativeBalanceAsync(PartyAddress account, CancellationToken cancellationToken) => rpc.BalanceAsync(EvmAddress.From(account), cancellationToken);

    /// <inheritdoc/>
    public async Task<BigInteger> ReadBackingAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        var here = contracts.Asset(asset);
        var answers = await ReadAsync(cancellationToken, contracts.Backing(here), contracts.OwedToMargin(here.Token));
        var (backing, owed) = (EvmContracts.Number(answers[0], "backing"), EvmContracts.Number(answers[1], "owedToMargin"));
        // What margin accounts were credited with is theirs, wherever its tokens are at the moment.
        return here.IsCustody ? backing - owed : backing + owed;
    }

    /// <inheritdoc/>
    public async Task<AssetLimits> ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        var token = contracts.Asset(asset).Token;
        var answers = await ReadAsync(cancellationToken, contracts.Limits(token), contracts.Available(token));
        var available = EvmContracts.UInt64(answers[1], "available");
        return Limits(answers[0], available);
    }

    private static AssetLimits Limits(byte[] returned, ulong available)
    {
        var reader = new AbiReader(returned, "limits");
        var limits = new AssetLimits(reader.UInt64(), reader.UInt64(), reader.UInt64(), available) { HoldThreshold = reader.UInt64() };
        reader.End();
        return limits;
    }

    private Task<IReadOnlyList<byte[]>> ReadAsync(CancellationToken cancellationToken, params EvmCall[] calls) =>
        rpc.CallAsync([.. calls.Select(call => (call, BlockTag.Latest))], cancellationToken);
}
