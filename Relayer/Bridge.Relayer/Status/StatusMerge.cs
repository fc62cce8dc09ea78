using System.Globalization;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Intake;

namespace Bridge.Relayer.Status;

/// <summary>Puts what other relayers say beside what this one knows. Their word never makes a transfer final or released.</summary>
internal static class StatusMerge
{
    private const int MaxText = 200;

    /// <summary>How far along a state is, for comparing two relayers' views of one transfer.</summary>
    public static int Rank(TransferState state) => state switch
    {
        TransferState.Observed => 1,
        TransferState.Finalized => 2,
        TransferState.Signed => 3,
        TransferState.Limited => 4,
        TransferState.Submitted => 5,
        TransferState.Held => 6,
        TransferState.VoidRequested => 7,
        TransferState.Voided => 8,
        _ => 9,
    };

    /// <param name="own">This relayer's view.</param>
    /// <param name="fields">Alternating names and values, written by anyone.</param>
    /// <param name="name">This relayer's name: what it has said itself says nothing new, and may be older than its view.</param>
    public static TransferStatus Merge(TransferStatus own, IReadOnlyList<string> fields, string name)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < fields.Count; i += 2) told[fields[i]] = fields[i + 1];

        var times = own.Times with
        {
            Locked = Earliest(own.Times.Locked, Time(told, "locked")),
            Final = Earliest(own.Times.Final, Time(told, "final")),
            Signed = Earliest(own.Times.Signed, Time(told, "signed")),
            Submitted = Earliest(own.Times.Submitted, Time(told, "submitted")),
            // SECURITY: a release is shown only when this relayer has read it on the chain itself.
            Released = own.State.IsEnd() ? Earliest(own.Times.Released, Time(told, "released")) : own.Times.Released,
            Held = own.State == TransferState.Held ? Earliest(own.Times.Held, Time(told, "held")) : own.Times.Held,
            VoidRequested = IsBeyond(own.State, TransferState.VoidRequested) ? Earliest(own.Times.VoidRequested, Time(told, "voidrequested")) : null,
            Voided = IsBeyond(own.State, TransferState.Voided) ? Earliest(own.Times.Voided, Time(told, "voided")) : null,
            Refunded = own.State == TransferState.Refunded ? Earliest(own.Times.Refunded, Time(told, "refunded")) : null,
        };
        var hold = own.HoldTransaction ?? (own.State is TransferState.Held or TransferState.Undeliverable or TransferState.Released ? Text(told, "holdtx") : null);
        var merged = own with
        {
            Times = times,
            HoldTransaction = hold,
            DestinationTransaction = own.DestinationTransaction ?? Text(told, hold is null && own.State != TransferState.Held ? "tx" : "paidtx"),
            RefundTransaction = own.RefundTransaction ?? (IsBeyond(own.State, TransferState.Voided) ? Text(told, "refundtx") : null),
        };
        if (own.State == TransferState.Observed) return own;
        if (told.GetValueOrDefault("who") == name) return merged;

        // Between final and released the other relayer may be further along: it is the one that works on the transfer.
        var state = int.TryParse(told.GetValueOrDefault("rank"), NumberStyles.None, CultureInfo.InvariantCulture, out var rank) ? rank switch
        {
            3 => TransferState.Signed,
            4 => TransferState.Limited,
            5 => TransferState.Submitted,
            _ => own.State,
        } : own.State;
        var (reason, until) = Text(told, "waiting") is { } words ? (words, Time(told, "until")) : (own.WaitingFor, own.WaitsUntil);
        if (!own.State.IsEnd() && Rank(state) > Rank(own.State)) return merged with { State = state, WaitingFor = reason, WaitsUntil = until };
        // One relayer works on a batch, a hold or a refund, and its words say most.
        var isOthersWork = (own.State is TransferState.Held or TransferState.VoidRequested or TransferState.Voided || own.WaitingFor == TransferBoard.Unworked) && rank == Rank(own.State);
        return isOthersWork ? merged with { WaitingFor = reason, WaitsUntil = until } : merged;
    }

    private static bool IsBeyond(TransferState own, TransferState step) =>
        (own is TransferState.VoidRequested or TransferState.Voided or TransferState.Refunded) && Rank(own) >= Rank(step);

    private static DateTimeOffset? Earliest(DateTimeOffset? own, DateTimeOffset? other) => own is null ? other : other is null || own < other ? own : other;

    private static DateTimeOffset? Time(Dictionary<string, string> told, string field) =>
        long.TryParse(told.GetValueOrDefault(field), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static string? Text(Dictionary<string, string> told, string field) =>
        told.GetValueOrDefault(field) is { Length: > 0 and <= MaxText } text && !text.Any(char.IsControl) ? text : null;
}
