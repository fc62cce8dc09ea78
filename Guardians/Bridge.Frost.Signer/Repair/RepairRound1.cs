using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Repair;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Secrets;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.Repair;

/// <summary>The first stage of a repair, of a helper or of the recipient.</summary>
/// <remarks>
/// <para>
/// The repairable threshold scheme (Laing and Stinson 2018, section 3), with commitments. Helper i splits λ_i·s_i at random into one part for each
/// helper and broadcasts commitments to the parts (<b>round 1</b>), sends each part to its helper (<b>round 2</b>), adds up the parts it got and sends
/// the sum to the recipient (<b>round 3</b>), whose share is the sum of the sums. Nobody but the recipient learns its share, and the recipient learns no other:
/// it would take all helpers to undo one split.
/// </para>
/// <para>
/// Every part and every sum is checked against the commitments, and the commitments against the verifying shares, so a cheater is named by whoever
/// notices. Start again without it, in a new session. Evidence for others is not made: opening a box to the recipient would open the share.
/// </para>
/// </remarks>
public sealed class RepairRound1 : IDisposable
{
    private readonly RepairContext _context;
    private readonly EcdsaKey _identity;
    private readonly RepairPackage _own;
    private readonly SecretScalar _encryptionKey;
    private readonly SecretScalar[] _parts;
    private int _consumed;

    private RepairRound1(RepairContext context, ParticipantId own, EcdsaKey identity, SecretScalar[] parts)
    {
        (_context, _identity, _parts, _encryptionKey) = (context, identity, parts, SecretScalar.Random());
        _own = new(own, Array.ConvertAll(parts, part => part.ToPoint()), _encryptionKey.ToPoint());
        Broadcast = SignedPackage.Seal(SignedPackage.RepairRound1, context, _own.Encode(), identity);
    }

    /// <summary>This member's signed package, for everyone in the repair.</summary>
    public ReadOnlyMemory<byte> Broadcast { get; }

    /// <summary>Starts as a helper. The identity key stays the caller's and must live until the last stage; so does the share, which is only read here.</summary>
    /// <exception cref="ProtocolException">Not a helper, the share is of another state of the key, or the identity key is not the member's.</exception>
    public static RepairRound1 Help(RepairContext context, KeyPackage key, EcdsaKey identity)
    {
        // SECURITY: shares of another version would add up to no share.
        if (key.State.Hash != context.Current.Hash) throw new ProtocolException("the helper's share should be of the state that the repair is about");
        if (!context.Helpers.Contains(key.Participant)) throw new ProtocolException($"participant {key.Participant} is no helper of this repair");
        context.EnsureIdentity(key.Participant, identity);
        return new(context, key.Participant, identity, Split(context, key));
    }

    /// <summary>Starts as the recipient. The identity key stays the caller's and must live until the last stage.</summary>
    /// <exception cref="ProtocolException">The identity key is not the recipient's.</exception>
    public static RepairRound1 Receive(RepairContext context, EcdsaKey identity)
    {
        context.EnsureIdentity(context.Recipient, identity);
        return new(context, context.Recipient, identity, []);
    }

    /// <summary>Takes everyone else's broadcasts, by who is said to have sent them, and goes on to round 2. Can be called once.</summary>
    /// <exception cref="InvalidOperationException">Called before.</exception>
    public KeyGenerationResult<RepairRound2> Next(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) throw new InvalidOperationException("this stage of the repair was left before");
        var inbox = new Inbox(_context, _own.Participant, received);
        var packages = new SortedDictionary<ParticipantId, RepairPackage> { [_own.Participant] = _own };
        foreach (var (sender, package) in inbox.Read(SignedPackage.RepairRound1, RepairPackage.Decode, (from, decoded) => decoded.Participant == from))
        {
            if (!package.Fits(_context)) inbox.Blame(KeyGenerationAbortReason.InvalidCommitments, sender);
            packages.Add(sender, package);
        }

        if (inbox.Verdict<RepairRound2>() is { } aborted)
        {
            Clear();
            return aborted;
        }

        return new KeyGenerationResult<RepairRound2>.Completed(new(_context, _identity, _own.Participant, packages, _parts, _encryptionKey));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_context}, round 1 of participant {_own.Participant}, secrets <redacted>";

    /// <summary>Zeroes the secrets, unless the next stage has them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _consumed, 1) == 0) Clear();
    }

    // λ·s as a sum: every part but the helper's own is random, its own is what is left.
    private static SecretScalar[] Split(RepairContext context, KeyPackage key)
    {
        var rest = key.Secret.Copy();
        rest.Multiply(context.CoefficientOf(key.Participant));
        var parts = new SecretScalar[context.Helpers.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (context.Helpers[i] == key.Participant)
            {
                parts[i] = rest;
                continue;
            }

            parts[i] = SecretScalar.Random();
            using var negated = parts[i].Copy();
            negated.Multiply(-Scalar.One);
            rest.Add(negated);
        }

        return parts;
    }

    private void Clear()
    {
        foreach (var part in _parts) part.Dispose();
        _encryptionKey.Dispose();
    }
}
