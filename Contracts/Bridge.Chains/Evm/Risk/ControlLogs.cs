using System.Runtime.CompilerServices;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>
/// Events of the control plane, or of the vault, about one thing (their first indexed argument), from the newest block back to the vault's first; and who signed the paper behind one:
/// <code>
/// PaperUsed(bytes32 indexed digest, uint8 action, address indexed signer, uint64 nonce) · Executed(bytes32 indexed digest)
/// </code>
/// </summary>
internal sealed class ControlLogs(EvmRpc rpc, EvmContracts contracts)
{
    private static readonly Bytes32 PaperUsed = Keccak256.Hash("PaperUsed(bytes32,uint8,address,uint64)");
    private static readonly Bytes32 Executed = Keccak256.Hash("Executed(bytes32)");

    private readonly RiskContract _contract = new(rpc, contracts);
    private readonly LogRange _range = new();

    /// <summary>Events of the control plane: newest blocks first, a range at a time; within a range oldest first.</summary>
    /// <exception cref="ChainReadException">The node cannot say, or showed another log than it was asked for.</exception>
    public async IAsyncEnumerable<IReadOnlyList<EvmLog>> ReadBackAsync(Bytes32[] events, Bytes32 about, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var logs in ReadBackAsync(await _contract.AddressAsync(cancellationToken), events, about, cancellationToken)) yield return logs;
    }

    /// <summary>The same of one contract of the bridge.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EvmLog>> ReadBackAsync(EvmAddress emitter, Bytes32[] events, Bytes32 about, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = await rpc.NewestBlockAsync(cancellationToken);
        for (var to = head.Height; to >= contracts.FromBlock;)
        {
            var (logs, from) = await _range.ReadBackAsync(contracts.FromBlock, to, (first, last) => rpc.LogsAsync(emitter, first, last, [events, [about]], cancellationToken));
            yield return Checked(logs, emitter, events, about);
            if (from == 0) yield break;
            to = from - 1;
        }
    }

    /// <summary>When a log was written, by the chain's clock: of the block that it names, and of no other. Null when the node shows another one there.</summary>
    public async Task<DateTimeOffset?> TimeOfAsync(EvmLog log, CancellationToken cancellationToken) =>
        await rpc.BlockAsync(log.Block.Height, cancellationToken) is { } block && block.Reference == log.Block ? block.Time : null;

    /// <summary>Who signed the paper that had an effect: one that was presented with it, or that was scheduled before and carried out with it. Nobody when no paper did it.</summary>
    /// <exception cref="ChainReadException">As above.</exception>
    public async Task<IReadOnlyList<SignerAddress>> SignersOfAsync(EvmLog effect, CancellationToken cancellationToken)
    {
        var control = await _contract.AddressAsync(cancellationToken);
        var logs = Checked(await rpc.LogsAsync(control, effect.Block.Height, effect.Block.Height, [[PaperUsed, Executed]], cancellationToken), control, [PaperUsed, Executed], null);
        // One transaction may carry several papers: each is named before what it does.
        if (logs.LastOrDefault(log => log.Transaction == effect.Transaction && log.Index < effect.Index) is not { } cause) return [];
        if (cause.Topics[0] == PaperUsed) return [SignerOf(cause)];
        await foreach (var used in ReadBackAsync(control, [PaperUsed], cause.Topics[1], cancellationToken))
        {
            // A paper is presented once, by all of its signers.
            if (used.Count > 0) return [.. used.Select(SignerOf)];
        }

        throw Invalid($"{rpc.Endpoint} does not show the paper {cause.Topics[1]} that was carried out");
    }

    private IReadOnlyList<EvmLog> Checked(IReadOnlyList<EvmLog> logs, EvmAddress emitter, Bytes32[] events, Bytes32? about) =>
        // SECURITY: the exact emitter (M02): nobody else says who halted what, and what was scheduled, done or stopped.
        logs.Any(log => log.Emitter != emitter || log.Topics.Count < 2 || !events.Contains(log.Topics[0]) || (about is not null && log.Topics[1] != about))
            ? throw Invalid($"{rpc.Endpoint} showed another log than it was asked for")
            : [.. logs.Where(log => !log.Removed).OrderBy(log => log.Block.Height).ThenBy(log => log.Index)];

    private static SignerAddress SignerOf(EvmLog used) =>
        used.Topics.Count == 3 ? SignerAddress.From(used.Topics[2].ToArray().AsSpan(12)) : throw Invalid($"PaperUsed in {used.Transaction} should name its signer");

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
