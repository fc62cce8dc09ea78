using System.Globalization;
using Bridge.Protocol.Deployments;

namespace Bridge.Protocol.Risk;

/// <summary>One line of what a paper means.</summary>
/// <param name="Label">What.</param>
/// <param name="Text">Its value for people.</param>
public sealed record RiskLine(string Label, string Text);

/// <summary>
/// Says what an action does in the deployment's names: chains, assets with their amounts, times. Signers read this and not the bytes, so
/// whatever has no name here is shown as bytes and called unknown, and nothing is left out (M39).
/// </summary>
/// <param name="deployment">Whose names are used.</param>
/// <param name="format">How a chain writes an address; null: its 32 bytes.</param>
public sealed class RiskDescription(Deployment deployment, Func<ChainId, PartyAddress, string>? format = null)
{
    // Nonces are milliseconds of the Unix clock; what is smaller was chosen by hand. 2020-01-01.
    private const ulong FirstClockNonce = 1_577_836_800_000;

    /// <summary>One sentence first, then every field. With a clock, times say how far they are.</summary>
    public IReadOnlyList<RiskLine> Of(RiskAction action, DateTimeOffset? now = null) =>
    [
        new("action", Sentence(action)),
        new("chain", action.Chain is { } chain ? Chain(chain) : "every chain"),
        .. Fields(action),
        new("nonce", Nonce(action.Nonce, now)),
        new("not after", Time(action.NotAfter, now)),
        new("needs", Needs(action.Kind)),
    ];

    /// <summary>The action in one sentence.</summary>
    public string Sentence(RiskAction action)
    {
        var where = action.Chain is { } chain ? $"on {Chain(chain)}" : "on every chain";
        return action switch
        {
            RaiseLevel raise => $"raise the breaker level of {Scope(raise.Scope)} {where} to {Level(raise.Level)}",
            LowerLevel lower => $"lower the breaker level of {Scope(lower.Scope)} {where} to {Level(lower.Level)}",
            LowerLimits lower => $"lower the limits of {Asset(lower.Asset)} {where}",
            SetLimits set => $"set the limits of {Asset(set.Asset)} {where}",
            ListAsset list => $"list the token {Address(list.Chain!.Value, list.Token)} {where} in mode {list.Mode}",
            OpenLane open => $"open the lanes between {Chain(open.Chain!.Value)} and {Chain(open.OtherChain)} {where}",
            GrantRole grant => $"make {grant.Account} {Role(grant.Role)} {where}",
            RevokeRole revoke => $"take the role of {Role(revoke.Role)} from {revoke.Account} {where}",
            ApproveHold approve => $"approve the held release of transfer {approve.Transfer}",
            RejectHold reject => $"reject the held release of transfer {reject.Transfer}: its sender is refunded on {Chain(reject.Source)}",
            Veto veto => $"veto {veto.Proposal} {where}",
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.Kind, "unknown action"),
        };
    }

    /// <summary>The fields that are the action's own: not its chain, nonce, end and signers.</summary>
    public IReadOnlyList<RiskLine> Subject(RiskAction action) => [.. Fields(action)];

    private IEnumerable<RiskLine> Fields(RiskAction action) => action switch
    {
        LevelAction level => [new("scope", Scope(level.Scope)), new("level", Level(level.Level)), new("reason", level.Reason.ToString())],
        LimitAction limit =>
        [
            new("asset", Asset(limit.Asset)),
            new("largest release", Amount(limit.Limits.MaxRelease, limit.Asset)),
            new("capacity", Amount(limit.Limits.Capacity, limit.Asset)),
            new("refill a second", Amount(limit.Limits.RefillPerSecond, limit.Asset)),
            new("held from", limit.Limits.HoldThreshold == ulong.MaxValue ? "never" : limit.Limits.HoldThreshold == 0 ? "every release" : Amount(limit.Limits.HoldThreshold, limit.Asset)),
        ],
        ListAsset list =>
        [
            new("token", Address(list.Chain!.Value, list.Token)), new("mode", list.Mode.ToString()),
            new("canonical decimals", list.CanonicalDecimals.ToString(CultureInfo.InvariantCulture)),
            new("home", $"{Address(list.HomeChain, list.HomeToken)} on {Chain(list.HomeChain)}"),
            new("asset", Asset(AssetId.Of(deployment.Bridge, list.HomeChain, list.HomeToken))),
        ],
        OpenLane open => [new("other chain", Chain(open.OtherChain)), new("its addresses", open.Family == 1 ? "EVM, 20 bytes" : "32 bytes")],
        RoleAction role => [new("account", role.Account.ToString()), new("role", Role(role.Role))],
        HoldAction hold => [new("transfer", hold.Transfer.ToString()), new("from", Chain(hold.Source)), new("leaf", hold.Leaf.ToString())],
        Veto veto => [new("proposal", veto.Proposal.ToString())],
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.Kind, "unknown action"),
    };

    private string Chain(ChainId chain) =>
        chain.Value == deployment.Evm.Chain ? $"evm ({chain})" : chain.Value == deployment.Solana.Chain ? $"solana ({chain})" : $"UNKNOWN CHAIN {chain}";

    private string Scope(RiskScope scope) => scope.Kind switch
    {
        RiskScopeKind.Everything => "everything",
        RiskScopeKind.Lane => $"the lanes with {Chain(scope.OtherChain())}",
        _ => Asset(AssetId.From(scope.Value)),
    };

    private string Asset(AssetId asset) => Find(asset)?.Symbol ?? $"UNKNOWN ASSET {asset}";

    private AssetDeployment? Find(AssetId asset) => deployment.Assets.FirstOrDefault(candidate => Bytes32.Parse(candidate.Id) == asset.Value);

    private string Amount(ulong units, AssetId asset) => Find(asset) is { } known ? $"{UnitText.Format(units, known.CanonicalDecimals)} {known.Symbol}" : $"{units} canonical units";

    private static string Level(BreakerLevel level) => $"{(byte)level} {level}";

    private static string Role(RiskRole role) => role == RiskRole.Officer ? "an officer" : "a sentinel";

    private string Address(ChainId chain, PartyAddress address) => format?.Invoke(chain, address) ?? address.ToString();

    // A time beyond the calendar is shown as the number it is.
    private static string Time(ulong seconds, DateTimeOffset? now) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? When(DateTimeOffset.FromUnixTimeSeconds((long)seconds), now)
        : $"{seconds} seconds of Unix time";

    private static string Nonce(ulong nonce, DateTimeOffset? now) => nonce >= FirstClockNonce && nonce <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? $"{nonce}: {When(DateTimeOffset.FromUnixTimeMilliseconds((long)nonce), now)}"
        : nonce.ToString(CultureInfo.InvariantCulture);

    private static string When(DateTimeOffset time, DateTimeOffset? now) => now is { } at ? TimeWords.At(time, at) : TimeWords.Utc(time);

    private static string Needs(RiskActionKind kind) => kind switch
    {
        _ when kind.Loosens() => "two officers; takes effect after the delay, unless vetoed",
        RiskActionKind.ApproveHold => "one officer; a second one signs a paper of his own",
        _ => kind.IsOpenToSentinels() ? "one officer or sentinel; takes effect at once" : "one officer; takes effect at once",
    };
}
