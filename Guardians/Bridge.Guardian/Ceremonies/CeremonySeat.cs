using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>One member's place in a ceremony: what it shows, whom it asks, with which keys.</summary>
/// <remarks>
/// Pull, not push: a member shows what it has made on its <see cref="CeremonyBoard"/> and asks the others until theirs is there. Nobody waits for a
/// coordinator, and a member that starts late only delays.
/// </remarks>
public sealed record CeremonySeat(Ceremony Ceremony, ushort Index, GuardianKeys Keys, CeremonyBoard Board, CeremonyPeers Peers, Action<string> Progress)
{
    /// <summary>This member's FROST identifier.</summary>
    public ParticipantId Participant => ParticipantId.From(Index);

    /// <summary>Collects a part of all others as bytes.</summary>
    public Task<IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>>> CollectAsync(CeremonyPart part, CancellationToken cancellationToken) =>
        CollectAsync(part, Ceremony.Others(Index).Select(member => member.Index), cancellationToken);

    /// <summary>Collects a part of some others as bytes.</summary>
    public async Task<IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>>> CollectAsync(CeremonyPart part, IEnumerable<ushort> from, CancellationToken cancellationToken)
    {
        var received = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        foreach (var (sender, content) in await Peers.CollectAsync(part, [.. from], cancellationToken))
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

    /// <summary>Shows what this member heard in round 1 and goes on only when all heard the same.</summary>
    public async Task EchoAsync(Bytes32 heard, CancellationToken cancellationToken)
    {
        Board.Show(CeremonyPart.Echo, heard.ToString());
        var echoes = await Peers.CollectAsync(CeremonyPart.Echo, cancellationToken);
        // SECURITY: somebody told two stories in round 1. Shares are shown only after all heard the same (M34).
        ushort[] differing = [.. echoes.Where(echo => echo.Value != heard.ToString()).Select(echo => echo.Key).Order()];
        if (differing.Length > 0)
            throw new CeremonyAbortedException($"guardians {string.Join(", ", differing)} heard another round 1 than this guardian: somebody sends different packages to different members", differing);
    }

    /// <summary>The outcome of a stage, or the end of the ceremony with whoever is at fault.</summary>
    public static T Completed<T>(CeremonyPart part, KeyGenerationResult<T> result) => result switch
    {
        KeyGenerationResult<T>.Completed(var value) => value,
        KeyGenerationResult<T>.Aborted(var reason, var culprits) => throw new CeremonyAbortedException(
            $"{part}: {reason}{(culprits.Count == 0 ? "" : $" by guardian {string.Join(", ", culprits)}")}{(reason.IsMisbehaviour() ? " (proved by its own signed package)" : "")}",
            [.. culprits.Select(culprit => culprit.Value)]),
        _ => throw new InvalidOperationException($"unknown result {result}"),
    };
}
