using System.Text.Json.Serialization;

namespace Bridge.Protocol.RelayerApi;

/// <summary>The relayer's public, read-only status API: JSON over HTTP. It tells; it decides nothing.</summary>
public static class RelayerRoutes
{
    /// <summary>GET → <see cref="TransferStatus"/>; 404 when this relayer has not seen the transfer.</summary>
    public const string Transfer = "/v1/transfers/{id}";

    /// <summary>GET → <see cref="AttestedBatch"/>; 404 when this relayer has no signature over it, or it needs no release any more.</summary>
    public const string Attestation = "/v1/transfers/{id}/attestation";

    /// <summary>GET ?state=…&amp;limit=… → <see cref="TransferStatus"/>[], newest first.</summary>
    public const string Transfers = "/v1/transfers";

    /// <summary>GET → <see cref="RelayerHealth"/>; 200 when healthy, 503 when not.</summary>
    public const string Health = "/health";
}

/// <summary>Where a transfer is, why it waits, and when each step happened as this relayer saw it.</summary>
public sealed record TransferStatus
{
    /// <summary>source-destination-sequence.</summary>
    public required string Id { get; init; }

    /// <summary>State by name.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<TransferState>))]
    public required TransferState State { get; init; }

    /// <summary>Wallet or margin account, by name.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<TransferKind>))]
    public required TransferKind Kind { get; init; }

    /// <summary>Asset id.</summary>
    public required string Asset { get; init; }

    /// <summary>Canonical units.</summary>
    public required ulong Amount { get; init; }

    /// <summary>32 bytes.</summary>
    public required string Sender { get; init; }

    /// <summary>32 bytes.</summary>
    public required string Recipient { get; init; }

    /// <summary>Transaction of the lock.</summary>
    public required string SourceTransaction { get; init; }

    /// <summary>Transaction of the release or the void, once one was sent or seen; of a hold, that of its payment.</summary>
    public string? DestinationTransaction { get; init; }

    /// <summary>Transaction that held it for two officers; null when it never was held.</summary>
    public string? HoldTransaction { get; init; }

    /// <summary>Transaction that paid the sender back, once one was sent or seen.</summary>
    public string? RefundTransaction { get; init; }

    /// <summary>Why it waits, for people; null when it does not wait.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>When the wait ends, where that is known.</summary>
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>When each step was seen.</summary>
    public required TransferTimes Times { get; init; }

    /// <summary>Why it waits, and until when where that is known; null when it does not wait.</summary>
    public string? DescribeWait() => this is { WaitingFor: { } reason, WaitsUntil: { } until } ? $"{reason} until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : WaitingFor;
}

/// <summary>When a relayer saw each step; null = not yet, or before its memory.</summary>
public sealed record TransferTimes
{
    /// <summary>The lock was in a block.</summary>
    public DateTimeOffset? Locked { get; init; }

    /// <summary>The lock was final.</summary>
    public DateTimeOffset? Final { get; init; }

    /// <summary>The guardians had signed.</summary>
    public DateTimeOffset? Signed { get; init; }

    /// <summary>The release transaction was sent.</summary>
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>The release was final.</summary>
    public DateTimeOffset? Released { get; init; }

    /// <summary>The destination held it for two officers.</summary>
    public DateTimeOffset? Held { get; init; }

    /// <summary>A refund was requested, or an officer rejected the hold.</summary>
    public DateTimeOffset? VoidRequested { get; init; }

    /// <summary>It was void on the destination, final.</summary>
    public DateTimeOffset? Voided { get; init; }

    /// <summary>The sender was paid back, final.</summary>
    public DateTimeOffset? Refunded { get; init; }
}

/// <summary>How a relayer is.</summary>
/// <param name="Name">The relayer's name.</param>
/// <param name="Healthy">True when it can do all of its work.</param>
/// <param name="Problems">What is wrong, for people; empty when healthy.</param>
/// <param name="LiveGuardians">Guardians that answered last time.</param>
/// <param name="Threshold">Guardians needed.</param>
public sealed record RelayerHealth(string Name, bool Healthy, IReadOnlyList<string> Problems, int LiveGuardians, int Threshold)
{
    /// <summary>Breaker levels that stop transfers, for people, as this relayer last saw them. People set them: the relayer is well.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];
}
