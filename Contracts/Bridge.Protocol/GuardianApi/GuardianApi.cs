using System.Text.Json.Serialization;

namespace Bridge.Protocol.GuardianApi;

/// <summary>
/// The guardians' signing API: JSON over mutually authenticated TLS with pinned certificates. The coordinator names a batch; it never sends
/// facts. Byte fields are hexadecimal. Points are 33 bytes compressed, scalars 32 bytes big-endian (RFC 9591, section 6.5).
/// </summary>
public static class GuardianRoutes
{
    /// <summary>POST <see cref="CommitRequest"/> → <see cref="CommitResponse"/> (RFC 9591 section 5.1), or 409 with <see cref="RefusalResponse"/>.</summary>
    public const string Commit = "/v1/commit";

    /// <summary>POST <see cref="SignRequest"/> → <see cref="SignResponse"/> (section 5.2), or 409 with <see cref="RefusalResponse"/>.</summary>
    public const string Sign = "/v1/sign";

    /// <summary>POST <see cref="TranscriptRequest"/> → <see cref="TranscriptResponse"/>: what this guardian saw and signed. For guardians and relayers.</summary>
    public const string Transcripts = "/v1/transcripts";

    /// <summary>GET → this guardian's signed observation of a transfer; 404 until it has one.</summary>
    public const string Observation = "/v1/observations/{id}";
}

/// <summary>A batch named by lane, first sequence and count.</summary>
public sealed record BatchName(ushort Source, ushort Destination, ulong First, uint Count)
{
    /// <summary>The name as a value.</summary>
    /// <exception cref="ProtocolException">A field out of range.</exception>
    public BatchId ToBatchId() => BatchId.From(Lane.From(ChainId.From(Source), ChainId.From(Destination)), First, Count);

    /// <summary>The name of <paramref name="batch"/>.</summary>
    public static BatchName Of(BatchId batch) => new(batch.Lane.Source.Value, batch.Lane.Destination.Value, batch.First, batch.Count);
}

/// <summary>Asks for one-time nonce commitments for one signing session.</summary>
/// <param name="Session">32 random bytes chosen by the coordinator; a guardian answers a session once.</param>
/// <param name="Epoch">Group key to sign with.</param>
/// <param name="Batch">What to sign.</param>
/// <param name="Purpose">What for.</param>
public sealed record CommitRequest(string Session, uint Epoch, BatchName Batch, SigningPurpose Purpose = SigningPurpose.Attestation);

/// <summary>One guardian's commitments.</summary>
/// <param name="Guardian">FROST identifier.</param>
/// <param name="Hiding">D, 33 bytes.</param>
/// <param name="Binding">E, 33 bytes.</param>
public sealed record CommitmentMessage(ushort Guardian, string Hiding, string Binding);

/// <summary>Answer to <see cref="CommitRequest"/>.</summary>
/// <param name="Commitment">This guardian's commitments, kept for this session only.</param>
/// <param name="Digest">The digest this guardian will sign, from its own journal: guardians that disagree are seen at once.</param>
public sealed record CommitResponse(CommitmentMessage Commitment, string Digest);

/// <summary>Asks for a signature share over the batch that was committed to in this session.</summary>
public sealed record SignRequest(string Session, uint Epoch, BatchName Batch, IReadOnlyList<CommitmentMessage> Commitments, SigningPurpose Purpose = SigningPurpose.Attestation);

/// <summary>Answer to <see cref="SignRequest"/>: z_i, 32 bytes.</summary>
public sealed record SignResponse(ushort Guardian, string Share);

/// <summary>Why a guardian does not sign. Sent as HTTP 409. Nothing decides by <paramref name="Detail"/>; it is for people.</summary>
public sealed record RefusalResponse(ushort Guardian, RefusalReason Reason, string Detail);

/// <summary>Reasons for a refusal. On the wire by name; stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalReason>))]
public enum RefusalReason : byte
{
    /// <summary>This guardian has not seen every lock of the batch as final. Ask again later.</summary>
    NotFinal = 1,

    /// <summary>Fewer than k independent sources answered.</summary>
    InsufficientSources = 2,

    /// <summary>Sources contradict each other.</summary>
    SourcesDisagree = 3,

    /// <summary>The vault's balance did not change by what the event says.</summary>
    BalanceMismatch = 4,

    /// <summary>The chain is halted until people clear it.</summary>
    ChainHalted = 5,

    /// <summary>Another leaf was signed before for one of these transfers.</summary>
    ConflictingLeaf = 6,

    /// <summary>No group key of that epoch here.</summary>
    UnknownEpoch = 7,

