using System.Runtime.CompilerServices;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>A paper that the bridge program took: presented (<see cref="RiskInstructions.RiskTag"/>) or carried out (<see cref="RiskInstructions.ExecuteTag"/>).</summary>
internal sealed record TakenPaper(string Transaction, DateTimeOffset? At, byte Tag, RiskAction Action, byte[] Signatures);

/// <summary>Papers in the history of one account, newest first, the newest <see cref="Deepest"/> transactions deep.</summary>
internal sealed class SolanaPaperHistory(SolanaRpc rpc, BridgeAddresses addresses, BridgeId bridge)
{
    internal const int Deepest = 1_000;

    private const int Step = 100;
    // Tag, action, words and signatures of the largest paper.
    private const int MaxData = 1_024;

    /// <summary>What of an account's transactions the program took as papers.</summary>
    public async IAsyncEnumerable<TakenPaper> ReadAsync(SolanaAddress account, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                    if (Read(instruction) is var (tag, action, signatures)) yield return new(entry.Signature, transaction.At, tag, action, signatures);
                }
            }

            if (step.Count < Step) yield break;
            before = step[^1].Signature;
        }
    }

    /// <summary>Everybody who signed a paper.</summary>
    public IReadOnlyList<SignerAddress> SignersOf(TakenPaper paper)
    {
        try
        {
            var digest = paper.Action.Digest(bridge);
            return [.. paper.Signatures.Chunk(RiskSignature.Size).Select(signature => RiskSignature.From(signature).Signer(digest))];
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a signature of a paper that the program took cannot be read: {e.Message}", e);
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
}
