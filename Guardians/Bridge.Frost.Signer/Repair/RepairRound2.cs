using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Repair;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Secrets;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.Repair;

/// <summary>The second stage of a repair: helpers exchange parts and give away their sum; the recipient waits for the sums and has its share.</summary>
public sealed class RepairRound2 : IDisposable
{
    private readonly RepairContext _context;
    private readonly EcdsaKey _identity;
    private readonly ParticipantId _own;
    private readonly SortedDictionary<ParticipantId, RepairPackage> _packages;
    private readonly SecretScalar _encryptionKey;
    private readonly SecretScalar? _ownPart;
    private int _consumed;

    internal RepairRound2(
        RepairContext context, EcdsaKey identity, ParticipantId own, SortedDictionary<ParticipantId, RepairPackage> packages,
        SecretScalar[] parts, SecretScalar encryptionKey)
    {
        (_context, _identity, _own, _packages, _encryptionKey) = (context, identity, own, packages, encryptionKey);
        Transcript = KeyGenerationTranscript.Hash(context, packages.Values.Select(package => package.Encode()));
        var outgoing = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        for (var i = 0; i < parts.Length; i++)
        {
            var helper = context.Helpers[i];
            if (helper == own) _ownPart = parts[i];
            else
            {
                outgoing.Add(helper, Seal(SignedPackage.RepairPart, helper, parts[i]));
                parts[i].Dispose();
            }
        }

        Outgoing = outgoing;
    }

    /// <summary>The hash of round 1 as this member heard it. The same for all, or somebody told two stories.</summary>
    public Bytes32 Transcript { get; }

    /// <summary>One signed and encrypted part for each other helper; empty at the recipient.</summary>
    public IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> Outgoing { get; }

    /// <summary>
    /// A helper's end: takes the other helpers' parts and gives the signed and encrypted sum to be sent to the recipient. Can be called once.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called before, or by the recipient.</exception>
    public KeyGenerationResult<ReadOnlyMemory<byte>> Sum(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (_ownPart is null) throw new InvalidOperationException("the recipient of a repair has no parts to sum");
        Leave();
        using var sum = _ownPart;
        using var encryptionKey = _encryptionKey;
        var inbox = new Inbox(_context, _own, received, _context.Helpers);
        Collect(inbox, SignedPackage.RepairPart, sum, sender => _packages[sender].Commitments[IndexOf(_own)]);
        return inbox.Verdict<ReadOnlyMemory<byte>>() is { } aborted
            ? aborted
            : new KeyGenerationResult<ReadOnlyMemory<byte>>.Completed(Seal(SignedPackage.RepairSum, _context.Recipient, sum));
    }

    /// <summary>The recipient's end: takes the helpers' sums and gives its share, the one that it lost. Can be called once.</summary>
    /// <exception cref="InvalidOperationException">Called before, or by a helper.</exception>
    public KeyGenerationResult<KeyPackage> Finish(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (_ownPart is not null) throw new InvalidOperationException("a helper of a repair gets no share");
        Leave();
        using var encryptionKey = _encryptionKey;
        // Begins at 1, which is taken away at the end: zero cannot be represented.
        var share = SecretScalar.From(Scalar.One.ToArray());
        var inbox = new Inbox(_context, _own, received, _context.Helpers);
        Collect(inbox, SignedPackage.RepairSum, share, sender =>
            Point.Sum([.. _context.Helpers.Select(helper => _packages[helper].Commitments[IndexOf(sender)])]));
        if (inbox.Verdict<KeyPackage>() is { } aborted)
        {
            share.Dispose();
            return aborted;
        }

        using var one = SecretScalar.From((-Scalar.One).ToArray());
        share.Add(one);
        return new KeyGenerationResult<KeyPackage>.Completed(KeyPackage.From(_own, _context.Current.Version, _context.Current.Group, share));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_context}, round 2 of participant {_own}, secrets <redacted>";

    /// <summary>Zeroes the secrets.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) return;
        _encryptionKey.Dispose();
        _ownPart?.Dispose();
    }

    private void Collect(Inbox inbox, Bytes32 kind, SecretScalar total, Func<ParticipantId, Point?> commitmentOf)
    {
        foreach (var (sender, package) in inbox.Read(kind, Round2Package.Decode, (from, p) => p.Sender == from && p.Recipient == _own))
        {
            // SECURITY: the echo of round 1. Unequal transcripts mean that somebody sent unequal commitments.
            if (package.Transcript != Transcript)
            {
                inbox.Blame(KeyGenerationAbortReason.TranscriptsDiffer, sender);
                continue;
            }

            using var value = ShareEncryption.Decrypt(_context, package, _encryptionKey, _packages[sender].EncryptionKey);
            // SECURITY: what does not fit the commitments would make the repaired share a share of nothing.
            if (value is null || !value.ToPoint().Equals(commitmentOf(sender))) inbox.Blame(KeyGenerationAbortReason.InvalidShares, sender);
            else total.Add(value);
        }
    }

    private ReadOnlyMemory<byte> Seal(Bytes32 kind, ParticipantId recipient, SecretScalar value)
    {
        var header = Round2Package.Header(_own, recipient, Transcript);
        var ciphertext = ShareEncryption.Encrypt(_context, header, _encryptionKey, _packages[recipient].EncryptionKey, value);
        return SignedPackage.Seal(kind, _context, [.. header, .. ciphertext], _identity);
    }

    private int IndexOf(ParticipantId helper) => _context.Helpers.ToList().IndexOf(helper);

    private void Leave()
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) throw new InvalidOperationException("this stage of the repair was left before");
    }
}
