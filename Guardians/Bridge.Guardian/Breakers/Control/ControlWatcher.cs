using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Risk.Events;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers.Control;

/// <summary>Watches who holds power on one chain, one step at a time, and tells the risk engine of every change and whether the chain shows what stands behind it.</summary>
/// <remarks>
/// <para>A state counts when k sources show the same one (W2). Fewer, or a difference, and nothing is compared or remembered: what changed meanwhile is compared with the last state that was
/// agreed, after a restart too.</para>
/// <para>The newest state is read, so what was seen may vanish with its block. A state that is an earlier one to the letter, nonces and schedule included, is that one again and no change.</para>
/// <para>The first state that a guardian ever sees is believed: what it has to be, `guardian run` compares with the deployment.</para>
/// </remarks>
public sealed partial class ControlWatcher(IReadOnlyList<ControlReader> sources, int quorum, RiskJournal journal, IRiskFeed feed, TimeProvider time, ILogger logger)
{
    // Far longer than a block takes to become final.
    private static readonly TimeSpan Vanishes = TimeSpan.FromHours(1);

    private readonly List<ControlMemory> _earlier = [];
    private ControlMemory? _memory;
    private bool _failing;

    /// <summary>The chain it reads.</summary>
    public ChainId Chain => sources[0].Chain;

    /// <summary>One step; false when fewer than k sources show the same state.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        _memory ??= journal.Control(Chain);
        var begun = time.GetUtcNow();
        var known = _memory?.State.Nonces.Keys.ToList() ?? [];
        var answers = (await Task.WhenAll(sources.Select(source => AskAsync(source, known, cancellationToken)))).OfType<ControlState>().ToList();
        var agreed = answers.GroupBy(state => state.Write()).OrderByDescending(group => group.Count()).FirstOrDefault();
        // SECURITY: never fewer than k sources, and no step past what could not be read (W2): a made-up state is none, and a hidden one stays to be compared.
        if (agreed is null || agreed.Count() < quorum)
        {
            if (!_failing) Log.NotAgreed(logger, Chain.Value, answers.Count, quorum);
            _failing = true;
            return false;
        }

        _failing = false;
        var (state, now) = (agreed.First(), time.GetUtcNow());
        if (_memory is null)
        {
            Remember(ControlMemory.First(begun, state));
            return true;
        }

        _earlier.RemoveAll(earlier => now - earlier.BegunAt > Vanishes);
        var isSame = agreed.Key == _memory.State.Write();
        // SECURITY: to the letter only: no signer's nonce goes back, and nothing is scheduled twice, but on a chain that went back itself.
        if (!isSame && _earlier.FindLast(earlier => earlier.State.Write() == agreed.Key) is { } again)
        {
            Log.WentBack(logger, Chain.Value);
            Remember(again with { BegunAt = begun });
            return true;
        }

        var (changes, memory) = ControlJudge.Compare(_memory, state, begun, now);
        // SECURITY: told before it is remembered: a crash between the two tells it twice, never not at all.
        feed.Apply([.. changes.Select(change => new AdminSeen(now, Chain, change.What, change.Authorised, change.Detail, null))]);
        Remember(memory);
        return true;
    }

    private void Remember(ControlMemory memory)
    {
        if (_memory is { } before && before.State.Write() != memory.State.Write()) _earlier.Add(before);
        journal.RememberControl(Chain, memory);
        _memory = memory;
    }

    private async Task<ControlState?> AskAsync(ControlReader source, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(known, cancellationToken);
        }
        catch (ChainReadException e)
        {
            if (!_failing) Log.Failed(logger, Chain.Value, e.Failure, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(350, LogLevel.Warning, "control plane of chain {Chain}: {Count} sources answer, {Quorum} have to show the same; changes are compared later")]
        public static partial void NotAgreed(ILogger logger, ushort chain, int count, int quorum);

        [LoggerMessage(352, LogLevel.Warning, "control plane of chain {Chain} is what it was before its last change: the block that changed it has vanished")]
        public static partial void WentBack(ILogger logger, ushort chain);

        [LoggerMessage(351, LogLevel.Warning, "control plane of chain {Chain} cannot be read: {Failure}: {Detail}")]
        public static partial void Failed(ILogger logger, ushort chain, ChainReadFailure failure, string detail);
    }
}
