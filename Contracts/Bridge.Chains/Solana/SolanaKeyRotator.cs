using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Solana;

/// <summary>Rotates the bridge program's key. The fee payer's key pays fees and rent and has no other power.</summary>
/// <remarks>
/// The config account names the rotation that waits, its proposal holds it (<c>Contracts/solana/README.md</c>, Account layouts):
/// <code>
/// config   192   32 digest of the rotation that waits; zero when none does
/// proposal   8   32 digest
///           40    8 from when it can be activated, Unix seconds
///           61    1 0: a key rotation
///          104   37 new epoch 4 ‖ new group key 33
/// </code>
/// </remarks>
internal sealed class SolanaKeyRotator(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge, Ed25519Key feePayer, TimeProvider time) : IKeyRotator, IDisposable
{
    private const uint Units = 200_000;
    private const int ConfigSize = 1376, PendingOffset = 192, ProposalSize = 360;

    private readonly BridgeInstructions _instructions = new(addresses);
    private readonly TransactionSender _sender = new(rpc, time);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<PendingGuardianKey?> ReadPendingAsync(CancellationToken cancellationToken)
    {
        var (_, config) = await rpc.GetAccountAsync(addresses.Config, Commitment.Processed, cancellationToken);
        var digest = Bytes32.From(Checked(config, "config", ConfigSize)[PendingOffset..(PendingOffset + Bytes32.Size)]);
        if (digest.IsZero) return null;
        var (_, account) = await rpc.GetAccountAsync(addresses.Proposal(digest), Commitment.Processed, cancellationToken);
        return Read(Checked(account, "proposal", ProposalSize), digest);
    }

    /// <inheritdoc/>
    public async Task<string> RotateAsync(GuardianEpoch epoch, GroupKey key, GroupSignature signature, CancellationToken cancellationToken)
    {
        var digest = SignedMessage.Rotate(bridge, GuardianEpoch.From(epoch.Value - 1), chain, epoch, key).Value;
        try
        {
            return await SendAsync(_instructions.RotateKey(feePayer.Address, addresses.Proposal(digest), epoch, key, signature), cancellationToken);
        }
        catch (RiskRefusedException e) when (e.Error == nameof(BridgeError.AlreadyExists))
        {
            // The proposal of a rotation stays: somebody was faster, or it was stopped.
            throw Refused((await ReadPendingAsync(cancellationToken))?.Digest == digest ? nameof(BridgeError.RotationPending) : nameof(BridgeError.Vetoed));
        }
    }

    /// <inheritdoc/>
    public async Task<string> ActivateAsync(CancellationToken cancellationToken) => await ReadPendingAsync(cancellationToken) is { } pending
        ? await SendAsync(_instructions.ActivateKey(addresses.Proposal(pending.Digest)), cancellationToken)
        : throw Refused(nameof(BridgeError.NotReady));

    /// <summary>Zeroes the fee payer's key.</summary>
    public void Dispose() => feePayer.Dispose();

    private async Task<string> SendAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        Instruction[] all = [ComputeBudget.UnitLimit(Units), instruction];
        return (await _sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, all, feePayer)], (_, _) => { }, cancellationToken))[0] switch
        {
            Delivery.Landed landed => landed.Signature,
            Delivery.Failed { Error: var error } when error.Custom is { } code && Enum.IsDefined((BridgeError)code) => throw Refused(((BridgeError)code).ToString()),
            Delivery.Failed { Error: var error } => throw Refused(error.Text),
            Delivery.Unknown unknown => throw new ChainReadException(ChainReadFailure.Unavailable, $"transaction {unknown.Signature} was sent and may still land: {unknown.Detail}"),
            _ => throw new ChainReadException(ChainReadFailure.Unavailable, "the transaction was sent and no slot took it in time"),
        };
    }

    private static PendingGuardianKey Read(ReadOnlySpan<byte> proposal, Bytes32 digest)
    {
        try
        {
            if (Bytes32.From(proposal[8..40]) != digest || proposal[61] != 0) throw new ProtocolException("it is another proposal's");
            return new(
                GuardianEpoch.From(BinaryPrimitives.ReadUInt32BigEndian(proposal[104..])), GroupKey.From(proposal[108..141]), digest,
                DateTimeOffset.FromUnixTimeSeconds(checked((long)BinaryPrimitives.ReadUInt64BigEndian(proposal[40..]))));
        }
        catch (Exception e) when (e is ProtocolException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the rotation that waits cannot be used: {e.Message}", e);
        }
    }

    private ReadOnlySpan<byte> Checked(SolanaAccount? account, string kind, int size) =>
        // SECURITY: only the bridge program can have written an account that it owns (M02).
        account is not null && account.Owner == addresses.Program && account.Data.Length == size && account.Data.AsSpan().StartsWith(ProgramAddress.Text(kind))
            ? account.Data
            : throw new ChainReadException(ChainReadFailure.Invalid, $"the {kind} account is not the bridge's, or not {size} bytes long");

    private static RiskRefusedException Refused(string error) => new(error, $"the bridge program on the Solana chain refuses: {error}");
}
