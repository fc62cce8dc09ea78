using System.Security.Cryptography;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Acting;

/// <summary>The only key of this server that a chain's control plane knows: it tightens and does nothing else.</summary>
/// <remarks>There is no method here that signs anything but a raised level and lowered limits, and the chains take nothing else from a sentinel.</remarks>
internal sealed class SentinelKey : IDisposable
{
    private readonly BridgeId _bridge;
    private readonly EcdsaKey _key;
    private readonly TimeProvider _time;
    private long _nonce;

    public SentinelKey(ReadOnlySpan<byte> secret, BridgeId bridge, TimeProvider time)
    {
        (_bridge, _time, _key) = (bridge, time, EcdsaKey.From(secret));
        Address = SignerAddress.From(_key.EvmAddress());
    }

    /// <summary>Whom the chains know.</summary>
    public SignerAddress Address { get; }

    /// <summary>A signed paper that raises a level.</summary>
    public RiskPaper Raise(ChainId? chain, RiskScope scope, BreakerLevel level, RiskReason reason) => Sign(new RaiseLevel { Chain = chain, Scope = scope, Level = level, Reason = reason, Nonce = Nonce(), NotAfter = NotAfter() });

    /// <summary>A signed paper that lowers limits.</summary>
    public RiskPaper Lower(ChainId chain, AssetId asset, RiskLimits limits) => Sign(new LowerLimits { Chain = chain, Asset = asset, Limits = limits, Nonce = Nonce(), NotAfter = NotAfter() });

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs what a sentinel may sign.</summary>
    internal RiskPaper Sign(RiskAction action)
    {
        // SECURITY: whatever calls this, the server's key never signs what loosens (W8).
        if (action is not (RaiseLevel or LowerLimits)) throw new CryptographicException($"this key does not sign {action.Kind}");
        var paper = new RiskPaper(_bridge, action);
        paper.Add(RiskSignature.Make(action, _bridge, _key));
        return paper;
    }

    // The time in milliseconds, and always above the one before: papers of one key are used in order.
    private ulong Nonce()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _nonce);
            var next = Math.Max(last + 1, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _nonce, next, last) == last) return (ulong)next;
        }
    }

    // Short: it is sent at once or not at all.
    private ulong NotAfter() => (ulong)_time.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds();
}
