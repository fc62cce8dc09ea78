using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Guardian.Keygen;

/// <summary>Runs one member's side of a key generation.</summary>
/// <remarks>
/// <para>Pull, not push: a member shows what it has made on its <see cref="CeremonyBoard"/> and asks the others until theirs is there. Nobody waits for a
/// coordinator, and a member that starts late only delays.</para>
/// <para>Round 1 packages → everybody's echo of them has to be the same, before any share is shown → round 2 shares, one for each member, encrypted →
/// everybody's signed certificate of the outcome. The key is given out only when all n certificates are there.</para>
/// <para>Who breaks the protocol is named; then this member gives up, says so to the others, and nothing is written. A new ceremony needs a new
/// session.</para>
/// </remarks>
public sealed class CeremonyRunner(Ceremony ceremony, ushort index, EcdsaKey identity, CeremonyBoard board, CeremonyPeers peers, Action<string> progress)
{
    private readonly KeyGenerationContext _context = KeyGenerationContext.From(
        ceremony.Bridge, ceremony.Epoch, ceremony.Session, ceremony.Threshold,
        ceremony.Members.Select(member => new KeyGenerationMember(ParticipantId.From(member.Index), PartyAddress.From(member.Identity))));

    /// <summary>The whole ceremony.</summary>
    /// <exception cref="CeremonyAbortedException">It ended without a key; the others were told.</exception>
    public async Task<GeneratedKey> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GenerateAsync(cancellationToken);
        }
        catch (CeremonyAbortedException e)
        {
            board.GiveUp(e.Message);
            throw;
        }
    }

    private async Task<GeneratedKey> GenerateAsync(CancellationToken cancellationToken)
    {
        using var round1 = KeyGenerationRound1.Start(_context, ParticipantId.From(index), identity);
        board.Show(CeremonyPart.Round1, Hex.Encode(round1.Broadcast.Span));
        using var round2 = Completed(CeremonyPart.Round1, round1.Next(await CollectAsync(CeremonyPart.Round1, cancellationToken)));

        board.Show(CeremonyPart.Echo, round2.Transcript.ToString());
        CheckEchoes(round2.Transcript, await peers.CollectAsync(CeremonyPart.Echo, cancellationToken));

        foreach (var (recipient, package) in round2.Outgoing) board.Show(CeremonyPart.Round2, recipient.Value, Hex.Encode(package.Span));
        using var round3 = Completed(CeremonyPart.Round2, round2.Next(await CollectAsync(CeremonyPart.Round2, cancellationToken)));

        board.Show(CeremonyPart.Certificate, Hex.Encode(round3.Broadcast.Span));
        // The last stage gives the key out only with the certificates of all n members over one outcome.
        var key = Completed(CeremonyPart.Certificate, round3.Finish(await CollectAsync(CeremonyPart.Certificate, cancellationToken)));
        progress($"group key {key.Key.Group.GroupKey}, confirmed by all {ceremony.Members.Count}");
        return key;
    }

    private static void CheckEchoes(Bytes32 own, IReadOnlyDictionary<ushort, string> echoes)
    {
        // SECURITY: somebody told two stories in round 1. Shares are shown only after all heard the same (M34).
        ushort[] differing = [.. echoes.Where(echo => echo.Value != own.ToString()).Select(echo => echo.Key).Order()];
        if (differing.Length > 0)
            throw new CeremonyAbortedException($"guardians {string.Join(", ", differing)} heard another round 1 than this guardian: somebody sends different packages to different members", differing);
    }

    private async Task<IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>>> CollectAsync(CeremonyPart part, CancellationToken cancellationToken)
    {
        var received = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        foreach (var (sender, content) in await peers.CollectAsync(part, cancellationToken))
        {
            try
            {
                received[ParticipantId.From(sender)] = Hex.Decode(content);
            }
            catch (ProtocolException e)
            {
                throw new CeremonyAbortedException($"{part} of guardian {sender} is not hexadecimal", [sender], e);
            }
        }

        return received;
    }

    private static T Completed<T>(CeremonyPart part, KeyGenerationResult<T> result) => result switch
    {
        KeyGenerationResult<T>.Completed(var value) => value,
        KeyGenerationResult<T>.Aborted(var reason, var culprits) => throw new CeremonyAbortedException(
            $"{part}: {reason}{(culprits.Count == 0 ? "" : $" by guardian {string.Join(", ", culprits)}")}{(reason.IsMisbehaviour() ? " (proved by its own signed package)" : "")}",
            [.. culprits.Select(culprit => culprit.Value)]),
        _ => throw new InvalidOperationException($"unknown result {result}"),
    };
}
