using Bridge.Protocol;

namespace Bridge.Guardian.Journal;

/// <summary>Why a chain was halted. Stored: never renumber.</summary>
public enum HaltReason
{
    /// <summary>The finalised head went back.</summary>
    HeadWentBack = 1,

    /// <summary>Another hash at a finalised height.</summary>
    HashChanged = 2,

    /// <summary>A final lock changed its content or its place.</summary>
    LockChanged = 3,

    /// <summary>The chain's reader found finality broken.</summary>
    ReaderReported = 4,
}

/// <summary>A chain that stands still until a person clears it.</summary>
public sealed record ChainHalt(HaltReason Reason, string Detail, DateTimeOffset At);

/// <summary>Chain halts (W3): written before anything else runs, read again after every start, removed by a person only.</summary>
public sealed class HaltJournal(JournalDatabase database, TimeProvider time)
{
    /// <summary>The halt of a chain, null while it runs.</summary>
    public ChainHalt? Find(ChainId chain) => database.Read(sql => Find(sql, chain));

    /// <summary>Halts a chain. The first reason stays.</summary>
    public void Halt(ChainId chain, HaltReason reason, string detail) => database.Write(sql => sql.Execute(
        "INSERT INTO halts VALUES ($chain, $reason, $detail, $at) ON CONFLICT (chain) DO NOTHING",
        ("$chain", (long)chain.Value), ("$reason", (long)reason), ("$detail", detail), ("$at", time.GetUtcNow().ToUnixTimeMilliseconds())));

    /// <summary>
    /// Opens a chain again. Its locks, cursor and head are forgotten, so that all of it is read and checked anew against the chain as it is now;
    /// the leaves signed before stay, so another transfer under a signed id is refused for ever.
    /// </summary>
    /// <returns>The halt that was cleared, null when there was none.</returns>
    public ChainHalt? Clear(ChainId chain, string clearedBy) => database.Write(sql =>
    {
        if (Find(sql, chain) is not { } halt) return null;
        var id = ("$chain", (object)(long)chain.Value);
        sql.Execute(
            "INSERT INTO cleared_halts SELECT chain, reason, detail, at, $now, $by FROM halts WHERE chain=$chain",
            id, ("$now", time.GetUtcNow().ToUnixTimeMilliseconds()), ("$by", clearedBy));
        sql.Execute("DELETE FROM halts WHERE chain=$chain", id);
        sql.Execute("DELETE FROM locks WHERE source=$chain", id);
        sql.Execute("DELETE FROM cursors WHERE chain=$chain", id);
        sql.Execute("DELETE FROM finalized_heads WHERE chain=$chain", id);
        return halt;
    });

    private static ChainHalt? Find(JournalStatement sql, ChainId chain) => sql.Rows(
        "SELECT reason, detail, at FROM halts WHERE chain=$chain",
        row => new ChainHalt((HaltReason)row.GetInt32(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))),
        ("$chain", (long)chain.Value)) is [var halt] ? halt : null;
}
