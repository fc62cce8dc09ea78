using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Bridge.Chains.Rpc;

/// <summary>JSON-RPC 2.0 over HTTP to one endpoint.</summary>
/// <remarks>
/// A transport failure (no connection, timeout, HTTP 429 or 5xx) is retried with jitter when the call is idempotent; an answer never is, whatever it
/// says. Each attempt has its own timeout and counts in the endpoint's circuit breaker. What cannot be had is <see cref="ChainReadFailure.Unavailable"/>;
/// an answer that is no JSON-RPC, has another id, or is too large is <see cref="ChainReadFailure.Invalid"/>. Safe for concurrent use.
/// </remarks>
public sealed class JsonRpcClient : IDisposable
{
    private readonly Uri _url;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _once;
    private readonly ResiliencePipeline _retried;
    private long _lastId;

    /// <summary>Connects lazily to <paramref name="url"/>.</summary>
    /// <param name="url">Absolute http or https address.</param>
    /// <param name="time">Clock of timeouts, delays and the circuit breaker.</param>
    /// <param name="options">Defaults when null.</param>
    /// <param name="handler">Transport, disposed with the client; a pooled one of its own when null.</param>
    /// <exception cref="ArgumentException">Not an http address, or an option out of its bounds.</exception>
    public JsonRpcClient(string url, TimeProvider time, JsonRpcOptions? options = null, HttpMessageHandler? handler = null)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            throw new ArgumentException("RPC address should be an absolute http or https address", nameof(url));
        options ??= new();
        options.Validate();
        _url = parsed;
        _http = new(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = options.AttemptTimeout })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxResponseBytes,
        };
        _once = RpcPipeline.Once(time, options);
        _retried = RpcPipeline.Retried(_once, time, options);
        Endpoint = parsed.IsDefaultPort ? parsed.Host : $"{parsed.Host}:{parsed.Port}";
    }

    /// <summary>Host and port, for messages. Never the path or query, which may hold a provider's key.</summary>
    public string Endpoint { get; }

    /// <summary>An idempotent call; returns its result.</summary>
    /// <exception cref="ChainReadException">No answer, no valid answer, or an error object (inner exception <see cref="JsonRpcErrorException"/>).</exception>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancellationToken) =>
        (await TryCallAsync(method, parameters, cancellationToken)).Result;

    /// <summary>An idempotent call whose error object is an expected outcome, as a simulation's revert.</summary>
    /// <exception cref="ChainReadException">No answer or no valid answer.</exception>
    public async Task<JsonRpcReply> TryCallAsync(string method, JsonArray parameters, CancellationToken cancellationToken) =>
        (await ExchangeAsync([new(method, parameters)], batch: false, _retried, cancellationToken))[0];

    /// <summary>A call that must not be repeated by itself: one attempt. After <see cref="ChainReadFailure.Unavailable"/> it may or may not have happened.</summary>
    /// <exception cref="ChainReadException">No answer or no valid answer.</exception>
    public async Task<JsonRpcReply> SendOnceAsync(string method, JsonArray parameters, CancellationToken cancellationToken) =>
        (await ExchangeAsync([new(method, parameters)], batch: false, _once, cancellationToken))[0];

    /// <summary>Several idempotent calls in one exchange; one reply per request, in order.</summary>
    /// <exception cref="ChainReadException">No answer or no valid answer to the whole.</exception>
    public async Task<IReadOnlyList<JsonRpcReply>> BatchAsync(IReadOnlyList<JsonRpcRequest> requests, CancellationToken cancellationToken) =>
        requests.Count == 0 ? [] : await ExchangeAsync(requests, batch: true, _retried, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonRpcReply[]> ExchangeAsync(IReadOnlyList<JsonRpcRequest> requests, bool batch, ResiliencePipeline pipeline, CancellationToken cancellationToken)
    {
        var firstId = Interlocked.Add(ref _lastId, requests.Count) - requests.Count + 1;
        var body = JsonRpcEnvelope.Write(requests, firstId, batch);
        byte[] answer;
        try
        {
            answer = await pipeline.ExecuteAsync(async token => await PostAsync(body, token), cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException)
        {
            throw new ChainReadException(ChainReadFailure.Unavailable, $"{requests[0].Method}: {Endpoint} gave no answer: {Describe(e)}", e);
        }

        return JsonRpcEnvelope.Read(answer, requests, firstId, batch, Endpoint);
    }

    private async Task<byte[]> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500)
                throw new HttpRequestException($"HTTP {(int)response.StatusCode}", null, response.StatusCode);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"{Endpoint} answered with more than {_http.MaxResponseContentBufferSize} bytes", e);
        }
    }

    // The messages of HttpRequestException may repeat the whole address, which may hold a provider's key.
    private static string Describe(Exception e) => e switch
    {
        HttpRequestException { StatusCode: { } status } => $"HTTP {(int)status}",
        HttpRequestException http => $"connection failed ({http.HttpRequestError})",
        TimeoutRejectedException => "timed out",
        BrokenCircuitException => "it failed too often lately and is left alone for a moment",
        _ => "connection broke",
    };
}
