using System.Text.Json.Serialization;

namespace Bridge.Protocol.GuardianApi;

/// <summary>What a signature is asked for. On the wire by name; stored: never renumber. Zero is no purpose (W9).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SigningPurpose>))]
public enum SigningPurpose : byte
{
    /// <summary>No purpose: refused everywhere.</summary>
    None = 0,

    /// <summary>The transfers of a batch are locked and final: release them.</summary>
    Attestation = 1,

    /// <summary>One transfer whose refund was requested: consume it on the destination without a payment.</summary>
    Void = 2,

    /// <summary>One transfer that is void on the destination: pay its sender back.</summary>
    Refund = 3,
}

/// <summary>What each purpose has signed. Guardians and coordinators compute it apart from each other.</summary>
public static class SigningPurposes
{
    /// <summary>The digest for <paramref name="batch"/>: of all of it for an attestation, of its only transfer otherwise.</summary>
    /// <exception cref="ProtocolException">No such purpose, or a void or refund of several transfers at once.</exception>
    public static MessageDigest Digest(this SigningPurpose purpose, TransferBatch batch, GuardianEpoch epoch) => purpose switch
    {
        SigningPurpose.Attestation => batch.Digest(epoch),
        SigningPurpose.Void => SignedMessage.Void(batch.Bridge, epoch, Only(batch).Id, Only(batch).Leaf()),
        SigningPurpose.Refund => SignedMessage.Refund(batch.Bridge, epoch, Only(batch).Id, Only(batch).Leaf()),
        _ => throw new ProtocolException($"there is no signing purpose {(byte)purpose}"),
    };

    // SECURITY: a void or refund is one transfer's own message; nothing else may hide behind it (W1, M04).
    private static Transfer Only(TransferBatch batch) => batch.Transfers.Count == 1
        ? batch.Transfers[0]
        : throw new ProtocolException($"a void or refund is of one transfer and the batch has {batch.Transfers.Count}");
}
