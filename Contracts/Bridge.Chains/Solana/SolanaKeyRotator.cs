using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Solana;

/// <summary>Rotates the bridge program's key. The fee payer's key has no other power.</summary>
/// <remarks>The program puts a signed key into force at once (<c>Contracts/solana/README.md</c>, rotate_key): nothing ever waits there.</remarks>
internal sealed class SolanaKeyRotator(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, Ed25519Key feePayer, TimeProvider time) : IKeyRotator, IDisposable
{
    private const uint Units = 200_000;

    private readonly BridgeInstructions _instructions = new(addresses);
    private readonly TransactionSender _sender = new(rpc, time);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public Task<PendingGuardianKey?> ReadPendingAsync(CancellationToken cancellationToken) => Task.FromResult<PendingGuardianKey?>(null);

    /// <inheritdoc/>
    public async Task<string> RotateAsync(GuardianEpoch epoch, GroupKey key, GroupSignature signature, CancellationToken cancellationToken)
    {
        Instruction[] all = [ComputeBudget.UnitLimit(Units), _instructions.RotateKey(epoch, key, signature)];
        return (await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, all, feePayer)], (_, _) => { }, cancellationToken))[0] switch
        {
            Delivery.Landed landed => landed.Signature,
            Delivery.Failed { Error: var error } when error.Custom is { } code && Enum.IsDefined((BridgeError)code) => throw Refused(((BridgeError)code).ToString()),
            Delivery.Failed { Error: var error } => throw Refused(error.Text),
            Delivery.Unknown unknown => throw new ChainReadException(ChainReadFailure.Unavailable, $"transaction {unknown.Signature} was sent and may still land: {unknown.Detail}"),
            _ => throw new ChainReadException(ChainReadFailure.Unavailable, "the transaction was sent and no slot took it in time"),
        };
    }

    /// <inheritdoc/>
    public Task<string> ActivateAsync(CancellationToken cancellationToken) => throw Refused(nameof(BridgeError.NotReady));

    /// <summary>Zeroes the fee payer's key.</summary>
    public void Dispose() => feePayer.Dispose();

    private static RiskRefusedException Refused(string error) => new(error, $"the bridge program on the Solana chain refuses: {error}");
}
