using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Cli;

/// <summary>Asks the relayers where a transfer is. They can say anything: this is for display, and money never depends on it.</summary>
internal sealed class RelayerStatusClient(HttpClient http, IReadOnlyList<string> urls)
{
    /// <summary>The furthest status that any relayer shows; null when those that answered do not know it.</summary>
    /// <exception cref="CliException">No relayer answered.</exception>
    public async Task<TransferStatus?> FindAsync(TransferId id, CancellationToken cancellationToken) =>
        (await AskAllAsync<TransferStatus>(RelayerRoutes.Transfer, id, status => status.Id == id.ToString(), cancellationToken)).Select(Printable)
            .MaxBy(status => (status.State.IsEnd(), status.Times.Signed is not null, status.Times.Submitted is not null, status.State));

    /// <summary>What the relayers show as signed batches with the transfer in it. Whether one is signed says the destination's contract.</summary>
    /// <exception cref="CliException">No relayer answered.</exception>
    public async Task<IReadOnlyList<AttestedBatch>> FindAttestationsAsync(TransferId id, CancellationToken cancellationToken) =>
        await AskAllAsync<AttestedBatch>(RelayerRoutes.Attestation, id, _ => true, cancellationToken);

    private async Task<List<T>> AskAllAsync<T>(string route, TransferId id, Func<T, bool> isAnswer, CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        var answered = false;
        Exception? last = null;
        foreach (var url in urls)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(new Uri(url), route.Replace("{id}", id.ToString(), StringComparison.Ordinal)), cancellationToken);
                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    answered = true;
                    continue;
                }

                response.EnsureSuccessStatusCode();
                if (await response.Content.ReadFromJsonAsync<T>(cancellationToken) is not { } answer || !isAnswer(answer)) continue;
                answered = true;
                found.Add(answer);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                last = e;
            }
        }

        return answered ? found : throw new CliException("no relayer answers", $"is one of {string.Join(", ", urls)} running? 'bridge status' reads the chains themselves with --from-chain", last);
    }

    // A terminal obeys control characters, and shows text in another order after some format characters: none that came from outside reaches it.
    private static TransferStatus Printable(TransferStatus status) => status with
    {
        SourceTransaction = Clean(status.SourceTransaction),
        DestinationTransaction = status.DestinationTransaction is { } transaction ? Clean(transaction) : null,
        HoldTransaction = status.HoldTransaction is { } hold ? Clean(hold) : null,
        RefundTransaction = status.RefundTransaction is { } refund ? Clean(refund) : null,
        WaitingFor = status.WaitingFor is { } reason ? Clean(reason) : null,
    };

    private static string Clean(string text) => new([.. text.Where(character => !char.IsControl(character) && char.GetUnicodeCategory(character) != UnicodeCategory.Format).Take(300)]);
}
