using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Ceremonies;

/// <summary>Asks the other members for their parts until all have answered.</summary>
public sealed class CeremonyPeers : IDisposable
{
    private const int LongestQuote = 400;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly Ceremony _ceremony;
    private readonly TimeProvider _time;
    private readonly Action<string> _progress;
    private readonly IReadOnlyList<(CeremonyMember Member, HttpClient Client)> _peers;

    private readonly ConcurrentDictionary<ushort, string> _troubles = new();

    /// <summary>Connects to everybody but <paramref name="index"/>.</summary>
    public CeremonyPeers(Ceremony ceremony, ushort index, X509Certificate2 own, TimeProvider time, Action<string> progress)
    {
        (_ceremony, _time, _progress) = (ceremony, time, progress);
        _peers = [.. ceremony.Others(index).Select(member => (member, new HttpClient(PinnedTls.CreateHandler(own, member.Pin))
        {
            BaseAddress = member.Url,
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = MaximumPartBytes(ceremony),
        }))];
    }

    /// <summary>Some members' part, by index, once all of these are there.</summary>
    /// <param name="part">Which.</param>
    /// <param name="from">Whose.</param>
    /// <param name="ends">A part that makes waiting for the others pointless; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CeremonyAbortedException">A member gave up, runs another ceremony, or time is up.</exception>
    public async Task<IReadOnlyDictionary<ushort, string>> CollectAsync(CeremonyPart part, IEnumerable<ushort> from, Predicate<string>? ends, CancellationToken cancellationToken)
    {
        var asked = _peers.Where(peer => from.Contains(peer.Member.Index)).ToList();
        var parts = new Dictionary<ushort, string>();
        var reported = "";
        while (true)
        {
            var missing = asked.Where(peer => !parts.ContainsKey(peer.Member.Index)).ToList();
            var waiting = missing.Count == 0 ? "" : "; waiting for " + string.Join(", ", missing.Select(peer => Describe(peer.Member)));
            var report = $"{part}: {parts.Count} of {asked.Count} others{waiting}";
            if (report != reported) _progress(report);
            reported = report;

            if (missing.Count == 0) return parts;
            var answers = await Task.WhenAll(missing.Select(peer => AskAsync(peer.Member, peer.Client, part, cancellationToken)));
            foreach (var answer in answers)
            {
                if (answer.Content is not null) parts[answer.Index] = answer.Content;
            }

            // What is there is looked at before anybody's refusal ends the ceremony: a liar would only have to refuse in time.
            if (ends is not null && parts.Values.Any(content => ends(content))) return parts;
            if (answers.Select(answer => answer.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused) throw refused;
            if (parts.Count < asked.Count) await WaitAsync(part, missing.Where(peer => !parts.ContainsKey(peer.Member.Index)).Select(peer => peer.Member.Index), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, client) in _peers) client.Dispose();
    }

    // The largest part is what was heard in round 1: a package with a commitment for each of the threshold from each member, in hexadecimal.
    private static int MaximumPartBytes(Ceremony ceremony) => (64 * 1024) + (ceremony.Members.Count * (512 + (66 * ceremony.Members.Count)));

    private string Describe(CeremonyMember member) =>
        _troubles.TryGetValue(member.Index, out var trouble) ? $"{member.Index} ({member.Url.Authority}, {trouble})" : $"{member.Index} ({member.Url.Authority})";

    private async Task WaitAsync(CeremonyPart part, IEnumerable<ushort> missing, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Poll, _time, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new CeremonyAbortedException($"{part} of {string.Join(", ", missing)} did not come in time", [], e);
        }
    }

    private async Task<PeerAnswer> AskAsync(CeremonyMember member, HttpClient client, CeremonyPart part, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(CeremonyEndpoints.PathOf(_ceremony, part), UriKind.Relative), cancellationToken);
            _troubles.TryRemove(member.Index, out _);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new(member.Index, await response.Content.ReadAsStringAsync(cancellationToken)),
                HttpStatusCode.NoContent => new(member.Index, null),
                HttpStatusCode.Conflict => Refused(member, "says that it runs another ceremony: compare the ceremony files"),
                HttpStatusCode.Gone => Refused(member, $"gave up and says: {Quote(await response.Content.ReadAsStringAsync(cancellationToken))}"),
                var status => Refused(member, $"answered {(int)status}"),
            };
        }
        catch (HttpRequestException e)
        {
            // Not up yet, or not the one that was pinned: asked again until the whole ceremony's time is over.
            _troubles[member.Index] = e.HttpRequestError == HttpRequestError.SecureConnectionError ? "TLS refused: it has, or knows us by, another key than the ceremony says" : "not reachable";
            return new(member.Index, null);
        }
        catch (OperationCanceledException)
        {
            _troubles[member.Index] = "no answer";
            return new(member.Index, null);
        }
    }

    private static PeerAnswer Refused(CeremonyMember member, string what) =>
        new(member.Index, null) { Refusal = new CeremonyAbortedException($"guardian {member.Index} {what}", [member.Index]) };

    // SECURITY: a member's own words go to an operator's terminal: one line, no control characters, in quotes, so that they cannot look like this program's.
    private static string Quote(string text)
    {
        var line = new string([.. text.Take(LongestQuote).Select(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format || letter == '"' ? ' ' : letter)]);
        return $"\"{line}{(text.Length > LongestQuote ? "…" : "")}\"";
    }

    private readonly record struct PeerAnswer(ushort Index, string? Content)
    {
        public CeremonyAbortedException? Refusal { get; init; }
    }
}
