using System.Security.Cryptography;
using Bridge.Frost.KeyGeneration;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>A generated key, ready for use.</summary>
/// <param name="Key">This participant's share.</param>
/// <param name="Certificate">Everyone's signature that it has its share of the same key.</param>
public sealed record GeneratedKey(KeyPackage Key, KeyCertificate Certificate)
{
    /// <summary>Public parts only.</summary>
    public override string ToString() => Key.ToString();
}

/// <summary>
/// The last stage of key generation. This participant has its share and says so; the key is given out only when all others have said the same, so
/// that no key comes into use of which somebody holds no share.
/// </summary>
public sealed class KeyGenerationRound3 : IDisposable
{
    private readonly KeyGenerationContext _context;
    private readonly KeyPackage _key;
    private int _consumed;

    internal KeyGenerationRound3(KeyGenerationContext context, EcdsaKey identity, KeyPackage key)
    {
        (_context, _key) = (context, key);
        Broadcast = SignedPackage.Seal(SignedPackage.Confirmation, context, KeyCertificate.Body(key.Participant, Transcript, key.Group), identity);
    }

    /// <summary>The key that comes out if everyone confirms it.</summary>
    public GroupPublicKey Group => _key.Group;

    /// <summary>The hash of round 1.</summary>
    public Bytes32 Transcript => _key.Version.Transcript;

    /// <summary>This participant's signed confirmation, for everyone.</summary>
    public ReadOnlyMemory<byte> Broadcast { get; }

    /// <summary>
    /// The stage again, after a restart, from what <see cref="EncodePending"/> gave; the caller zeroes its own copy. The confirmation it broadcasts says the
    /// same as before.
    /// </summary>
    /// <exception cref="ProtocolException">Not readable, of another ceremony, or the identity key is not the member's.</exception>
    public static KeyGenerationRound3 Resume(KeyGenerationContext context, EcdsaKey identity, ReadOnlySpan<byte> pending)
    {
        // SECURITY: a confirmation says that this very ceremony gave the share; one of another session must not be confirmed in this one.
        if (pending.Length <= 32 || !pending[..32].SequenceEqual(context.Hash.ToArray())) throw new ProtocolException("the pending share should be of this ceremony");
        var key = KeyPackage.Decode(pending[32..]);
        try
        {
            context.EnsureIdentity(key.Participant, identity);
            return new(context, identity, key);
        }
        catch (ProtocolException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The share that is not yet to be used, for a key file only; whoever asks zeroes the result. Store it before <see cref="Broadcast"/> leaves: others who have
    /// all confirmations use the key from then on, and a member that forgot its share over a restart would be lost to them. Hash of the context 32 ‖ encoded share.
    /// </summary>
    public byte[] EncodePending()
    {
        var share = _key.Encode();
        var pending = GC.AllocateArray<byte>(32 + share.Length, pinned: true);
        _context.Hash.CopyTo(pending);
        share.CopyTo(pending, 32);
        CryptographicOperations.ZeroMemory(share);
        return pending;
    }

    /// <summary>
    /// Takes everyone else's confirmations. While some are missing or unreadable nothing is decided: the caller may get them later and ask again, as others
    /// may have the key already.
    /// </summary>
    /// <exception cref="InvalidOperationException">The key was given out, or this was disposed, before.</exception>
    public KeyGenerationResult<GeneratedKey> Finish(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (Volatile.Read(ref _consumed) != 0) throw Left();
        var inbox = new Inbox(_context, _key.Participant, received);
        var confirmations = new Dictionary<ParticipantId, byte[]> { [_key.Participant] = Broadcast.ToArray() };
        foreach (var (sender, body) in inbox.Read(SignedPackage.Confirmation, body => body.ToArray(), (_, _) => true))
        {
            // SECURITY: someone who holds a share of another key must not be counted as a signer of this one.
            if (!body.AsSpan().SequenceEqual(KeyCertificate.Body(sender, Transcript, Group))) inbox.Blame(KeyGenerationAbortReason.OutcomesDiffer, sender);
            confirmations.Add(sender, received[sender].ToArray());
        }

        if (inbox.Verdict<GeneratedKey>() is { } aborted) return aborted;
        if (Interlocked.Exchange(ref _consumed, 1) != 0) throw Left();
        return new KeyGenerationResult<GeneratedKey>.Completed(new(_key, new(Group, Transcript, confirmations)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_context}, round 3, {_key}";

    /// <summary>Zeroes the share, unless it was given out.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _consumed, 1) == 0) _key.Dispose();
    }

    private static InvalidOperationException Left() => new("this stage of key generation was left before");
}