    /// <summary>No nonces are kept for that session: expired, used, or from before a restart. Start a new session.</summary>
    UnknownSession = 8,

    /// <summary>The commitments are not a valid signing package.</summary>
    InvalidPackage = 9,

    /// <summary>Too many sessions at once.</summary>
    RateLimited = 10,

    /// <summary>The request is malformed.</summary>
    BadRequest = 11,

    /// <summary>A breaker rule said no.</summary>
    BreakerTripped = 12,

    /// <summary>A transfer of the batch is on its way back to its sender: it is not attested any more.</summary>
    OnItsWayBack = 13,

    /// <summary>This guardian has not seen a final request for a refund, or not yet that the destination has not paid. Ask again later.</summary>
    NotRequested = 14,

    /// <summary>The destination has paid: neither void nor refund.</summary>
    AlreadyReleased = 15,

    /// <summary>This guardian has not seen the transfer void on its destination as final. Ask again later.</summary>
    NotVoided = 16,
}

/// <summary>What a coordinator should make of a refusal.</summary>
public static class RefusalReasons
{
    /// <summary>True when an honest guardian would not answer so to an honest coordinator: worth an alarm.</summary>
    public static bool IsMisbehaviour(this RefusalReason reason) => reason is
        RefusalReason.BalanceMismatch or RefusalReason.ConflictingLeaf or RefusalReason.InvalidPackage or RefusalReason.BadRequest;

    /// <summary>True when asking the same guardian again later may succeed.</summary>
    public static bool IsTransient(this RefusalReason reason) => reason is
        RefusalReason.NotFinal or RefusalReason.InsufficientSources or RefusalReason.UnknownSession or RefusalReason.RateLimited
        or RefusalReason.NotRequested or RefusalReason.NotVoided or RefusalReason.BreakerTripped;

    /// <summary>The same for people who wait.</summary>
    public static string Words(this RefusalReason reason) => reason switch
    {
        RefusalReason.NotFinal => "not final in their view",
        RefusalReason.InsufficientSources => "too few of their nodes answer",
        RefusalReason.SourcesDisagree => "their nodes contradict each other",
        RefusalReason.BalanceMismatch => "the vault did not receive what the lock says",
        RefusalReason.ChainHalted => "a chain broke its finality; their operators decide",
        RefusalReason.ConflictingLeaf => "they signed another transfer under that id",
        RefusalReason.UnknownEpoch => "they hold no share of the key in force",
        RefusalReason.UnknownSession => "the signing session is over",
        RefusalReason.RateLimited => "they are asked too much",
        RefusalReason.BreakerTripped => "a breaker stands against it",
        RefusalReason.OnItsWayBack => "it is on its way back to its sender",
        RefusalReason.NotRequested => "they see no final request for a refund, or not yet that it is unpaid",
        RefusalReason.AlreadyReleased => "the destination has paid it",
        RefusalReason.NotVoided => "they do not see it void for good yet",
        _ => "they take the request for malformed",
    };
}

/// <summary>Asks what a guardian saw and signed of these transfers, at most 256.</summary>
public sealed record TranscriptRequest(IReadOnlyList<string> Transfers);

/// <summary>Answer to <see cref="TranscriptRequest"/>, a line for each transfer in the order asked.</summary>
public sealed record TranscriptResponse(ushort Guardian, IReadOnlyList<TranscriptLine> Lines);

/// <summary>What a guardian knows of a transfer.</summary>
/// <param name="Transfer">Its id.</param>
/// <param name="Remembers">False while it is still reading the source, and for what is older than its journal: that it knows of no signature then means nothing.</param>
/// <param name="Witnessed">The leaf of the final lock in its journal; null when it has none.</param>
/// <param name="Signed">The leaf that it made a share for; null when it made none.</param>
public sealed record TranscriptLine(string Transfer, bool Remembers, string? Witnessed, string? Signed);

/// <summary>A guardian's own word for a transfer it attests: a FROST signature does not show who signed, this does.</summary>
/// <param name="Guardian">FROST identifier.</param>
/// <param name="Transfer">The 150 bytes.</param>
/// <param name="SourceTransaction">Where it saw the lock.</param>
/// <param name="Height">Block or slot.</param>
/// <param name="BlockHash">Hash of that block.</param>
/// <param name="Signature">ECDSA by the identity key over keccak256("bridge/observation/v1" hash ‖ transfer ‖ height 8 ‖ block hash 32), 65 bytes.</param>
public sealed record ObservationMessage(ushort Guardian, string Transfer, string SourceTransaction, ulong Height, string BlockHash, string Signature);
