using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Views;

/// <summary>One scope's level on one chain.</summary>
internal sealed record BreakerCell(string Chain, string ScopeKind, string Scope, string ScopeName, Sourced Level, string? Reason, string? By, DateTimeOffset? Since);

/// <summary>A change of a level.</summary>
internal sealed record LevelChangeView(DateTimeOffset At, string Chain, string ScopeKind, string ScopeName, byte From, byte To, string? Reason, string? By, string? Transaction);

/// <summary>A chain's delays in seconds.</summary>
internal sealed record DelaysView(double LoosenSeconds, double ExecuteWindowSeconds, double HoldMinAgeSeconds, double RefundSeconds)
{
    public static DelaysView Of(RiskDelays delays) => new(delays.Loosen.TotalSeconds, delays.ExecuteWindow.TotalSeconds, delays.HoldMinAge.TotalSeconds, delays.Refund.TotalSeconds);
}

/// <summary>An asset's limits on a chain.</summary>
internal sealed record LimitState(Amount MaxRelease, Amount Capacity, Amount RefillPerSecond, Amount HoldThreshold, Amount Available, double UsedPercent)
{
    /// <summary>As the level in force lets it flow.</summary>
    public static LimitState Of(AssetLimits inForce) => Of(inForce, inForce);

    /// <summary>As they were set; how much is used is of what is in force.</summary>
    public static LimitState Of(AssetLimits limits, AssetLimits inForce) => new(
        Amount.Of(limits.MaxRelease), Amount.Of(limits.Capacity), Amount.Of(limits.RefillPerSecond), Amount.Of(limits.HoldThreshold), Amount.Of(limits.Available), UsedPercentOf(inForce));

    /// <summary>How empty the bucket is, 0 to 100; 100 when it holds nothing at all.</summary>
    public static double UsedPercentOf(AssetLimits limits) =>
        limits.Capacity == 0 ? 100 : Math.Round(Math.Clamp(100 - (100d * limits.Available / limits.Capacity), 0, 100), 2);
}

/// <summary>The breaker board.</summary>
internal sealed class BreakerBook(Network network, LevelHistory levels, TimeProvider time)
{
    public IReadOnlyList<BreakerCell> Cells()
    {
        var now = time.GetUtcNow();
        return [.. network.Boards.SelectMany(board => board.Scopes.Select(scope =>
        {
            var last = levels.Last(board.Chain, scope);
            var level = board.Levels[scope].At(now).Select<BreakerLevel>(value => (byte)value);
            return new BreakerCell(board.Name, KindName(scope.Kind), scope.Value.ToString(), network.Deployment.NameOf(scope), level, last?.Reason, last?.By, last?.At);
        }))];
    }

    /// <summary>Why a scope has its level, who did it and since when, as far as that is known: ": odd flow, by olga, since 2026-01-31 12:00:00 UTC".</summary>
    public string WhyOf(ChainBoard board, RiskScope scope) => levels.Last(board.Chain, scope) is not { } last ? ""
        : $"{(last.Reason is { } reason ? $": {reason}" : "")}{(last.By is { } by ? $", by {by}" : "")}, since {TimeWords.Utc(last.At)}";

    public LevelChangeView View(LevelChange change) => new(
        change.At, network.NameOf(change.Chain), KindName(change.Scope.Kind), network.Deployment.NameOf(change.Scope),
        (byte)change.From, (byte)change.To, change.Reason, change.By, change.Transaction);

    public IReadOnlyDictionary<string, Sourced> Delays() => network.Boards.ToDictionary(board => board.Name, board => board.Delays.At(time.GetUtcNow()).Select<RiskDelays>(DelaysView.Of), StringComparer.Ordinal);

    /// <summary>Whether a key holds a role, on each chain.</summary>
    public IReadOnlyDictionary<string, Sourced> Holds(SignerAddress account, RiskRole role) => network.Boards.ToDictionary(
        board => board.Name, board => board.RoleOf(account).At(time.GetUtcNow()).Select<RiskRole>(held => held == role), StringComparer.Ordinal);

    public static string KindName(RiskScopeKind kind) => kind switch
    {
        RiskScopeKind.Everything => "everything",
        RiskScopeKind.Lane => "lane",
        RiskScopeKind.Asset => "asset",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no scope"),
    };
}
