using Bridge.Frost.Curve;

namespace Bridge.Frost.Signing;

/// <summary>
/// Adds the shares of a session up to one signature (RFC 9591, section 5.3). It first adds and verifies; only when that fails it looks at
/// each share (section 5.4), so an honest session costs one verification whatever its size, and a dishonest one names its culprits.
/// </summary>
public static class SignatureAggregator
{
    /// <summary>Aggregates one share of every signer of the package.</summary>
    public static AggregationResult Aggregate(SigningPackage package, IEnumerable<SignatureShare> shares)
    {
        var bySigner = new SignatureShare?[package.Commitments.Count];
        var unexpected = new SortedSet<ParticipantId>();
        foreach (var share in shares)
        {
            if (package.IndexOf(share.Participant) is not (>= 0 and var index)) unexpected.Add(share.Participant);
            else if (bySigner[index] is { } other && other != share) unexpected.Add(share.Participant);
            else bySigner[index] = share;
        }

        if (unexpected.Count > 0) return Aborted(AggregationAbortReason.UnexpectedShares, unexpected);
        if (bySigner.Contains(null))
            return Aborted(AggregationAbortReason.MissingShares, package.Signers.Where((_, index) => bySigner[index] is null));

        var z = Scalar.Zero;
        foreach (var share in bySigner) z += share!.Value;

        // SECURITY: nothing leaves here as a signature that the group key does not verify.
        if (!z.IsZero && FrostVerifier.Verify(package.Group.Key, package.Challenge, package.GroupCommitment, z))
            return new AggregationResult.Completed(GroupSignatureEncoding.From(package.GroupCommitment, z));

        var culprits = bySigner.OfType<SignatureShare>().Where(share => !package.Verify(share)).Select(share => share.Participant).ToArray();
        return Aborted(culprits.Length > 0 ? AggregationAbortReason.InvalidShares : AggregationAbortReason.ZeroSignature, culprits);
    }

    private static AggregationResult.Aborted Aborted(AggregationAbortReason reason, IEnumerable<ParticipantId> culprits) => new(reason, [.. culprits]);
}
