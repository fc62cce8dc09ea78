namespace Bridge.Protocol.Risk;

/// <summary>The risk actions. Signed, sent and stored: never renumber. Zero is no action (W9).</summary>
public enum RiskActionKind : byte
{
    /// <summary>No action: refused everywhere.</summary>
    None = 0,

    /// <summary>Raises a breaker level, at once.</summary>
    RaiseLevel = 1,

    /// <summary>Lowers a breaker level, after the delay.</summary>
    LowerLevel = 2,

    /// <summary>Lowers limits, at once.</summary>
    LowerLimits = 3,

    /// <summary>Sets limits to anything, after the delay.</summary>
    SetLimits = 4,

    /// <summary>Lists an asset on a chain, after the delay.</summary>
    ListAsset = 5,

    /// <summary>Opens a lane, after the delay.</summary>
    OpenLane = 6,

    /// <summary>Makes somebody an officer or a sentinel, after the delay.</summary>
    GrantRole = 7,

    /// <summary>Takes a role away, after the delay.</summary>
    RevokeRole = 8,

    /// <summary>One officer's yes to a held release; two are needed.</summary>
    ApproveHold = 9,

    /// <summary>Ends a held release without a payment; the sender is refunded on the source.</summary>
    RejectHold = 10,

    /// <summary>Ends a scheduled action or a pending key rotation.</summary>
    Veto = 11,
}

/// <summary>Who has to sign what (design section 5: tighten = one, at once; loosen = two and a delay).</summary>
public static class RiskPower
{
    /// <summary>Two different officers sign one paper and a delay passes.</summary>
    public static bool Loosens(this RiskActionKind kind) => kind switch
    {
        RiskActionKind.LowerLevel or RiskActionKind.SetLimits or RiskActionKind.ListAsset or RiskActionKind.OpenLane
            or RiskActionKind.GrantRole or RiskActionKind.RevokeRole => true,
        RiskActionKind.RaiseLevel or RiskActionKind.LowerLimits or RiskActionKind.ApproveHold or RiskActionKind.RejectHold or RiskActionKind.Veto => false,
        _ => throw new ProtocolException($"there is no risk action {(byte)kind}"),
    };

    /// <summary>Signatures on one paper: two when it loosens, else one. Each of a hold's two approvals is a paper of its own.</summary>
    public static int SignaturesNeeded(this RiskActionKind kind) => kind.Loosens() ? 2 : 1;

    /// <summary>A sentinel may sign it as well as an officer.</summary>
    public static bool IsOpenToSentinels(this RiskActionKind kind) => kind is RiskActionKind.RaiseLevel or RiskActionKind.LowerLimits or RiskActionKind.Veto;

    /// <summary>One paper may be for every chain; the others name a chain, because what they speak of exists on one only.</summary>
    public static bool MayBeForEveryChain(this RiskActionKind kind) =>
        kind is not (RiskActionKind.ListAsset or RiskActionKind.OpenLane or RiskActionKind.ApproveHold or RiskActionKind.RejectHold);
}
