using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Relayer.Intake;

/// <summary>What is due for a transfer in each of its states.</summary>
internal static class TransferDue
{
    /// <summary>A release would still help it on.</summary>
    public static bool AwaitsRelease(this TransferState state) =>
        state is TransferState.Finalized or TransferState.Signed or TransferState.Submitted or TransferState.Limited;

    /// <summary>A void or a refund is due.</summary>
    public static bool IsOnItsWayBack(this TransferState state) => state is TransferState.VoidRequested or TransferState.Voided;
}

/// <summary>What this relayer knows of one transfer, as one immutable picture.</summary>
internal sealed record TransferRecord
{
    public required Transfer Transfer { get; init; }

    public required string SourceTransaction { get; init; }

    public required TransferState State { get; init; }

    public required TransferTimes Times { get; init; }

    public string? DestinationTransaction { get; init; }

    public string? HoldTransaction { get; init; }

    public string? RefundTransaction { get; init; }

    public string? WaitingFor { get; init; }

    public DateTimeOffset? WaitsUntil { get; init; }

    public TransferId Id => Transfer.Id;

    public TransferStatus ToStatus() => new()
    {
        Id = Id.ToString(),
        State = State,
        Kind = Transfer.Kind,
        Asset = Transfer.Asset.ToString(),
        Amount = Transfer.Amount,
        Sender = Transfer.Sender.ToString(),
        Recipient = Transfer.Recipient.ToString(),
        SourceTransaction = SourceTransaction,
        DestinationTransaction = DestinationTransaction,
        HoldTransaction = HoldTransaction,
        RefundTransaction = RefundTransaction,
        WaitingFor = WaitingFor,
        WaitsUntil = WaitsUntil,
        Times = Times,
    };
}
