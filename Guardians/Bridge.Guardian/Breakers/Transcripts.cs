using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Breakers;

/// <summary>Answers other guardians what this one saw and signed, from its journal.</summary>
public sealed class Transcripts(ushort index, LockJournal locks, SignIntentJournal intents, ChainStatusBoard chains)
{
    /// <summary>Most transfers in one question: a page of work for the disk, not a flood.</summary>
    public const int MostTransfers = 256;

    /// <summary>The answer; null when the question is malformed.</summary>
    public TranscriptResponse? Answer(TranscriptRequest request)
    {
        if (request.Transfers.Count > MostTransfers) return null;
        try
        {
            return new(index, [.. request.Transfers.Select(TransferId.Parse).Select(Line)]);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private TranscriptLine Line(TransferId id)
    {
        var found = locks.Find(id);
        return new(id.ToString(), Remembers(id, found), found?.Leaf.ToString(), id.Sequence > long.MaxValue ? null : intents.FindLeaf(id)?.ToString());
    }

    // A journal that is still catching up, or that began after the lock, does not say "no": what it does not know, it may have forgotten.
    private bool Remembers(TransferId id, JournalLock? found)
    {
        var chain = id.Lane.Source;
        if (chains[chain] is not { CaughtUp: true, Problem: null }) return false;
        return found is null || (locks.Birth(chain) is { } birth && found.Location.Block.Height > birth);
    }
}
