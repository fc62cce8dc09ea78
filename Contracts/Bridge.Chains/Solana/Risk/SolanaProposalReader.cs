using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>
/// Reads proposals, which hold the words of their papers (<c>Contracts/solana/README.md</c>, proposal), and who ended one from the history of its account:
/// <code>
/// "proposal" 8 ‖ digest 32 ‖ ready at 8 ‖ until 8 ‖ changes 4 ‖ state 1 ‖ action 1 ‖ bump 1 ‖ zero 1 ‖ officers 2 × 20 ‖ words 256
/// </code>
/// </summary>
internal sealed class SolanaProposalReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge, TimeProvider time) : IProposalReader
{
    private const int Size = 360, DigestOffset = 8, ReadyAtOffset = 40, UntilOffset = 48, StateOffset = 60, ActionOffset = 61, WordsOffset = 104;

    private readonly SolanaRiskReader _risk = new(rpc, addresses, chain);
    private readonly SolanaPaperHistory _papers = new(rpc, addresses, bridge);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<ProposalRecord?> FindAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        var (_, account) = await rpc.GetAccountAsync(addresses.Proposal(digest), Commitment.Processed, cancellationToken);
        if (account is null) return null;
        // SECURITY: only the bridge program can have written an account that it owns (M02).
        if (account.Owner != addresses.Program || account.Data.Length != Size || !account.Data.AsSpan().StartsWith("proposal"u8) || Bytes32.From(account.Data.AsSpan(DigestOffset, Bytes32.Size)) != digest)
            throw Invalid("the proposal account is not the bridge's");
        var kind = (RiskActionKind)account.Data[ActionOffset];
        if (!Enum.IsDefined(kind)) throw Invalid($"there is no risk action {(byte)kind}");
        var until = BinaryPrimitives.ReadUInt64BigEndian(account.Data.AsSpan(UntilOffset));
        var record = new ProposalRecord(
            digest, kind, ActionOf(kind, account.Data, digest), ProposalStanding.Scheduled, Time(BinaryPrimitives.ReadUInt64BigEndian(account.Data.AsSpan(ReadyAtOffset))), until == ulong.MaxValue ? null : Time(until));
        return account.Data[StateOffset] switch
        {
            1 => record.Until < time.GetUtcNow() ? record with { Standing = ProposalStanding.Expired } : record,
            2 => await EndedAsync(record with { Standing = ProposalStanding.Vetoed }, cancellationToken),
            3 => await EndedAsync(record with { Standing = ProposalStanding.Executed }, cancellationToken),
            var other => throw Invalid($"the proposal {digest} has state {other}"),
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProposalRecord>> ReadWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<ProposalRecord>();
        foreach (var action in await _risk.ReadScheduledActionsAsync(cancellationToken))
        {
            if (await FindAsync(action.Digest, cancellationToken) is { Standing: ProposalStanding.Scheduled } record) waiting.Add(record);
        }

        return waiting;
    }

    private async Task<ProposalRecord> EndedAsync(ProposalRecord record, CancellationToken cancellationToken)
    {
        await foreach (var paper in _papers.ReadAsync(addresses.Proposal(record.Digest), cancellationToken))
        {
            if (record.Standing == ProposalStanding.Vetoed && paper is { Tag: RiskInstructions.RiskTag, Action: Veto veto } && veto.Proposal == record.Digest)
                return record with { Transaction = paper.Transaction, At = paper.At, By = _papers.SignerOf(paper) };
            if (record.Standing == ProposalStanding.Executed && paper.Tag == RiskInstructions.ExecuteTag && paper.Action.Digest(bridge) == record.Digest)
                return record with { Transaction = paper.Transaction, At = paper.At };
        }

        return record;
    }

    private RiskAction? ActionOf(RiskActionKind kind, byte[] data, Bytes32 digest)
    {
        if (kind == RiskActionKind.None) return null;
        try
        {
            var action = RiskAction.Decode(kind, data.AsSpan(WordsOffset, RiskSchema.Of(kind).Size));
            // SECURITY: what is shown to those who may veto is what was signed under this digest, and nothing else (M39).
            return action.Digest(bridge) == digest ? action : throw Invalid($"the proposal {digest} holds the words of another paper");
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the proposal {digest} cannot be read: {e.Message}", e);
        }
    }

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : throw Invalid($"{seconds} is no time");

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
