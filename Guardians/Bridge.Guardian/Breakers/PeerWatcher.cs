using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Breakers;

/// <summary>Another guardian, asked over its pinned connection.</summary>
/// <param name="Index">FROST identifier.</param>
/// <param name="Client">Shows this guardian's certificate and takes only the other's.</param>
public sealed record Peer(ushort Index, HttpClient Client);

/// <summary>Asks the other guardians about each transfer that a destination consumed: who signed it, and who has its lock. One step at a time.</summary>
/// <remarks>
/// <para>A FROST signature does not show who made it, so a stolen group key shows only here while it is tried on transfers that are real. Who does not answer, or is still catching
/// up, counts as silent: it may have signed.</para>
/// <para>Many transfers go into one question, so the cost is one request for each guardian and step, whatever the traffic. A step without transfers asks who is alive.</para>
/// </remarks>
public sealed class PeerWatcher(IReadOnlyList<Peer> peers, int threshold, RiskDesk desk, LockJournal locks, Transcripts own, TimeProvider time)
{
    /// <summary>One step; true always: silence is an answer, too.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var ids = desk.TakeReleased(Transcripts.MostTransfers);
        var request = new TranscriptRequest([.. ids.Select(id => id.ToString())]);
        var answers = await Task.WhenAll(peers.Select(peer => AskAsync(peer, request, cancellationToken)));
        var now = time.GetUtcNow();
        var lines = answers.Append(own.Answer(request)).Select(answer => answer?.Lines.ToDictionary(line => line.Transfer)).ToList();
        desk.Apply([
            .. ids.Select(id => Count(id, [.. lines.Select(known => known?.GetValueOrDefault(id.ToString()))], now)),
            new GuardiansCounted(now, 1 + answers.Count(answer => answer is not null), threshold, 1 + peers.Count),
        ]);
        return true;
    }

    private TranscriptsCounted Count(TransferId id, IReadOnlyList<TranscriptLine?> lines, DateTimeOffset now)
    {
        // What another says about a transfer of that name with other content is no transcript of this one.
        var leaf = locks.Find(id)?.Leaf.ToString();
        bool Counts(string? said) => said is not null && (leaf is null || said == leaf);
        // Who signed counts, whatever else it has forgotten.
        var silent = lines.Count(line => line is null || (!line.Remembers && !Counts(line.Signed)));
        return new(now, id, lines.Count(line => Counts(line?.Signed)), lines.Count(line => Counts(line?.Witnessed)), silent, threshold);
    }

    private static async Task<TranscriptResponse?> AskAsync(Peer peer, TranscriptRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await peer.Client.PostAsJsonAsync(GuardianRoutes.Transcripts, request, ApiJson.Options, cancellationToken);
            var answer = response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<TranscriptResponse>(ApiJson.Options, cancellationToken) : null;
            return answer?.Guardian == peer.Index && answer.Lines.Select(line => line.Transfer).SequenceEqual(request.Transfers) ? answer : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
