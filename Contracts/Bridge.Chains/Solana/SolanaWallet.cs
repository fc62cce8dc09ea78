using System.Buffers.Binary;
using System.Numerics;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Refunds;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Solana;

/// <summary>A user's account on Solana.</summary>
/// <remarks>
/// A lock is one transaction; the outbox page it needs is made in it when missing, and near a page's end the next page is passed as well, so that
/// other people's locks in between do no harm. When they do, the transaction fails whole and a new one is made. A transaction that may still land is
/// never replaced: the wallet says <see cref="WalletFailure.NotIncluded"/> instead of risking a second lock.
/// </remarks>
internal sealed class SolanaWallet(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge, Ed25519Key key, TimeProvider time) : IWallet, IDisposable
{
    private const uint LockUnits = 60_000;
    private const uint ClaimUnits = 120_000;
    private const int Attempts = 8;

    /// <summary>Locks left in a page from which on the next page is passed as well.</summary>
    private const ulong NearEnd = 8;

    private const ulong FeeAndRent = 5_000 + ((128 + 5_336) * 6_960UL);

    private readonly BridgeInstructions _instructions = new(addresses);
    private readonly BridgeState _state = new(addresses);
    private readonly AssetReader _assets = new(rpc, addresses, new(addresses));
    private readonly TransactionSender _sender = new(rpc, time);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public PartyAddress Address { get; } = key.Address.ToParty();

    /// <summary>Zeroes the key.</summary>
    public void Dispose() => key.Dispose();

