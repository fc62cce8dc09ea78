using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signing;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>The second stage of a key's trial: everyone's shares, checked one by one, add up to a signature of every set. Holds no secret.</summary>
public sealed class KeyTrialRound2
{
    private readonly KeyGenerationContext _context;
    private readonly KeyTrial _trial;
    private readonly ParticipantId _own;
    private readonly SigningPackage[] _packages;
    private readonly Bytes32 _heard;
    private readonly IReadOnlyDictionary<int, SignatureShare> _shares;

    internal KeyTrialRound2(
        KeyGenerationContext context, KeyTrial trial, ParticipantId own, EcdsaKey identity, SigningPackage[] packages, Bytes32 heard,
        IReadOnlyDictionary<int, SignatureShare> shares)
    {
        (_context, _trial, _own, _packages, _heard, _shares) = (context, trial, own, packages, heard, shares);
        Broadcast = SignedPackage.Seal(SignedPackage.TrialShares, context, KeyTrial.EncodeShares(own, heard, shares.Values), identity);
    }

    /// <summary>This participant's signed shares, for everyone.</summary>
    public ReadOnlyMemory<byte> Broadcast { get; }

    /// <summary>Takes everyone else's shares and gives a verified signature of every set. May be asked again when some were missing.</summary>
    public KeyGenerationResult<IReadOnlyList<GroupSignature>> Finish(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        var inbox = new Inbox(_context, _own, received);
        var shares = _packages.Select((_, set) => _shares.TryGetValue(set, out var share) ? new List<SignatureShare> { share } : []).ToArray();
        foreach (var (sender, (heard, sent)) in inbox.Read(
            SignedPackage.TrialShares, _trial.DecodeShares, (from, decoded) => decoded.Shares.Values.All(share => share.Participant == from)))
        {
            // SECURITY: who heard other commitments signed another package: its share fits that one, and somebody else told two stories.
            if (heard != _heard) inbox.Blame(KeyGenerationAbortReason.TranscriptsDiffer, sender);
            else if (sent.Any(share => !_packages[share.Key].Verify(share.Value))) inbox.Blame(KeyGenerationAbortReason.InvalidShares, sender);
            else foreach (var (set, share) in sent) shares[set].Add(share);
        }

        if (inbox.Verdict<IReadOnlyList<GroupSignature>>() is { } aborted) return aborted;
        GroupSignature[] signatures = [.. _packages.Select((package, set) => SignatureAggregator.Aggregate(package, shares[set]) is AggregationResult.Completed(var signature)
            ? signature
            : throw new InvalidOperationException("shares that verify should add up to a signature"))];
        return new KeyGenerationResult<IReadOnlyList<GroupSignature>>.Completed(signatures);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_context}, trial of participant {_own}";
}
