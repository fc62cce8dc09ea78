using System.Collections.Concurrent;
using Bridge.Protocol;
using Bridge.Relayer.Intake;

namespace Bridge.Relayer.Signing;

/// <summary>The newest signature over each open transfer, so that whoever does not want to wait for this relayer can deliver it.</summary>
internal sealed class SignedBatches
{
    private readonly ConcurrentDictionary<TransferId, Attestation> _signed = [];
    private readonly TransferBoard _board;

    public SignedBatches(TransferBoard board)
    {
        _board = board;
        board.Changed += record =>
        {
            if (!record.State.AwaitsRelease()) _signed.TryRemove(record.Id, out _);
        };
    }

    /// <summary>Keeps it for those of its transfers that await their release.</summary>
    public void Keep(Attestation attestation)
    {
        foreach (var transfer in attestation.Batch.Transfers)
        {
            _signed[transfer.Id] = attestation;
            // It may have ended between the signature and this line, and nothing more is heard of it then.
            if (!_board.AwaitsRelease(transfer.Id)) _signed.TryRemove(transfer.Id, out _);
        }
    }

    /// <summary>Null when it is not signed, or needs no release any more.</summary>
    public Attestation? Find(TransferId id) => _signed.GetValueOrDefault(id);
}
