using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>
/// Finds who changed a level in the history of the account that holds it, newest first: a raised level in the paper that raised it, a lowered one in the paper that was
/// scheduled before it was carried out. The accounts hold the level alone; every release names them too, so only the newest <see cref="Deepest"/> transactions are read.
/// </summary>
internal sealed class SolanaLevelChangeReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge) : ILevelChangeReader
{
    private const int Step = 100, Deepest = 1_000;
    // Tag, action, words and signatures of the largest paper.
    private const int MaxData = 1_024;

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<LevelChangeRecord?> FindLastAsync(RiskScope scope, CancellationToken cancellationToken)
    {
        var account = scope.Kind == RiskScopeKind.Asset ? addresses.Asset(AssetId.From(scope.Value)) : addresses.Config;
        await foreach (var (transaction, tag, action, signatures) in PapersAsync(account, cancellationToken))
        {
            if (action is not LevelAction level || level.Scope != scope) continue;
            if (tag == RiskInstructions.RiskTag && action is RaiseLevel) return new(level.Level, level.Reason, SignerOf(action, signatures), transaction);
            if (tag == RiskInstructions.ExecuteTag) return new(level.Level, level.Reason, await ProposerAsync(action, cancellationToken), transaction);
        }

        return null;
    }

    // Anyone carries out what was scheduled: who wanted it stands in the paper.
    private async Task<SignerAddress> ProposerAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var digest = action.Digest(bridge);
        await foreach (var (_, tag, scheduled, signatures) in PapersAsync(addresses.Proposal(digest), cancellationToken))
        {
            if (tag == RiskInstructions.RiskTag && scheduled.Digest(bridge) == digest) return SignerOf(scheduled, signatures);
        }

        throw new ChainReadException(ChainReadFailure.Unavailable, $"the node does not show the paper {digest} that was carried out");
    }

    private async IAsyncEnumerable<(string Transaction, byte Tag, RiskAction Action, byte[] Signatures)> PapersAsync(
        SolanaAddress account, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? before = null;
        for (var read = 0; read < Deepest; read += Step)
        {
            var step = await rpc.GetSignaturesForAddressAsync(account, before, Step, Commitment.Confirmed, cancellationToken);
            // SECURITY: what failed changed nothing.
            foreach (var entry in step.Where(entry => !entry.Failed))
            {
                var transaction = await rpc.GetTransactionAsync(entry.Signature, Commitment.Confirmed, cancellationToken)
                    ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"the node lists transaction {entry.Signature} and does not show it");
                if (transaction.Failed) continue;
                foreach (var instruction in transaction.Instructions.Reverse())
                {
                    if (Read(instruction) is var (tag, action, signatures)) yield return (entry.Signature, tag, action, signatures);
                }
            }

            if (step.Count < Step) yield break;
            before = step[^1].Signature;
        }
    }

    private (byte Tag, RiskAction Action, byte[] Signatures)? Read(ExecutedInstruction instruction)
    {
        // SECURITY: the bridge's own instructions, no look-alikes of another program (M02).
        if (instruction.Program != addresses.Program || !Base58.TryDecode(instruction.Data, MaxData, out var data)) return null;
        if (data.Length < 2 || data[0] is not (RiskInstructions.RiskTag or RiskInstructions.ExecuteTag)) return null;
        try
        {
            var kind = (RiskActionKind)data[1];
            var end = 2 + (Bytes32.Size * RiskSchema.Of(kind).Members.Count);
            return (data[0], RiskAction.Decode(kind, data.AsSpan(2, end - 2)), data[end..]);
        }
        catch (Exception e) when (e is ProtocolException or ArgumentOutOfRangeException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a paper that the program took cannot be read: {e.Message}", e);
        }
    }

    private SignerAddress SignerOf(RiskAction action, byte[] signatures)
    {
        try
        {
            return RiskSignature.From(signatures.AsSpan(0, RiskSignature.Size)).Signer(action.Digest(bridge));
        }
        catch (Exception e) when (e is ProtocolException or ArgumentOutOfRangeException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the signature of a paper that the program took cannot be read: {e.Message}", e);
        }
    }
}
