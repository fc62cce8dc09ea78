using System.Globalization;
using Bridge.Protocol;
using Microsoft.Data.Sqlite;

namespace Bridge.Dashboard.History;

/// <summary>One transfer as the history has it. Times are when this server saw each step.</summary>
internal sealed record TransferEntry
{
    public const string Columns =
        "n, encoded, height, source_transaction, destination_transaction, state, waiting, waits_until, approvals, locked_at, final_at, signed_at, submitted_at, held_at, released_at, " +
        "void_requested_at, voided_at, refunded_at, ended_at, updated_at, hold_transaction, approved_at, approved_twice_at, request_transaction, void_transaction, refund_transaction";

    /// <summary>Its place in the order in which this server learnt of transfers.</summary>
    public required long Number { get; init; }

    public required Transfer Transfer { get; init; }

    public required ulong Height { get; init; }

    public required string SourceTransaction { get; init; }

    /// <summary>What paid it, or a relayer's word for what was sent; of one that was held, only what paid it.</summary>
    public string? DestinationTransaction { get; init; }

    /// <summary>What held it for two officers.</summary>
    public string? HoldTransaction { get; init; }

    public required TransferState State { get; init; }

    /// <summary>A relayer's word for why it waits.</summary>
    public string? Waiting { get; init; }

    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>Officers that said yes to its hold.</summary>
    public int? Approvals { get; init; }

    public required DateTimeOffset LockedAt { get; init; }

    public DateTimeOffset? FinalAt { get; init; }

    public DateTimeOffset? SignedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>When the first officer's approval was seen.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When the second officer's was.</summary>
    public DateTimeOffset? ApprovedTwiceAt { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }

    public DateTimeOffset? VoidRequestedAt { get; init; }

    public DateTimeOffset? VoidedAt { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>What asked for its refund on the source.</summary>
    public string? RequestTransaction { get; init; }

    /// <summary>What consumed it on the destination without a payment.</summary>
    public string? VoidTransaction { get; init; }

    /// <summary>What paid it back on the source.</summary>
    public string? RefundTransaction { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public TransferId Id => Transfer.Id;

    public static TransferEntry Read(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Transfer = Transfer.Decode(row.GetFieldValue<byte[]>(1)),
        Height = (ulong)row.GetInt64(2),
        SourceTransaction = row.GetString(3),
        DestinationTransaction = row.IsDBNull(4) ? null : row.GetString(4),
        State = (TransferState)row.GetInt64(5),
        Waiting = row.IsDBNull(6) ? null : row.GetString(6),
        WaitsUntil = Time(row, 7),
        Approvals = row.IsDBNull(8) ? null : row.GetInt32(8),
        LockedAt = Time(row, 9) ?? throw new Storage.StoreException("a transfer has no time"),
        FinalAt = Time(row, 10),
        SignedAt = Time(row, 11),
        SubmittedAt = Time(row, 12),
        HeldAt = Time(row, 13),
        ReleasedAt = Time(row, 14),
        VoidRequestedAt = Time(row, 15),
        VoidedAt = Time(row, 16),
        RefundedAt = Time(row, 17),
        EndedAt = Time(row, 18),
        UpdatedAt = Time(row, 19) ?? throw new Storage.StoreException("a transfer has no time"),
        HoldTransaction = row.IsDBNull(20) ? null : row.GetString(20),
        ApprovedAt = Time(row, 21),
        ApprovedTwiceAt = Time(row, 22),
        RequestTransaction = row.IsDBNull(23) ? null : row.GetString(23),
        VoidTransaction = row.IsDBNull(24) ? null : row.GetString(24),
        RefundTransaction = row.IsDBNull(25) ? null : row.GetString(25),
    };

    private static DateTimeOffset? Time(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}

/// <summary>What a person asks the history for.</summary>
internal sealed record TransferFilter
{
    public TransferState? State { get; init; }

    public Lane? Lane { get; init; }

    public AssetId? Asset { get; init; }

    /// <summary>Only what has not ended.</summary>
    public bool Waiting { get; init; }
}

/// <summary>A place in a list from newest to oldest.</summary>
internal static class PageCursor
{
    public static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for the beginning; false when it is none that this server gave.</summary>
    public static bool TryRead(string? text, out long before)
    {
        before = long.MaxValue;
        return string.IsNullOrEmpty(text) || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before) && before > 0);
    }
}
