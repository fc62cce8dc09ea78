using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signing;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>
/// The first stage of a key's trial: one-time commitments for every set that this participant signs in. A key is to be called usable when the trial
/// has completed, as shares may be wrong on a disk that everyone's certificate knows nothing of.
/// </summary>
public sealed class KeyTrialRound1 : IDisposable
{
    private readonly KeyGenerationContext _context;
    private readonly KeyTrial _trial;
    private readonly KeyPackage _key;
    private readonly EcdsaKey _identity;
    private readonly Dictionary<int, SigningNonces> _nonces;
    private int _consumed;

    private KeyTrialRound1(KeyGenerationContext context, KeyTrial trial, KeyPackage key, EcdsaKey identity)
    {
        (_context, _trial, _key, _identity) = (context, trial, key, identity);
        _nonces = trial.SetsOf(key.Participant).ToDictionary(set => set, _ => FrostSigner.Commit(key));
        Broadcast = SignedPackage.Seal(
            SignedPackage.TrialCommitments, context, KeyTrial.EncodeCommitments(key.Participant, _nonces.Values.Select(nonce => nonce.Commitment)), identity);
    }

    /// <summary>This participant's signed commitments, for everyone.</summary>
    public ReadOnlyMemory<byte> Broadcast { get; }

    /// <summary>Starts. Key and identity stay the caller's and must live until the trial has ended.</summary>
    /// <exception cref="ProtocolException">The certificate is not this ceremony's or not this key's, or the identity key is not the member's.</exception>
    public static KeyTrialRound1 Start(KeyGenerationContext context, KeyPackage key, KeyCertificate certificate, EcdsaKey identity)
    {
        context.EnsureIdentity(key.Participant, identity);
        var trial = KeyTrial.From(context, certificate);
        // SECURITY: what is tried must be the very share that was stored, of the outcome that all have confirmed.
        return key.State.Hash == new KeyState(certificate.Group, context.VersionOf(certificate.Transcript)).Hash
            ? new(context, trial, key, identity)
            : throw new ProtocolException("the share that is tried should be of the key that was confirmed");
    }

    /// <summary>Takes everyone else's commitments and goes on. Can be called once.</summary>
    /// <exception cref="InvalidOperationException">Called before.</exception>
    public KeyGenerationResult<KeyTrialRound2> Next(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) throw new InvalidOperationException("this stage of the trial was left before");
        try
        {
            var inbox = new Inbox(_context, _key.Participant, received);
            var heard = new SortedDictionary<ParticipantId, IReadOnlyDictionary<int, NonceCommitment>>
            {
                [_key.Participant] = _nonces.ToDictionary(nonce => nonce.Key, nonce => nonce.Value.Commitment),
            };
            foreach (var (sender, commitments) in inbox.Read(
                SignedPackage.TrialCommitments, _trial.DecodeCommitments, (from, decoded) => decoded.Values.All(commitment => commitment.Participant == from)))
                heard.Add(sender, commitments);
            if (inbox.Verdict<KeyTrialRound2>() is { } aborted) return aborted;

            SigningPackage[] packages = [.. _trial.Subsets.Select((signers, set) =>
                SigningPackage.From(_trial.Group, signers.Select(signer => heard[signer][set]), _trial.Messages[set].ToArray()))];
            var shares = _nonces.ToDictionary(nonce => nonce.Key, nonce => FrostSigner.Sign(_key, nonce.Value, packages[nonce.Key]) is SigningResult.Completed(var share)
                ? share
                : throw new InvalidOperationException("a trial package should be this participant's"));
            var transcript = KeyGenerationTranscript.Hash(_context, heard.Select(entry => KeyTrial.EncodeCommitments(entry.Key, entry.Value.OrderBy(set => set.Key).Select(set => set.Value))));
            return new KeyGenerationResult<KeyTrialRound2>.Completed(new(_context, _trial, _key.Participant, _identity, packages, transcript, shares));
        }
        finally
        {
            foreach (var nonce in _nonces.Values) nonce.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"trial of {_key}";

    /// <summary>Zeroes the nonces.</summary>
    public void Dispose()
    {
        foreach (var nonce in _nonces.Values) nonce.Dispose();
    }
}
