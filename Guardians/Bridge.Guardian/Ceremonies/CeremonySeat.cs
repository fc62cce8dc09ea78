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
public sealed record CeremonySeat(
    Ceremony Ceremony, ushort Index, GuardianKeys Keys, CeremonyBoard Board, CeremonyPeers Peers, BegunCeremonies Begun, Action<string> Progress)
{
    /// <summary>This member's FROST identifier.</summary>
    public ParticipantId Participant => ParticipantId.From(Index);

    /// <summary>Everybody else.</summary>
    public IEnumerable<ushort> Others => Ceremony.Others(Index).Select(member => member.Index);

    /// <summary>How long it waits at most for what others heard when echoes differ.</summary>
    public TimeSpan LongestWaitForProof { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What was signed.</summary>
    public CeremonyMinutes Minutes { get; } = new();

    /// <summary>Shows to everybody what this member signed.</summary>
    public void Show(CeremonyPart part, ReadOnlyMemory<byte> package)
    {
        Minutes.Note(part, Participant, package);
        Board.Show(part, Hex.Encode(package.Span));
    }

    /// <summary>Shows this member's round 1. Whoever has seen it may have shares for it: another one is made in another ceremony only.</summary>
    /// <exception cref="ProtocolException">The ceremony was begun here before.</exception>
    public void ShowRound1(ReadOnlyMemory<byte> package)
    {
        Begun.RequireNew(Ceremony);
        Show(CeremonyPart.Round1, package);
    }

    /// <summary>Collects a part of all others as bytes.</summary>
    public Task<IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>>> CollectAsync(CeremonyPart part, CancellationToken cancellationToken) =>
        CollectAsync(part, Others, cancellationToken);

    /// <summary>Collects a part of some others as bytes.</summary>
    public async Task<IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>>> CollectAsync(CeremonyPart part, IEnumerable<ushort> from, CancellationToken cancellationToken)
    {
        var received = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        foreach (var (sender, content) in await Peers.CollectAsync(part, [.. from], null, cancellationToken))
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

        foreach (var (sender, package) in received) Minutes.Note(part, sender, package);
        return received;
    }

    /// <summary>Shows the hash of what this member heard in round 1 and goes on only when all heard the same.</summary>
    /// <param name="heard">The hash.</param>
    /// <param name="round1">The others' signed packages, to prove who told two stories; null when they are not signed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CeremonyAbortedException">Some heard another round 1.</exception>
    public async Task EchoAsync(Bytes32 heard, IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>>? round1, CancellationToken cancellationToken)
    {
        if (round1 is not null) Board.Show(CeremonyPart.Heard, HeardPackages.Encode(round1));
        Board.Show(CeremonyPart.Echo, heard.ToString());
        var echoes = await Peers.CollectAsync(CeremonyPart.Echo, [.. Others], echo => echo != heard.ToString(), cancellationToken);
        // SECURITY: somebody told two stories in round 1. Shares are shown only after all heard the same (M34).
        ushort[] differing = [.. echoes.Where(echo => echo.Value != heard.ToString()).Select(echo => echo.Key).Order()];
        if (differing.Length == 0) return;
        if (round1 is not null) await HearAsync(cancellationToken);
        throw new CeremonyAbortedException(
            $"guardian {string.Join(", ", differing)} says that it heard another round 1 than this guardian: somebody shows different packages to different members, or it does not tell the truth", differing);
    }

    /// <summary>The outcome of a stage, or the end of the ceremony with whomever it concerns.</summary>
    /// <exception cref="CeremonyAbortedException">The stage aborted.</exception>
    public static T Completed<T>(CeremonyPart part, KeyGenerationResult<T> result) => result switch
    {
        KeyGenerationResult<T>.Completed(var value) => value,
        KeyGenerationResult<T>.Aborted(var reason, var culprits) => throw new CeremonyAbortedException(
            $"{part}: {reason}{(culprits.Count == 0 ? "" : $" of guardian {string.Join(", ", culprits)}")}", [.. culprits.Select(culprit => culprit.Value)]),
        _ => throw new InvalidOperationException($"unknown result {result}"),
    };

    // What all others heard is worth the wait, and not the ceremony's whole time: a liar keeps its own back, and may have shown a senseless echo to be the only one asked.
    private async Task HearAsync(CancellationToken cancellationToken)
    {
        Board.Await(CeremonyPart.Heard, Others);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWaitForProof);
        await Task.WhenAll(Others.Select(async member =>
        {
            try
            {
                foreach (var content in (await Peers.CollectAsync(CeremonyPart.Heard, [member], null, limit.Token)).Values)
                {
                    foreach (var (sender, package) in HeardPackages.Decode(Ceremony, content)) Minutes.Note(CeremonyPart.Round1, sender, package);
                }
            }
            catch (Exception e) when (e is CeremonyAbortedException or ProtocolException)
            {
                Progress($"what guardian {member} heard cannot be compared: {e.Message}");
            }
        }));
    }
}
