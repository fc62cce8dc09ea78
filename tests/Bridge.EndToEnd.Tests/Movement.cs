using System.Numerics;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Shouldly;

namespace Bridge.EndToEnd.Tests;

/// <summary>Transfers of one asset in one direction, from alice to herself, and what the chains say about them before and after.</summary>
internal sealed class Movement
{
    private readonly AssetDeployment _asset;
    private readonly IChainFamily _source;
    private readonly IChainFamily _destination;
    private readonly TransferKind _kind;
    private readonly IWallet _wallet;
    private readonly PartyAddress _recipient;
    private readonly List<(TransferId Id, ulong Amount)> _locked = [];
    private readonly BridgeId _bridge;
    private BigInteger _senderBefore;
    private BigInteger _recipientBefore;
    private BigInteger _sourceBefore;
    private BigInteger _destinationBefore;

    private Movement(LocalnetFixture localnet, string symbol, bool fromEvm, TransferKind kind)
    {
        _asset = localnet.Asset(symbol);
        (_source, _destination) = fromEvm ? (localnet.Evm, localnet.Solana) : (localnet.Solana, localnet.Evm);
        _bridge = BridgeId.From(Bytes32.Parse(localnet.Deployment.BridgeId));
        _kind = kind;
        _wallet = _source.Wallet(_source.RpcUrls[0], fromEvm ? localnet.Alice.EvmSecret : localnet.Alice.SolanaSecret);
        _recipient = _destination.Wallet(_destination.RpcUrls[0], fromEvm ? localnet.Alice.SolanaSecret : localnet.Alice.EvmSecret).Address;
    }

    public IReadOnlyList<TransferId> Ids => [.. _locked.Select(locked => locked.Id)];

    /// <summary>Reads the balances before anything moves.</summary>
    public static async Task<Movement> BeginAsync(LocalnetFixture localnet, string symbol, bool fromEvm, TransferKind kind)
    {
        var movement = new Movement(localnet, symbol, fromEvm, kind);
        (movement._senderBefore, movement._recipientBefore, movement._sourceBefore, movement._destinationBefore) = await movement.ReadAsync();
        return movement;
    }

    public async Task<LockReceipt> LockAsync(ulong amount)
    {
        var receipt = await _wallet.LockAsync(new(_asset, _destination.Chain, _kind, amount, _recipient), CancellationToken.None);
        _locked.Add((receipt.Id, amount));
        return receipt;
    }

    /// <summary>Alice's wallet on the source.</summary>
    public IWallet Wallet => _wallet;

    /// <summary>Every field of a transfer that was locked here.</summary>
    public Transfer TransferOf(TransferId id) => new()
    {
        Bridge = _bridge, Id = id, Kind = _kind, Asset = AssetId.From(Bytes32.Parse(_asset.Id)), Amount = _locked.Single(locked => locked.Id == id).Amount, Sender = _wallet.Address, Recipient = _recipient,
    };

    /// <summary>The lock vanished from the chain, or was given back: it does not count.</summary>
    public void Forget(TransferId id) => _locked.RemoveAll(locked => locked.Id == id);

    /// <summary>True when the destination has consumed the sequence, in its newest state.</summary>
    public async Task<bool> IsConsumedAsync(TransferId id) =>
        (await _destination.ReleaseReader(_destination.RpcUrls[0]).ReadConsumedAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, CancellationToken.None))[0];

    /// <summary>Waits until every transfer is consumed for good.</summary>
    public Task ShouldBeReleasedAsync(TimeSpan limit)
    {
        var missing = new HashSet<TransferId>(Ids);
        var reader = _destination.ReleaseReader(_destination.RpcUrls[0]);
        return Eventually.TrueAsync(
            $"every {_asset.Symbol} is released on {_destination.Name}", limit,
            async () =>
            {
                foreach (var id in missing.ToArray())
                {
                    if ((await reader.ReadConsumedAsync(id.Lane, id.Sequence, 1, ReadAt.Finalized, CancellationToken.None))[0]) missing.Remove(id);
                }

                return missing.Count == 0;
            },
            () => string.Join(' ', missing));
    }

    /// <summary>The money: what arrived is what was locked, once, to the unit; both backings moved by the same.</summary>
    public async Task ShouldHavePaidExactlyOnceAsync()
    {
        var total = _locked.Aggregate(0ul, (sum, locked) => checked(sum + locked.Amount));
        var home = _asset.HomeChain == _source.Chain.Value ? 1 : -1;
        var (sender, recipient, source, destination) = await ReadAsync();
        (_senderBefore - sender).ShouldBe(Local(_source, total));
        (recipient - _recipientBefore).ShouldBe(Local(_destination, total));
        (source - _sourceBefore).ShouldBe(home * Local(_source, total));
        (destination - _destinationBefore).ShouldBe(home * Local(_destination, total));
    }

    private BigInteger Local(IChainFamily chain, ulong canonical) =>
        AmountScale.From(chain.Name == "evm" ? _asset.EvmDecimals : _asset.SolanaDecimals, _asset.CanonicalDecimals).ToLocal(canonical);

    private async Task<(BigInteger Sender, BigInteger Recipient, BigInteger Source, BigInteger Destination)> ReadAsync()
    {
        var source = _source.AccountReader(_source.RpcUrls[0]);
        var destination = _destination.AccountReader(_destination.RpcUrls[0]);
        var balance = await destination.ReadBalanceAsync(_recipient, _asset, CancellationToken.None);
        return (
            (await source.ReadBalanceAsync(_wallet.Address, _asset, CancellationToken.None)).Wallet,
            _kind == TransferKind.MarginAccount ? balance.Margin : balance.Wallet,
            await source.ReadBackingAsync(_asset, CancellationToken.None),
            await destination.ReadBackingAsync(_asset, CancellationToken.None));
    }
}
