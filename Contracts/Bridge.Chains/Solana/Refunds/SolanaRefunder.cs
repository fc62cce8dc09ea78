using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Refunds;

/// <summary>Delivers voids and refunds to the bridge program. The key pays fees and rent and has no other power.</summary>
internal sealed class SolanaRefunder(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, Ed25519Key feePayer, TimeProvider time) : IRefunder, IDisposable
{
    // Signature check 30,000, records and token accounts made in it, addresses searched for.
    private const uint Units = 200_000;

    private readonly BridgeInstructions _bridge = new(addresses);
    private readonly RefundInstructions _instructions = new(addresses);
    private readonly AssetReader _assets = new(rpc, addresses, new(addresses));
    private readonly AssociatedAccounts _accounts = new(rpc);
    private readonly TransactionSender _sender = new(rpc, time);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public Task<RefundOutcome> VoidAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        var page = BridgeAddresses.ConsumedPageOf(transfer.Id.Sequence);
        var (_, account) = await rpc.GetAccountAsync(addresses.ConsumedPage(transfer.Id.Lane.Source, page), Commitment.Processed, cancellationToken);
        // In a transaction of its own: another relayer may be making the same page.
        if (account is null) await SendAsync([_bridge.OpenConsumedPage(feePayer.Address, transfer.Id.Lane.Source, page)], cancellationToken);
        return Outcome(await SendAsync([ComputeBudget.UnitLimit(Units), _instructions.Void(feePayer.Address, transfer, epoch, signature)], cancellationToken), null);
    });

    /// <inheritdoc/>
    public Task<RefundOutcome> RefundAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        var (assets, now) = await _assets.ReadInForceAsync([transfer.Asset], transfer.Id.Lane.Destination, cancellationToken);
        if (!assets.TryGetValue(transfer.Asset, out var asset)) return new RefundOutcome.Rejected("the asset is not registered on this chain");
        var account = await _accounts.CreateIfMissingAsync(feePayer.Address, SolanaAddress.From(transfer.Sender), asset.Mint, cancellationToken);
        var delivery = await SendAsync([ComputeBudget.UnitLimit(Units), .. account, _instructions.Refund(feePayer.Address, transfer, asset, epoch, signature)], cancellationToken);
        var wait = asset.SecondsUntil(transfer.Amount, asset.AvailableAt(now));
        return Outcome(delivery, wait is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(now + seconds) : null);
    });

    /// <summary>Zeroes the fee payer's key.</summary>
    public void Dispose() => feePayer.Dispose();

    private async Task<Delivery> SendAsync(IReadOnlyList<Instruction> instructions, CancellationToken cancellationToken) =>
        (await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, instructions, feePayer)], (_, _) => { }, cancellationToken))[0];

    private static async Task<RefundOutcome> GuardedAsync(Func<Task<RefundOutcome>> deliver)
    {
        try
        {
            return await deliver();
        }
        catch (ChainReadException e)
        {
            return new RefundOutcome.Unknown(e.Message);
        }
    }

    private static RefundOutcome Outcome(Delivery delivery, DateTimeOffset? fitsAt) => delivery switch
    {
        Delivery.Landed landed => new RefundOutcome.Included(landed.Signature),
        Delivery.Failed { Error.Custom: (uint)BridgeError.AlreadyConsumed or (uint)BridgeError.AlreadyVoided or (uint)BridgeError.AlreadyRefunded } => new RefundOutcome.AlreadyDone(),
        Delivery.Failed { Error.Custom: (uint)BridgeError.AboveLimit } => new RefundOutcome.Limited(fitsAt),
        Delivery.Failed failed => new RefundOutcome.Rejected(failed.Error.Custom is { } code && Enum.IsDefined((BridgeError)code) ? ((BridgeError)code).ToString() : failed.Error.Text),
        Delivery.Unknown unknown => new RefundOutcome.Unknown($"{unknown.Signature}: {unknown.Detail}"),
        _ => new RefundOutcome.Unknown("no slot took the transaction in time"),
    };
}
