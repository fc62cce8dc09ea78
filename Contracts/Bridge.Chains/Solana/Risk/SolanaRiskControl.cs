using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Refunds;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>Sends risk papers to the bridge program. The key pays fees and rent and has no other power.</summary>
internal sealed class SolanaRiskControl(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge, Ed25519Key feePayer, TimeProvider time) : IRiskControl, IDisposable
{
    // Two recoveries at 25,000 each, and addresses searched for.
    private const uint Units = 200_000;

    private readonly RiskInstructions _instructions = new(addresses, bridge);
    private readonly RecordState _records = new(addresses);
    private readonly AssetReader _assets = new(rpc, addresses, new(addresses));
    private readonly AssociatedAccounts _accounts = new(rpc);
    private readonly TransactionSender _sender = new(rpc, time);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken)
    {
        var held = paper.Action is ApproveHold approve ? await HeldAssetAsync(approve.Transfer, cancellationToken) : (AssetId?)null;
        return await SendAsync([_instructions.Risk(feePayer.Address, paper, held)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken) =>
        SendAsync([_instructions.Execute(feePayer.Address, action, action.Digest(bridge))], cancellationToken);

    /// <inheritdoc/>
    public async Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        var asset = (await _assets.ReadAsync([transfer.Asset], Commitment.Confirmed, cancellationToken))[transfer.Asset];
        var account = await _accounts.CreateIfMissingAsync(feePayer.Address, SolanaAddress.From(transfer.Recipient), asset.Mint, cancellationToken);
        return await SendAsync([.. account, new RefundInstructions(addresses).ExecuteHold(feePayer.Address, transfer, asset)], cancellationToken);
    }

    /// <summary>Zeroes the fee payer's key.</summary>
    public void Dispose() => feePayer.Dispose();

    private async Task<AssetId> HeldAssetAsync(TransferId id, CancellationToken cancellationToken)
    {
        var (_, account) = await rpc.GetAccountAsync(addresses.Hold(id), Commitment.Processed, cancellationToken);
        return account is null ? throw new RiskRefusedException("NotHeld", $"transfer {id} is not held on the Solana chain") : _records.Hold(account).Transfer.Asset;
    }

    private async Task<string> SendAsync(IReadOnlyList<Instruction> instructions, CancellationToken cancellationToken)
    {
        Instruction[] all = [ComputeBudget.UnitLimit(Units), .. instructions];
        switch ((await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, all, feePayer)], (_, _) => { }, cancellationToken))[0])
        {
            case Delivery.Landed landed:
                return landed.Signature;
            case Delivery.Failed { Error: var failed }:
                var error = failed.Custom is { } code && Enum.IsDefined((BridgeError)code) ? ((BridgeError)code).ToString() : failed.Text;
                throw new RiskRefusedException(error, $"the bridge program on the Solana chain refuses: {error}");
            case Delivery.Unknown unknown:
                throw new ChainReadException(ChainReadFailure.Unavailable, $"transaction {unknown.Signature} was sent and may still land: {unknown.Detail}");
            default:
                throw new ChainReadException(ChainReadFailure.Unavailable, "the transaction was sent and no slot took it in time");
        }
    }
}
