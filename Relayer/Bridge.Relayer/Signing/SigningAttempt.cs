using Bridge.Frost.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Relayer.Signing;

/// <summary>One FROST session: t signers, their commitments, and the shares that have come in.</summary>
internal sealed class SigningAttempt(SigningPackage package)
{
    private readonly Dictionary<ushort, SignatureShare> _shares = [];

    /// <summary>True when one of its signers has failed, so that it cannot complete.</summary>
    public bool IsOver { get; set; }

    /// <summary>Takes a share; false when it is malformed or does not verify.</summary>
    public bool TryAdd(SignResponse response)
    {
        try
        {
            var share = SignatureShare.From(response);
            if (!package.Verify(share)) return false;
            _shares[response.Guardian] = share;
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    /// <summary>The signature, once every share is there.</summary>
    public GroupSignature? TryAggregate()
    {
        if (IsOver || _shares.Count < package.Commitments.Count) return null;
        if (SignatureAggregator.Aggregate(package, _shares.Values) is AggregationResult.Completed completed) return completed.Signature;
        IsOver = true;
        return null;
    }
}
