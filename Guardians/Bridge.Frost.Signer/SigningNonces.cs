using Bridge.Frost.Curve;
using Bridge.Frost.Signer.Secrets;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Signer;

/// <summary>
/// Two secret one-time numbers d and e, in memory only. The first use takes them, whatever comes of it; a second use throws. There is no way to
/// copy, save or read them: one pair under two messages gives the share away.
/// </summary>
public sealed class SigningNonces : IDisposable
{
    private Pair? _pair;

    internal SigningNonces(KeyPackage key, SecretScalar hiding, SecretScalar binding)
    {
        _pair = new(hiding, binding);
        VerifyingShare = key.VerifyingShare;
        Commitment = new(key.Participant, hiding.ToPoint(), binding.ToPoint());
    }

    /// <summary>What to send to the coordinator.</summary>
    public NonceCommitment Commitment { get; }

    /// <summary>True once used or disposed.</summary>
    public bool IsConsumed => Volatile.Read(ref _pair) is null;

    internal Point VerifyingShare { get; }

    /// <inheritdoc/>
    public override string ToString() => "<redacted>";

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _pair, null)?.Dispose();

    // SECURITY: one atomic exchange, so that of any number of threads exactly one gets the pair.
    internal Pair Take() => Interlocked.Exchange(ref _pair, null) ?? throw new NoncesConsumedException();

    internal sealed record Pair(SecretScalar Hiding, SecretScalar Binding) : IDisposable
    {
        public override string ToString() => "<redacted>";

        public void Dispose()
        {
            Hiding.Dispose();
            Binding.Dispose();
        }
    }
}

/// <summary>These nonces were used or thrown away before. Start a new session with new ones.</summary>
public sealed class NoncesConsumedException : InvalidOperationException
{
    /// <summary>Creates the error.</summary>
    public NoncesConsumedException() : base("signing nonces were used before; a new session needs new ones") { }
}
