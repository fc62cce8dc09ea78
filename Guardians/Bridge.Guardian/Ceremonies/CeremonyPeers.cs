using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Ceremonies;

/// <summary>Asks the other members for their parts until all have answered.</summary>
public sealed class CeremonyPeers : IDisposable
{
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

    /// <summary>Everybody's part, by index, once all are there.</summary>
    /// <exception cref="CeremonyAbortedException">A member gave up, runs another ceremony, or time is up.</exception>
    public Task<IReadOnlyDictionary<ushort, string>> CollectAsync(CeremonyPart part, CancellationToken cancellationToken) =>
        CollectAsync(part, _peers.Select(peer => peer.Member.Index), cancellationToken);

    /// <summary>Some members' part, by index, once all of these are there.</summary>
    /// <exception cref="CeremonyAbortedException">A member gave up, runs another ceremony, or time is up.</exception>
    public async Task<IReadOnlyDictionary<ushort, string>> CollectAsync(CeremonyPart part, IEnumerable<ushort> from, CancellationToken cancellationToken)
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
            foreach (var (index, content) in await Task.WhenAll(missing.Select(peer => AskAsync(peer.Member, peer.Client, part, cancellationToken))))
            {
                if (content is not null) parts[index] = content;
            }

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

    private async Task<(ushort Index, string? Content)> AskAsync(CeremonyMember member, HttpClient client, CeremonyPart part, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(CeremonyEndpoints.PathOf(_ceremony, part), UriKind.Relative), cancellationToken);
            _troubles.TryRemove(member.Index, out _);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => (member.Index, await response.Content.ReadAsStringAsync(cancellationToken)),
                HttpStatusCode.NoContent => (member.Index, null),
                HttpStatusCode.Conflict => throw new CeremonyAbortedException($"guardian {member.Index} says that it runs another ceremony: compare the ceremony files", [member.Index]),
                HttpStatusCode.Gone => throw new CeremonyAbortedException(
                    $"guardian {member.Index} gave up and says: {await response.Content.ReadAsStringAsync(cancellationToken)}", [member.Index]),
                var status => throw new CeremonyAbortedException($"guardian {member.Index} answered {(int)status}", [member.Index]),
            };
        }
        catch (HttpRequestException e)
        {
            // Not up yet, or not the one that was pinned: asked again until the whole ceremony's time is over.
            _troubles[member.Index] = e.HttpRequestError == HttpRequestError.SecureConnectionError ? "TLS refused: it has, or knows us by, another key than the ceremony says" : "not reachable";
            return (member.Index, null);
        }
        catch (OperationCanceledException)
        {
            _troubles[member.Index] = "no answer";
            return (member.Index, null);
        }
    }
}
