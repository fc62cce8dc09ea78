namespace Bridge.Protocol.RelayerApi;

/// <summary>The batch that a transfer was signed in, with the guardians' signature: all that anybody needs to deliver it. Public.</summary>
/// <param name="Epoch">Which group key signed.</param>
/// <param name="Signature">Rx ‖ Ry ‖ z, 96 bytes, hexadecimal.</param>
/// <param name="Transfers">In sequence order, 150 bytes each (<see cref="Transfer.Encode"/>), hexadecimal.</param>
public sealed record AttestedBatch(uint Epoch, string Signature, IReadOnlyList<string> Transfers)
{
    /// <summary>As it is sent.</summary>
    public static AttestedBatch Of(Attestation attestation) => new(
        attestation.Epoch.Value, attestation.Signature.ToString(), [.. attestation.Batch.Transfers.Select(transfer => Hex.Encode(transfer.Encode()))]);

    /// <summary>As the chain clients take it. Form only: whether it is signed is for the destination's contract to say.</summary>
    /// <exception cref="ProtocolException">A part is malformed, or the transfers are no batch.</exception>
    public Attestation ToAttestation() => new(
        new TransferBatch([.. Transfers.Select(transfer => Transfer.Decode(Hex.Decode(transfer)))]), GuardianEpoch.From(Epoch), GroupSignature.From(Hex.Decode(Signature)));
}
