using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Localnet.Timelines;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Localnet.Demonstrations;

/// <summary>Follows transfers through the relayers' public status API, as anybody can.</summary>
internal sealed class TransferTracker(IReadOnlyList<string> relayerUrls, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Follows one transfer to its end, writing what is seen to the board.</summary>
    public async Task FollowAsync(TransferId id, TimelineBoard board, int place, CancellationToken cancellationToken)
    {
        var path = RelayerRoutes.Transfer.Replace("{id}", id.ToString(), StringComparison.Ordinal);
        while (true)
        {
            var statuses = await Task.WhenAll(relayerUrls.Select(url => AskAsync(url + path, cancellationToken)));
            foreach (var status in statuses.OfType<TransferStatus>()) board.Update(place, status);
            if (board.Snapshot()[place].State is { } state && state.IsEnd()) return;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Null when this relayer does not know the transfer, or does not answer: another one may.</summary>
    private async Task<TransferStatus?> AskAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(url, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadFromJsonAsync<TransferStatus>(cancellationToken) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
