namespace Bridge.Dashboard.Storage;

/// <summary>The tables of both files. Times are Unix milliseconds; amounts of 64 bits are two halves, so that sums are exact.</summary>
internal static class Layouts
{
    /// <summary>
    /// <c>history.db</c>: read from the chains again when it is lost.
    /// <code>
    /// transfers   n (the order in which this server learnt of them) → the 150 bytes, where, state, when each step was seen
    /// flows       what was locked and released per lane, asset and minute
    /// samples     name and time → value, null = could not be read
    /// cursors     how far each chain was read
    /// </code>
    /// </summary>
    public static IReadOnlyList<string> History { get; } =
    [
        """
        CREATE TABLE transfers (
            n INTEGER PRIMARY KEY,
            source INTEGER NOT NULL, destination INTEGER NOT NULL, sequence INTEGER NOT NULL,
            asset BLOB NOT NULL, amount_high INTEGER NOT NULL, amount_low INTEGER NOT NULL, sender BLOB NOT NULL, recipient BLOB NOT NULL,
            encoded BLOB NOT NULL, height INTEGER NOT NULL, source_transaction TEXT NOT NULL, destination_transaction TEXT, destination_asked INTEGER NOT NULL DEFAULT 0,
            state INTEGER NOT NULL, waiting TEXT, waits_until INTEGER, approvals INTEGER,
            locked_at INTEGER NOT NULL, final_at INTEGER, signed_at INTEGER, submitted_at INTEGER, held_at INTEGER, released_at INTEGER,
            void_requested_at INTEGER, voided_at INTEGER, refunded_at INTEGER, ended_at INTEGER, updated_at INTEGER NOT NULL,
            UNIQUE (source, destination, sequence));
        CREATE INDEX transfers_by_source_transaction ON transfers (source_transaction);
        CREATE INDEX transfers_by_destination_transaction ON transfers (destination_transaction);
        CREATE INDEX transfers_by_sender ON transfers (sender);
        CREATE INDEX transfers_by_recipient ON transfers (recipient);
        CREATE INDEX transfers_by_state ON transfers (state);
        CREATE INDEX transfers_by_asset ON transfers (asset);
        CREATE INDEX transfers_by_lane ON transfers (source, destination);
        CREATE INDEX transfers_open ON transfers (source, destination, sequence) WHERE ended_at IS NULL;
        CREATE INDEX transfers_waiting ON transfers (n) WHERE ended_at IS NULL;
        CREATE INDEX transfers_unnamed ON transfers (n) WHERE ended_at IS NOT NULL AND destination_asked = 0;
        CREATE INDEX transfers_both_ends ON transfers (n) WHERE released_at IS NOT NULL AND refunded_at IS NOT NULL;
        CREATE INDEX transfers_by_release ON transfers (destination, asset, released_at) WHERE released_at IS NOT NULL;
        CREATE TABLE flows (
            source INTEGER NOT NULL, destination INTEGER NOT NULL, asset BLOB NOT NULL, minute INTEGER NOT NULL,
            locked_high INTEGER NOT NULL, locked_low INTEGER NOT NULL, released_high INTEGER NOT NULL, released_low INTEGER NOT NULL,
            PRIMARY KEY (source, destination, asset, minute)) WITHOUT ROWID;
        CREATE TABLE samples (name TEXT NOT NULL, at INTEGER NOT NULL, value REAL, PRIMARY KEY (name, at)) WITHOUT ROWID;
        CREATE TABLE cursors (name TEXT PRIMARY KEY, cursor TEXT NOT NULL) WITHOUT ROWID;
        """,
        $"""
        ALTER TABLE transfers ADD COLUMN hold_transaction TEXT;
        ALTER TABLE transfers ADD COLUMN approved_at INTEGER;
        ALTER TABLE transfers ADD COLUMN approved_twice_at INTEGER;
        CREATE INDEX transfers_by_hold_transaction ON transfers (hold_transaction) WHERE hold_transaction IS NOT NULL;
        DROP INDEX transfers_unnamed;
        CREATE INDEX transfers_unnamed ON transfers (n) WHERE {Unnamed};
        """,
        """
        ALTER TABLE transfers ADD COLUMN request_transaction TEXT;
        ALTER TABLE transfers ADD COLUMN void_transaction TEXT;
        ALTER TABLE transfers ADD COLUMN refund_transaction TEXT;
        CREATE INDEX transfers_by_refund_transaction ON transfers (refund_transaction) WHERE refund_transaction IS NOT NULL;
        """,
    ];

    /// <summary>Held or paid in a transaction that is not known yet, and not asked for too often.</summary>
    public const string Unnamed = "destination_asked<20 AND (released_at IS NOT NULL OR held_at IS NOT NULL)";

    /// <summary>
    /// <c>records.db</c>: what cannot be made again.
    /// <code>
    /// audit           the chained log; triggers refuse changes by mistake, the hashes show those on purpose
    /// papers          digest → the paper's text, who made it, when; paper_chains what became of it on each chain
    /// level_changes   breaker levels as they were seen to change
    /// limit_changes   limits likewise, each as four numbers of 64 bits; the first that were read have none before them
    /// foreign_proposals what was scheduled on a chain without this server, the words of its paper, and its end
    /// totp_steps      the last code of each user that was used: it opens nothing again
    /// known_addresses where each user has signed in from
    /// </code>
    /// </summary>
    public static IReadOnlyList<string> Records { get; } =
    [
        """
        CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, user TEXT, address TEXT, event TEXT NOT NULL, detail TEXT NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL);
        CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TABLE papers (n INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, text TEXT NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0, closed INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE paper_chains (digest BLOB NOT NULL, chain INTEGER NOT NULL, state INTEGER NOT NULL, ready_at INTEGER, executable_until INTEGER, transaction_id TEXT, PRIMARY KEY (digest, chain)) WITHOUT ROWID;
        CREATE INDEX papers_open ON papers (n) WHERE closed = 0;
        CREATE TABLE level_changes (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, chain INTEGER NOT NULL, scope_kind INTEGER NOT NULL, scope BLOB NOT NULL, level_from INTEGER NOT NULL, level_to INTEGER NOT NULL, reason TEXT, by_whom TEXT);
        CREATE INDEX level_changes_by_scope ON level_changes (chain, scope_kind, scope);
        CREATE TABLE totp_steps (user TEXT PRIMARY KEY, step INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE known_addresses (user TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (user, address)) WITHOUT ROWID;
        """,
        "ALTER TABLE level_changes ADD COLUMN transaction_id TEXT;",
        """
        CREATE TABLE limit_changes (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, chain INTEGER NOT NULL, asset BLOB NOT NULL, limits_from BLOB, limits_to BLOB NOT NULL, raises INTEGER NOT NULL, by_whom TEXT, transaction_id TEXT);
        CREATE INDEX limit_changes_by_asset ON limit_changes (chain, asset);
        """,
        """
        CREATE TABLE foreign_proposals (n INTEGER PRIMARY KEY, chain INTEGER NOT NULL, digest BLOB NOT NULL, kind INTEGER NOT NULL, words BLOB, signers TEXT NOT NULL, ready_at INTEGER, until INTEGER, seen_at INTEGER NOT NULL,
            standing INTEGER NOT NULL, ended_at INTEGER, by_whom TEXT, transaction_id TEXT, UNIQUE (digest, chain));
        CREATE INDEX foreign_proposals_waiting ON foreign_proposals (chain) WHERE standing = 1;
        ALTER TABLE paper_chains ADD COLUMN problem TEXT;
        """,
    ];
}
