using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Cli;

/// <summary>Asks the relayers where a transfer is. They can say anything: this is for display, and money never depends on it.</summary>
internal sealed class RelayerStatusClient(HttpClient http, IReadOnlyList<string> urls, SlowNotice slow)
{
    private const int MaxTransactionLength = 128;

    /// <summary>What each relayer that knows it says, the furthest first; empty when those that answered do not.</summary>
    /// <exception cref="CliException">No relayer answered.</exception>
    public async Task<IReadOnlyList<(string Relayer, TransferStatus Status)>> FindAllAsync(TransferId id, CancellationToken cancellationToken) =>
        [.. (await AskAllAsync<TransferStatus>(RelayerRoutes.Transfer, id, status => IsStatusOf(id, status), cancellationToken)).Select(said => (said.Relayer, Printable(said.Answer)))
            .OrderByDescending(said => (said.Item2.State.IsEnd(), said.Item2.Times.Signed is not null, said.Item2.Times.Submitted is not null, said.Item2.State))];

    /// <summary>What the relayers show as signed batches with the transfer in it. Whether one is signed says the destination's contract.</summary>
    /// <exception cref="CliException">No relayer answered.</exception>
    public async Task<IReadOnlyList<AttestedBatch>> FindAttestationsAsync(TransferId id, CancellationToken cancellationToken) =>
        [.. (await AskAllAsync<AttestedBatch>(RelayerRoutes.Attestation, id, _ => true, cancellationToken)).Select(said => said.Answer)];

    // What names another transfer, no state or no asset is no answer.
    private static bool IsStatusOf(TransferId id, TransferStatus status) => status.Id == id.ToString() && Enum.IsDefined(status.State) && IsDigest(status.Asset);

    private static bool IsDigest(string text)
    {
        try
        {
            Bytes32.Parse(text);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private async Task<List<(string Relayer, T Answer)>> AskAllAsync<T>(string route, TransferId id, Func<T, bool> isAnswer, CancellationToken cancellationToken)
        where T : class
    {
        // All at once: one that hangs holds the others' answers up no longer than itself.
        var answers = await Task.WhenAll(urls.Select(url => AskAsync<T>(url, route, id, isAnswer, cancellationToken)));
        return answers.Any(answer => answer.Failure is null)
            ? [.. answers.Where(answer => answer.Found is not null).Select(answer => (answer.Relayer, answer.Found!))]
            : throw new CliException("no relayer answers", $"is one of {string.Join(", ", urls)} running? 'bridge status' reads the chains themselves with --from-chain", answers.LastOrDefault().Failure);
    }

    // Found and failure are both null when the relayer answered that it does not know it.
    private async Task<(string Relayer, T? Found, Exception? Failure)> AskAsync<T>(string url, string route, TransferId id, Func<T, bool> isAnswer, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var asking = slow.Asking(url);
            using var response = await http.GetAsync(new Uri(new Uri(url), route.Replace("{id}", id.ToString(), StringComparison.Ordinal)), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound) return (url, null, null);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<T>(cancellationToken) is { } answer && isAnswer(answer) ? (url, answer, null) : (url, null, new JsonException($"{url} answers something else"));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (url, null, e);
        }
    }

    // A terminal obeys control characters, and shows text in another order after some format characters: none that came from outside reaches it.
    private static TransferStatus Printable(TransferStatus status) => status with
    {
        SourceTransaction = Transaction(status.SourceTransaction) ?? "",
        DestinationTransaction = Transaction(status.DestinationTransaction),
        HoldTransaction = Transaction(status.HoldTransaction),
        RefundTransaction = Transaction(status.RefundTransaction),
        WaitingFor = status.WaitingFor is { } reason ? Clean(reason) : null,
        // SECURITY: an end is shown with the state that says so, and that the chain is asked about; not as a step beside another one.
        Times = status.Times with
        {
            Released = status.State is TransferState.Released or TransferState.Undeliverable ? status.Times.Released : null,
            Refunded = status.State == TransferState.Refunded ? status.Times.Refunded : null,
        },
    };

    // SECURITY: a transaction is shown unmarked, so it has the form of one: no sentence of a relayer's passes for the bridge's own.
    private static string? Transaction(string? text) => text is null || (text.Length <= MaxTransactionLength && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')) ? text : "(a relayer shows no transaction)";

    private static string Clean(string text) => new([.. text.Where(character => !char.IsControl(character) && char.GetUnicodeCategory(character) != UnicodeCategory.Format).Take(300)]);
}
