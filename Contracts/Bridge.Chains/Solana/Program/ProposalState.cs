using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Program;

/// <summary>How a proposal stands. On chain: never renumber.</summary>
internal enum ProposalMark : byte
{
    Scheduled = 1,
    Vetoed = 2,
    Done = 3,
}

/// <summary>What a proposal account holds.</summary>
/// <param name="Digest">Of the paper, or of the key rotation.</param>
/// <param name="Mark">How it stands; what has expired is still scheduled.</param>
/// <param name="Kind"><see cref="RiskActionKind.None"/> for a key rotation.</param>
/// <param name="ReadyAt">From when it can be executed.</param>
/// <param name="Until">Until when; null when there is no end.</param>
/// <param name="Officers">Who signed it; nobody for a key rotation.</param>
/// <param name="Words">The paper's words, padded with zeros.</param>
internal sealed record ProposalAccount(Bytes32 Digest, ProposalMark Mark, RiskActionKind Kind, DateTimeOffset ReadyAt, DateTimeOffset? Until, IReadOnlyList<SignerAddress> Officers, byte[] Words);

/// <summary>
/// Reads proposals (<c>Contracts/solana/README.md</c>, Account layouts):
/// <code>
/// "proposal" 8 ‖ digest 32 ‖ ready at 8 ‖ until 8 ‖ changes 4 ‖ state 1 ‖ action 1 ‖ bump 1 ‖ zero 1 ‖ officers 2 × 20 ‖ words 256
/// </code>
/// </summary>
internal sealed class ProposalState(BridgeAddresses addresses)
{
    private const int Size = 360, DigestOffset = 8, ReadyAtOffset = 40, UntilOffset = 48, StateOffset = 60, ActionOffset = 61, OfficersOffset = 64, OfficerSize = 20, WordsOffset = 104;

    /// <summary>What stands at the place of <paramref name="digest"/>; null when nothing was scheduled there.</summary>
    public async Task<ProposalAccount?> FindAsync(SolanaRpc rpc, Bytes32 digest, CancellationToken cancellationToken) =>
        (await rpc.GetAccountAsync(addresses.Proposal(digest), Commitment.Processed, cancellationToken)).Account is { } account ? Read(addresses.Proposal(digest), account) : null;

    /// <summary>Everything that is scheduled, also what has expired; the first to be ready first.</summary>
    public async Task<IReadOnlyList<ProposalAccount>> ReadScheduledAsync(SolanaRpc rpc, CancellationToken cancellationToken)
    {
        var (_, accounts) = await rpc.GetProgramAccountsAsync(addresses.Program, Size, "proposal"u8.ToArray(), Commitment.Processed, cancellationToken);
        return [.. accounts.Select(found => Read(found.Address, found.Account)).Where(proposal => proposal.Mark == ProposalMark.Scheduled).OrderBy(proposal => proposal.ReadyAt)];
    }

    private ProposalAccount Read(SolanaAddress address, SolanaAccount account)
    {
        // SECURITY: only the bridge program can have written an account that it owns (M02).
        if (account.Owner != addresses.Program || account.Data.Length != Size || !account.Data.AsSpan().StartsWith("proposal"u8)) throw Invalid("the proposal account is not the bridge's");
        ReadOnlySpan<byte> data = account.Data;
        var digest = Bytes32.From(data.Slice(DigestOffset, Bytes32.Size));
        // SECURITY: a proposal counts only at the address that is derived for it (M02).
        if (address != addresses.Proposal(digest)) throw Invalid($"the proposal {digest} stands at {address}, which is not its place");
        var (kind, mark) = ((RiskActionKind)data[ActionOffset], (ProposalMark)data[StateOffset]);
        if (!Enum.IsDefined(kind)) throw Invalid($"there is no risk action {data[ActionOffset]}");
        if (!Enum.IsDefined(mark)) throw Invalid($"the proposal {digest} has state {data[StateOffset]}");
        var until = BinaryPrimitives.ReadUInt64BigEndian(data[UntilOffset..]);
        var officers = new List<SignerAddress>();
        for (var offset = OfficersOffset; offset < WordsOffset; offset += OfficerSize)
        {
            var officer = data.Slice(offset, OfficerSize);
            if (officer.ContainsAnyExcept((byte)0)) officers.Add(SignerAddress.From(officer));
        }

        return new(digest, mark, kind, Time(BinaryPrimitives.ReadUInt64BigEndian(data[ReadyAtOffset..])), until == ulong.MaxValue ? null : Time(until), officers.Count == 0 ? Array.Empty<SignerAddress>() : officers, data[WordsOffset..].ToArray());
    }

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : throw Invalid($"{seconds} is no time");

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
