using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Relayer.Intake;

/// <summary>What this relayer knows of one transfer, as one immutable picture.</summary>
internal sealed record TransferRecord
{
    public required Transfer Transfer { get; init; }

    public required string SourceTransaction { get; init; }

    public required TransferState State { get; init; }

    public required TransferTimes Times { get; init; }

    public string? DestinationTransaction { get; init; }

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
        WaitingFor = WaitingFor,
        WaitsUntil = WaitsUntil,
        Times = Times,
    };
}