    /// <inheritdoc/>
    public async Task<LockReceipt> LockAsync(LockRequest request, CancellationToken cancellationToken)
    {
        if (request.FromMargin) throw new WalletException(WalletFailure.NotSupported, "there are no margin accounts on Solana to lock from");
        var id = AssetId.From(Bytes32.Parse(request.Asset.Id));
        var asset = (await _assets.ReadAsync([id], Commitment.Confirmed, cancellationToken))[id];
        var local = (BigInteger)request.Amount * asset.UnitScale;
        await RequireFundsAsync(request, asset, local, cancellationToken);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var instructions = await PrepareAsync(request, asset, (ulong)local, cancellationToken);
            var delivery = (await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, instructions, key)], (_, _) => { }, cancellationToken))[0];
            switch (delivery)
            {
                case Delivery.Landed landed:
                    return new(await FindSequenceAsync(request, id, landed, cancellationToken), landed.Signature);
                case Delivery.Failed { Error.Custom: (uint)BridgeError.WrongOutboxPage or (uint)BridgeError.AlreadyExists }:
                    continue; // others locked in between: look again
                case Delivery.Failed failed:
                    throw new WalletException(WalletFailure.Rejected, $"the bridge refused the lock: {NameOf(failed.Error)}");
                case Delivery.Unknown unknown:
                    throw new WalletException(WalletFailure.NotIncluded, $"transaction {unknown.Signature} was sent and may still land: {unknown.Detail}");
                default:
                    throw new WalletException(WalletFailure.NotIncluded, "the transaction was sent and no slot took it in time");
            }
        }

        throw new WalletException(WalletFailure.Rejected, $"other locks were first {Attempts} times in a row: try again");
    }

    /// <inheritdoc/>
    public Task<string> RequestRefundAsync(Transfer transfer, CancellationToken cancellationToken) =>
        SendAsync([new RefundInstructions(addresses).Request(key.Address, transfer)], "request", cancellationToken);

    /// <inheritdoc/>
    public async Task<string> ClaimAsync(AssetDeployment asset, PartyAddress to, CancellationToken cancellationToken)
    {
        var id = AssetId.From(Bytes32.Parse(asset.Id));
        var state = (await _assets.ReadAsync([id], Commitment.Confirmed, cancellationToken))[id];
        return await SendAsync(
            [
                ComputeBudget.UnitLimit(ClaimUnits), TokenProgram.CreateAssociatedIdempotent(key.Address, SolanaAddress.From(to), state.Mint),
                new RefundInstructions(addresses).Claim(key.Address, state, to),
            ], "claim", cancellationToken);
    }

    private async Task<string> SendAsync(IReadOnlyList<Instruction> instructions, string what, CancellationToken cancellationToken) =>
        (await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, instructions, key)], (_, _) => { }, cancellationToken))[0] switch
        {
            Delivery.Landed landed => landed.Signature,
            Delivery.Failed failed => throw new WalletException(WalletFailure.Rejected, $"the bridge refused the {what}: {NameOf(failed.Error)}"),
            Delivery.Unknown unknown => throw new WalletException(WalletFailure.NotIncluded, $"transaction {unknown.Signature} was sent and may still land: {unknown.Detail}"),
            _ => throw new WalletException(WalletFailure.NotIncluded, "the transaction was sent and no slot took it in time"),
        };

    private async Task RequireFundsAsync(LockRequest request, AssetState asset, BigInteger local, CancellationToken cancellationToken)
    {
        var source = TokenProgram.AssociatedAccount(key.Address, asset.Mint);
        var read = await rpc.GetAccountsAsync([source, key.Address], Commitment.Confirmed, cancellationToken);
        var balance = read.Accounts[0] is { } tokens && tokens.Owner == TokenProgram.Id ? TokenProgram.AmountOf(tokens.Data) : 0;
        if (balance < local)
        {
            throw new WalletException(
                WalletFailure.InsufficientBalance,
                $"the wallet holds {UnitText.Format(balance, request.Asset.SolanaDecimals)} {request.Asset.Symbol}, and {UnitText.Format(local, request.Asset.SolanaDecimals)} are needed");
        }

        var lamports = read.Accounts[1]?.Lamports ?? 0;
        if (lamports < FeeAndRent) throw new WalletException(WalletFailure.InsufficientFees, $"{UnitText.Format(FeeAndRent, 9)} SOL are needed for the fee and the rent of a page, and the wallet holds {UnitText.Format(lamports, 9)}");
    }

    private async Task<IReadOnlyList<Instruction>> PrepareAsync(LockRequest request, AssetState asset, ulong local, CancellationToken cancellationToken)
    {
        var destination = request.Destination;
        var (_, laneAccount) = await rpc.GetAccountAsync(addresses.Lane(destination), Commitment.Processed, cancellationToken);
        if (laneAccount is null) throw new WalletException(WalletFailure.Rejected, $"there is no lane from chain {chain} to chain {destination}");
        var last = _state.LastSequence(laneAccount, destination);
        var page = BridgeAddresses.OutboxPageOf(last + 1);
        var withNext = BridgeAddresses.LocksPerPage - (last % BridgeAddresses.LocksPerPage) <= NearEnd;
        ulong[] pages = withNext ? [page, page + 1] : [page];
        var read = await rpc.GetAccountsAsync([.. pages.Select(number => addresses.OutboxPage(destination, number))], Commitment.Processed, cancellationToken);
        List<Instruction> instructions = [ComputeBudget.UnitLimit(LockUnits)];
        instructions.AddRange(pages.Zip(read.Accounts).Where(pair => pair.Second is null).Select(pair => _instructions.OpenOutboxPage(key.Address, destination, pair.First)));
        instructions.Add(_instructions.Lock(key.Address, asset, destination, request.Kind, local, request.Recipient, page, withNext));
        return instructions;
    }

    /// <summary>The sequence that the lock was given: from the transaction's return data, confirmed by the outbox record.</summary>
    private async Task<TransferId> FindSequenceAsync(LockRequest request, AssetId asset, Delivery.Landed landed, CancellationToken cancellationToken)
    {
        var transaction = await rpc.GetTransactionAsync(landed.Signature, Commitment.Confirmed, cancellationToken);
        if (transaction is not { ReturnData.Length: 8 })
            throw new WalletException(WalletFailure.NotIncluded, $"lock {landed.Signature} is in slot {landed.Slot}, and the node does not show its sequence yet");
        var id = TransferId.From(Lane.From(chain, request.Destination), BinaryPrimitives.ReadUInt64BigEndian(transaction.ReturnData));
        var page = BridgeAddresses.OutboxPageOf(id.Sequence);
        var (_, account) = await rpc.GetAccountAsync(addresses.OutboxPage(request.Destination, page), Commitment.Confirmed, cancellationToken);
        var record = account is null ? null : _state.Outbox(account, bridge, id.Lane, page).FirstOrDefault(entry => entry.Transfer.Id == id);
        return record?.Transfer is { } transfer && transfer.Sender == Address && transfer.Asset == asset && transfer.Amount == request.Amount && transfer.Recipient == request.Recipient
            ? id
            : throw new ChainReadException(ChainReadFailure.Invalid, $"the outbox does not hold the lock of transaction {landed.Signature} as {id}");
    }

    private static string NameOf(TransactionError error) =>
        error.Custom is { } code && Enum.IsDefined((BridgeError)code) ? ((BridgeError)code).ToString() : error.Text;
}
