using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Risk.Events;

/// <summary>What backs an asset on a chain, at one height.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Chain">Where.</param>
/// <param name="Asset">What.</param>
/// <param name="Mode">Custody: <paramref name="Amount"/> is the vault's balance. Mint: it is the wrapped token's supply.</param>
/// <param name="Amount">Canonical units; a custody balance rounded down, a supply rounded up.</param>
/// <param name="Height">Block or slot of the state.</param>
public sealed record BackingRead(DateTimeOffset At, ChainId Chain, AssetId Asset, AssetMode Mode, UInt128 Amount, ulong Height) : RiskEvent(At);

/// <summary>How many sequences of a lane its destination shows as consumed, at one height.</summary>
public sealed record ConsumedCounted(DateTimeOffset At, Lane Lane, ulong Consumed, ulong Height) : RiskEvent(At);

/// <summary>Limits and headroom of an asset on a chain, as the chain shows them.</summary>
public sealed record LimitsRead(DateTimeOffset At, ChainId Chain, AssetId Asset, RiskLimits Limits, ulong Available) : RiskEvent(At);

/// <summary>A key, role, limit, lane, asset or level of a chain changed, or such a change was scheduled.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Chain">Where.</param>
/// <param name="Change">What, in a word: "key", "role", "limits", "lower limits", "level", "asset", "lane", "scheduled".</param>
/// <param name="Authorised">True when the chain shows the paper, the executed proposal or the signed rotation behind it.</param>
/// <param name="Detail">For people.</param>
/// <param name="Transaction">Where it happened, if known.</param>
public sealed record AdminSeen(DateTimeOffset At, ChainId Chain, string Change, bool Authorised, string Detail, string? Transaction) : RiskEvent(At);

/// <summary>A finalised head went back, or a finalised height shows another hash (W3).</summary>
public sealed record FinalityBroken(DateTimeOffset At, ChainId Chain, string Detail) : RiskEvent(At);

/// <summary>How far finality is behind the newest block.</summary>
public sealed record FinalityRead(DateTimeOffset At, ChainId Chain, ulong Final, ulong Newest) : RiskEvent(At);

/// <summary>A chain's RPC sources were asked the same.</summary>
/// <param name="At">When.</param>
/// <param name="Chain">Which chain.</param>
/// <param name="Asked">How many were asked.</param>
/// <param name="Answered">How many answered.</param>
/// <param name="Agreed">Whether those that answered agree.</param>
public sealed record SourcesCompared(DateTimeOffset At, ChainId Chain, int Asked, int Answered, bool Agreed) : RiskEvent(At);

/// <summary>A market's price as its sources show it.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Market">Market id.</param>
/// <param name="ObservedAt">When the price was made.</param>
/// <param name="DeviationBasisPoints">Largest distance of one source from the median.</param>
/// <param name="Sources">How many sources it rests on.</param>
public sealed record PriceRead(DateTimeOffset At, Bytes32 Market, DateTimeOffset ObservedAt, int DeviationBasisPoints, int Sources) : RiskEvent(At);
