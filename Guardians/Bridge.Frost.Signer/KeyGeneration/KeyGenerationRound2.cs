using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.Secrets;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>The second stage of key generation: encrypted shares for everyone, and everyone's for this participant.</summary>
public sealed class KeyGenerationRound2 : IDisposable
{
    private readonly KeyGenerationContext _context;
    private readonly EcdsaKey _identity;
    private readonly ParticipantId _own;
    private readonly SortedDictionary<ParticipantId, Round1Package> _packages;
    private readonly GroupPublicKey? _group;
    private readonly SecretScalar _encryptionKey;
    private readonly SecretScalar _ownShare;
    private readonly List<ShareComplaint> _complaints = [];
    private int _consumed;

    internal KeyGenerationRound2(
        KeyGenerationContext context, EcdsaKey identity, ParticipantId own, SortedDictionary<ParticipantId, Round1Package> packages,
        SecretPolynomial polynomial, SecretScalar encryptionKey, SecretScalar? current)
    {
        (_context, _identity, _own, _packages, _encryptionKey) = (context, identity, own, packages, encryptionKey);
        _group = Polynomials.Sum(context, packages.Values);
        Transcript = KeyGenerationTranscript.Hash(context, packages.Values);
        _ownShare = polynomial.Evaluate(own);
        if (current is not null)
        {
            _ownShare.Add(current);
            current.Dispose();
        }

        var outgoing = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        foreach (var (recipient, package) in packages)
        {
            if (recipient == own) continue;
            using var share = polynomial.Evaluate(recipient);
            var header = Round2Package.Header(own, recipient, Transcript);
            var ciphertext = ShareEncryption.Encrypt(context, header, encryptionKey, package.EncryptionKey, share);
            outgoing.Add(recipient, SignedPackage.Seal(SignedPackage.Round2, context, [.. header, .. ciphertext], identity));
        }

        Outgoing = outgoing;
        polynomial.Dispose();
    }

    /// <summary>The hash of round 1 as this participant heard it. The same for all, or somebody told two stories.</summary>
    public Bytes32 Transcript { get; }

    /// <summary>One signed and encrypted package for each other participant; safe to send over any road.</summary>
    public IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> Outgoing { get; }

    /// <summary>After an abort for <see cref="KeyGenerationAbortReason.InvalidShares"/>: the evidence, one complaint per culprit, for everyone to judge.</summary>
    public IReadOnlyList<ShareComplaint> Complaints => _complaints;

    /// <summary>Takes everyone else's package for this participant, by who is said to have sent it, and goes on to round 3. Can be called once.</summary>
    /// <exception cref="InvalidOperationException">Called before.</exception>
    public KeyGenerationResult<KeyGenerationRound3> Next(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) throw new InvalidOperationException("this stage of key generation was left before");
        try
        {
            var inbox = new Inbox(_context, _own, received);
            foreach (var (sender, package) in inbox.Read(SignedPackage.Round2, Round2Package.Decode, (from, p) => p.Sender == from && p.Recipient == _own))
            {
                // SECURITY: the echo of round 1. Unequal transcripts mean that somebody sent unequal commitments.
                if (package.Transcript != Transcript) inbox.Blame(KeyGenerationAbortReason.TranscriptsDiffer, sender);
                else if (!TryAddShare(sender, package))
                {
                    inbox.Blame(KeyGenerationAbortReason.InvalidShares, sender);
                    _complaints.Add(new(_own, sender, received[sender], Scalar.From(_encryptionKey.Bytes)));
                }
            }

            // SECURITY: only now. Who spoke last and cancelled the sum of the others does not know its own polynomial: its shares do not fit, and it is named.
            if ((inbox.Verdict<KeyGenerationRound3>() ?? Unusable()) is { } aborted)
            {
                _ownShare.Dispose();
                return aborted;
            }

            return new KeyGenerationResult<KeyGenerationRound3>.Completed(
                new(_context, _identity, KeyPackage.From(_own, _context.VersionOf(Transcript), _group!, _ownShare)));
        }
        finally
        {
            _encryptionKey.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_context}, round 2 of participant {_own}, secrets <redacted>";

    /// <summary>Zeroes the secrets, unless the next stage has them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) return;
        _encryptionKey.Dispose();
        _ownShare.Dispose();
    }

    private KeyGenerationResult<KeyGenerationRound3>.Aborted? Unusable() => _group is null ? new(KeyGenerationAbortReason.UnusableKey, []) : null;

    private bool TryAddShare(ParticipantId sender, Round2Package package)
    {
        using var share = ShareEncryption.Decrypt(_context, package, _encryptionKey, _packages[sender].EncryptionKey);
        // SECURITY: f_j(i)·G must be what the sender committed to, or this guardian would hold a share that signs nothing.
        if (share is null || !share.ToPoint().Equals(_packages[sender].ShareCommitmentOf(_context, _own))) return false;
        _ownShare.Add(share);
        return true;
    }
}
