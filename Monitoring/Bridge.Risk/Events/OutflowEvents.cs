using System.Text.Json.Serialization;
using Bridge.Protocol;

namespace Bridge.Risk.Events;

/// <summary>What a destination did with a transfer of a release. Stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PayoutKind>))]
public enum PayoutKind : byte
{
    /// <summary>Pushed to its recipient.</summary>
    Paid = 1,

    /// <summary>Credited to a claimable balance.</summary>
    Claimable = 2,

    /// <summary>Written down for two officers: consumed and not paid.</summary>
    Held = 3,
}

/// <summary>A destination consumed a transfer by a release, final or not: what is forged is forged before it is final.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Id">The transfer's name, as the destination recorded it.</param>
/// <param name="Asset">What.</param>
/// <param name="Amount">Canonical units.</param>
/// <param name="Recipient">Who; null when the chain shows no usable address, which no lock has.</param>
/// <param name="Payout">Paid, claimable or held.</param>
/// <param name="Transaction">Transaction hash or signature.</param>
/// <param name="Height">Block or slot.</param>
public sealed record ReleaseSeen(
    DateTimeOffset At, TransferId Id, AssetId Asset, ulong Amount, PartyAddress? Recipient, PayoutKind Payout, string Transaction, ulong Height) : RiskEvent(At);

/// <summary>A release that was seen and not final is gone with its block; it may come again.</summary>
/// <param name="At">When.</param>
/// <param name="Release">As it was seen.</param>
/// <param name="Lock">Its final lock, if there is one: it is open again.</param>
public sealed record ReleaseVanished(DateTimeOffset At, ReleaseSeen Release, Transfer? Lock) : RiskEvent(At)
{
    /// <summary>The transfer's name.</summary>
    [JsonIgnore]
    public TransferId Id => Release.Id;
}

/// <summary>A held release was paid after two approvals. (One that was rejected is a <see cref="TransferVoided"/>.)</summary>
public sealed record HoldEnded(DateTimeOffset At, TransferId Id, string Transaction, ulong Height) : RiskEvent(At);

/// <summary>A destination consumed a transfer, or ended its hold, without a payment.</summary>
public sealed record TransferVoided(DateTimeOffset At, TransferId Id, string? Transaction, ulong Height) : RiskEvent(At);

/// <summary>A source gave a lock back to its sender.</summary>
public sealed record TransferRefunded(DateTimeOffset At, TransferId Id, string? Transaction, ulong Height) : RiskEvent(At);

/// <summary>A chain was read whole: all that left it up to <paramref name="Through"/> (releases, ended holds, voids, refunds) came before this event.</summary>
/// <param name="At">When the read ended.</param>
/// <param name="Chain">Which chain.</param>
/// <param name="BegunAt">When it began: it shows whatever had happened by then.</param>
/// <param name="Through">Height.</param>
public sealed record OutflowRead(DateTimeOffset At, ChainId Chain, DateTimeOffset BegunAt, ulong Through) : RiskEvent(At);
