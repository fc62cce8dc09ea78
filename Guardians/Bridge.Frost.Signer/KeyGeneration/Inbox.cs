using Bridge.Frost.KeyGeneration;

namespace Bridge.Frost.Signer.KeyGeneration;

internal delegate T PackageDecoder<out T>(ReadOnlySpan<byte> body);

/// <summary>Opens what the others sent for one stage and collects what is wrong with it: one verdict, by the worst proven reason.</summary>
internal sealed class Inbox(
    CeremonyContext context, ParticipantId own, IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> received, IEnumerable<ParticipantId>? senders = null)
{
    private readonly SortedDictionary<KeyGenerationAbortReason, SortedSet<ParticipantId>> _blamed = [];

    internal void Blame(KeyGenerationAbortReason reason, ParticipantId sender)
    {
        if (!_blamed.TryGetValue(reason, out var culprits)) _blamed.Add(reason, culprits = []);
        culprits.Add(sender);
    }

    /// <summary>Every readable package of every other member, or of the senders that this stage hears; the rest is blamed for what it is.</summary>
    internal List<(ParticipantId Sender, T Package)> Read<T>(Bytes32 kind, PackageDecoder<T> decode, Func<ParticipantId, T, bool> isFrom)
    {
        var packages = new List<(ParticipantId, T)>();
        foreach (var sender in senders ?? context.Members.Keys)
        {
            if (sender == own) continue;
            if (!received.TryGetValue(sender, out var bytes))
            {
                Blame(KeyGenerationAbortReason.MissingPackages, sender);
                continue;
            }

            if (!SignedPackage.TryOpen(kind, context, sender, bytes.Span, out var body))
            {
                Blame(KeyGenerationAbortReason.UnauthenticatedPackages, sender);
                continue;
            }

            try
            {
                var package = decode(body);
                // SECURITY: signed by one participant and speaking for another: the signer is the culprit.
                if (isFrom(sender, package)) packages.Add((sender, package));
                else Blame(KeyGenerationAbortReason.MalformedPackages, sender);
            }
            catch (ProtocolException)
            {
                Blame(KeyGenerationAbortReason.MalformedPackages, sender);
            }
        }

        return packages;
    }

    /// <summary>Null when nothing is wrong. Proven misbehaviour comes before what may be the network's fault.</summary>
    internal KeyGenerationResult<T>.Aborted? Verdict<T>()
    {
        if (_blamed.Count == 0) return null;
        var reason = _blamed.Keys.OrderByDescending(candidate => candidate.IsMisbehaviour()).First();
        return new(reason, [.. _blamed[reason]]);
    }
}
