using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Cli;

/// <summary>What a user can do about a transfer, by where it is.</summary>
internal static class TransferAdvice
{
    /// <summary>For people; null when it has ended and nothing is left to do.</summary>
    public static string? For(CliSession session, TransferStatus status) => status.State switch
    {
        TransferState.Observed => "nothing: a lock becomes final by itself",
        TransferState.Finalized or TransferState.Signed or TransferState.Submitted => $"nothing; if it stays like this, its sender can ask for it back: bridge refund {status.Id}",
        TransferState.Limited => $"nothing: it is released when the limit allows it (bridge limits); or its sender asks for it back: bridge refund {status.Id}",
        TransferState.Held => $"wait for the officers (bridge risk list); or its sender asks for it back: bridge refund {status.Id}",
        TransferState.VoidRequested => "nothing: it is made void on the destination and then paid back, unless the release comes first",
        TransferState.Voided => "nothing: the sender is paid back by itself",
        TransferState.Undeliverable => $"the recipient claims it: bridge claim {session.SymbolOf(status.Asset)} --on {session.ChainOf(TransferId.Parse(status.Id).Lane.Destination).Name}",
        _ => null,
    };
}
