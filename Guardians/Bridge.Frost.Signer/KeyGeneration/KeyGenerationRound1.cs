using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.Secrets;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>
/// The first stage of Pedersen's distributed key generation: no dealer, nobody ever knows the group's secret. Also of a refresh, in which everyone
/// deals a polynomial without constant term on top of the shares that are there.
/// </summary>
/// <remarks>
/// <para>
/// Three stages, each consumed into the next. <b>Round 1</b>: everyone broadcasts commitments to a random polynomial of degree t - 1, a proof that it
/// knows the constant term, and a one-time encryption key. <b>Round 2</b>: everyone sends everyone else a point of its polynomial, encrypted.
/// <b>Round 3</b>: everyone signs the outcome; all n signatures are the key's certificate, and only with it is the key given out.
/// </para>
/// <para>
/// Every package is signed by its sender's identity key over the ceremony's context. What a participant did wrong is named from its own
/// signed bytes; silence and what anybody could have sent blames nobody. An aborted ceremony leaves nothing behind: secrets are zeroed
/// and a new ceremony needs a new session. The share that a refresh starts from stays the caller's, usable until the refreshed one is given out.
/// </para>
/// </remarks>
public sealed class KeyGenerationRound1 : IDisposable
{
    private readonly KeyGenerationContext _context;
    private readonly EcdsaKey _identity;
    private readonly Round1Package _own;
    private readonly SecretScalar _encryptionKey;
    private readonly SecretPolynomial _polynomial;
    private readonly SecretScalar? _current;
    private int _consumed;

    private KeyGenerationRound1(
        KeyGenerationContext context, EcdsaKey identity, Round1Package own, SecretPolynomial polynomial, SecretScalar encryptionKey, SecretScalar? current)
    {
        (_context, _identity, _own, _polynomial, _encryptionKey, _current) = (context, identity, own, polynomial, encryptionKey, current);
        Broadcast = SignedPackage.Seal(SignedPackage.Round1, context, own.Encode(), identity);
    }

    /// <summary>This participant's signed package, for everyone.</summary>
    public ReadOnlyMemory<byte> Broadcast { get; }

    /// <summary>Starts as <paramref name="participant"/>. The identity key stays the caller's and must live until the last stage.</summary>
    /// <exception cref="ProtocolException">Not a member, the identity key is not the member's, or the context is a refresh's.</exception>
    public static KeyGenerationRound1 Start(KeyGenerationContext context, ParticipantId participant, EcdsaKey identity) => context.Current is null
        ? Start(context, participant, identity, null)
        : throw new ProtocolException("a refresh starts from a share");

    /// <summary>Starts a refresh of <paramref name="current"/>. The identity key and the share stay the caller's; only the first must live until the last stage.</summary>
    /// <exception cref="ProtocolException">The context is about another state of the key than the share's, or the identity key is not the member's.</exception>
    public static KeyGenerationRound1 Refresh(KeyGenerationContext context, KeyPackage current, EcdsaKey identity) =>
        // SECURITY: a change added to a share of another version gives a share of nothing.
        context.Current?.Hash == current.State.Hash
            ? Start(context, current.Participant, identity, current.Secret)
            : throw new ProtocolException("the share to refresh should be of the state that the refresh is about");

    private static KeyGenerationRound1 Start(KeyGenerationContext context, ParticipantId participant, EcdsaKey identity, SecretScalar? current)
    {
        context.EnsureIdentity(participant, identity);
        var polynomial = SecretPolynomial.Random(context.CommitmentCount, context.LowestDegree);
        var encryptionKey = SecretScalar.Random();
        var own = new Round1Package(
            participant, polynomial.Commit(), polynomial.Prove(participant, context.Hash.ToArray()), encryptionKey.ToPoint());
        return new(context, identity, own, polynomial, encryptionKey, current?.Copy());
    }

    /// <summary>Takes everyone else's broadcasts, by who is said to have sent them, and goes on to round 2. Can be called once.</summary>
    /// <exception cref="InvalidOperationException">Called before.</exception>
    public KeyGenerationResult<KeyGenerationRound2> Next(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received)
    {
        if (Interlocked.Exchange(ref _consumed, 1) != 0) throw new InvalidOperationException("this stage of key generation was left before");
        var inbox = new Inbox(_context, _own.Participant, received);
        var packages = new SortedDictionary<ParticipantId, Round1Package> { [_own.Participant] = _own };
        foreach (var (sender, package) in inbox.Read(SignedPackage.Round1, Round1Package.Decode, (from, decoded) => decoded.Participant == from))
        {
            if (package.Check(_context) is { } reason) inbox.Blame(reason, sender);
            packages.Add(sender, package);
        }

        if (inbox.Verdict<KeyGenerationRound2>() is { } aborted)
        {
            Clear();
            return aborted;
        }

        return new KeyGenerationResult<KeyGenerationRound2>.Completed(
            new(_context, _identity, _own.Participant, packages, _polynomial, _encryptionKey, _current));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_context}, round 1 of participant {_own.Participant}, secrets <redacted>";

    /// <summary>Zeroes the secrets, unless the next stage has them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _consumed, 1) == 0) Clear();
    }

    private void Clear()
    {
        _polynomial.Dispose();
        _encryptionKey.Dispose();
        _current?.Dispose();
    }
}
